import type { InputPath } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';

/**
 * Everything wrong at once. What the provider says of a place that is wrong in itself adds nothing, and neither does that
 * something is missing which was given, though wrong.
 *
 * @param metadataAt where the caller's list has each entry of the metadata that the provider's check saw; entries beyond
 *   are stored ones, and nowhere in it.
 */
export function mergeViolations(
  own: readonly Violation[],
  byProvider: readonly Violation[],
  metadataAt: readonly number[],
): Violation[] {
  const complained = own.map(({ path }) => placeOf(path));
  const isComplainedOf = (path: InputPath) => complained.some((wrong) => isWithin(placeOf(path), wrong));
  const holdsWrong = (path: InputPath) => complained.some((wrong) => isWithin(wrong, placeOf(path)));
  // Which profile would have filled the gaps is not known.
  const anyCustomer = complained.some(([first]) => first === 'customerId');
  const follows = ({ path, code, alternatives = [path] }: Violation) =>
    isComplainedOf(path) ||
    (code === 'REQUIRED' && (anyCustomer || alternatives.some((given) => isComplainedOf(given) || holdsWrong(given))));

  return [
    ...own,
    ...byProvider.map((violation) => ({ ...violation, path: asGiven(violation.path, metadataAt) })),
  ].filter((violation, index) => index < own.length || !follows(violation));
}

/** A wrong `phoneCountry` leaves no phone. */
const placeOf = (path: InputPath): InputPath => (path[0] === 'phoneCountry' ? ['phone'] : path);

const isWithin = (path: InputPath, outer: InputPath): boolean =>
  outer.length > 0 && outer.every((step, index) => path[index] === step);

function asGiven(path: InputPath, metadataAt: readonly number[]): InputPath {
  const [root, index, ...part] = path;
  if (root !== 'metadata' || index === undefined) return path;
  const given = metadataAt[Number(index)];
  return given === undefined ? [root] : [root, String(given), ...part];
}
