import type { InputPath } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';

/**
 * The violations of our own check and of the provider's, without those of the provider's that only follow from ours: about
 * an input that is wrong in itself, or about one that counts as missing because it was wrong.
 *
 * @param metadataAt the position in the caller's list of each metadata entry that the provider's check saw; entries
 *   beyond it come from the stored profile and have no position.
 */
export function mergeViolations(
  own: readonly Violation[],
  byProvider: readonly Violation[],
  metadataAt: readonly number[],
): Violation[] {
  const wrongPlaces = own.map(({ path }) => placeOf(path));
  const isWrong = (path: InputPath) => wrongPlaces.some((wrong) => isWithin(placeOf(path), wrong));
  const hasWrongPart = (path: InputPath) => wrongPlaces.some((wrong) => isWithin(wrong, placeOf(path)));
  // Without a valid customerId, nobody knows which stored profile would have filled the gaps.
  const unknownCustomer = wrongPlaces.some(([first]) => first === 'customerId');
  const isConsequence = ({ path, code, alternatives = [path] }: Violation) =>
    isWrong(path) ||
    (code === 'REQUIRED' && (unknownCustomer || alternatives.some((given) => isWrong(given) || hasWrongPart(given))));

  return [
    ...own,
    ...byProvider.map((violation) => ({ ...violation, path: toGivenPath(violation.path, metadataAt) })),
  ].filter((violation, index) => index < own.length || !isConsequence(violation));
}

/** Without a valid `phoneCountry` there is no phone either. */
const placeOf = (path: InputPath): InputPath => (path[0] === 'phoneCountry' ? ['phone'] : path);

const isWithin = (path: InputPath, outer: InputPath): boolean =>
  outer.length > 0 && outer.every((step, index) => path[index] === step);

function toGivenPath(path: InputPath, metadataAt: readonly number[]): InputPath {
  const [root, index, ...part] = path;
  if (root !== 'metadata' || index === undefined) return path;
  const given = metadataAt[Number(index)];
  return given === undefined ? [root] : [root, String(given), ...part];
}
