import type { PreparedRequest } from '../../datasources/payment-data-source.js';
import type { CustomerProfile, InputPath } from '../../domain/customer.js';
import { valueAtPath, withoutValue } from '../../domain/profile.js';
import type { Violation } from '../../domain/violation.js';

/** A request that a provider can take. */
export interface FittedRequest {
  readonly prepared: PreparedRequest;
  readonly profile: CustomerProfile;
  /** What the provider would refuse nevertheless; empty if the request can be sent. */
  readonly violations: readonly Violation[];
  /** Input or stored values that this provider does not get. */
  readonly notSent: readonly InputPath[];
}

interface Profiles {
  /** The input merged over the stored profile. */
  readonly merged: CustomerProfile;
  readonly given: CustomerProfile;
  /** Values that the caller does not want this provider to get. */
  readonly withheld: readonly InputPath[];
}

/**
 * Leaves out of a request what its provider cannot take, unless the caller gave it in this call: what was stored for
 * another provider must not make it impossible to create the customer at this one. A reference that the provider cannot
 * take is left out even if it was given; the unified id then stands in as the merchant's own id.
 */
export function fitProfile(
  { merged, given, withheld }: Profiles,
  prepare: (profile: CustomerProfile) => PreparedRequest,
): FittedRequest {
  const leftOut = withheld.filter((path) => valueAtPath(merged, path) !== undefined);
  const refused: Violation[] = [];
  let profile = leftOut.reduce(withoutValue, merged);
  for (;;) {
    const prepared = prepare(profile);
    const misfits = prepared.violations.filter(({ path }) => isStoredOnly(path, profile, given));
    if (misfits.length === 0) {
      const paths = [...prepared.notSent, ...leftOut, ...refused.map(({ path }) => path)];
      return { prepared, profile, violations: violationsOf(prepared, refused), notSent: withoutRepeats(paths) };
    }
    refused.push(...misfits.map((violation) => ({ ...violation, path: placeOf(violation.path, profile) })));
    // From the last metadata entry to the first, so that the positions of the others stay right.
    const places = withoutRepeats(misfits.map(({ path }) => path.slice(0, 2)));
    profile = places.sort((a, b) => entryOf(b) - entryOf(a)).reduce(withoutValue, profile);
  }
}

const entryOf = ([name, index]: InputPath): number => (name === 'metadata' ? Number(index ?? -1) : -1);

function isStoredOnly(path: InputPath, profile: CustomerProfile, given: CustomerProfile): boolean {
  const [name, index] = path;
  if (name === 'reference') return profile.reference !== undefined;
  if (name === 'metadata' && index !== undefined) {
    const entry = profile.metadata?.[Number(index)];
    return entry !== undefined && !given.metadata?.some(({ key }) => key === entry.key);
  }
  const place = path.slice(0, name === 'address' ? 2 : 1);
  return name !== undefined && valueAtPath(profile, place) !== undefined && valueAtPath(given, place) === undefined;
}

/** A stored metadata entry has no position in the caller's list. */
const placeOf = ([name = '', ...rest]: InputPath, { metadata }: CustomerProfile): InputPath =>
  name === 'metadata' && metadata ? [name] : [name, ...rest];

/** Where the provider needs a value, and the stored one does not fit, that is said instead of that it is missing. */
function violationsOf({ violations }: PreparedRequest, refused: readonly Violation[]): Violation[] {
  const told = violations.map((violation) => {
    if (violation.code !== 'REQUIRED') return violation;
    const paths = [violation.path, ...(violation.alternatives ?? [])].map(nameOf);
    const unfit = refused.find(({ path }) => paths.includes(nameOf(path)));
    return unfit
      ? { ...unfit, message: `${unfit.message} This is about the stored value; give another one.` }
      : violation;
  });
  return [
    ...new Map(
      told.map((violation) => [`${nameOf(violation.path)} ${violation.code} ${violation.message}`, violation]),
    ).values(),
  ];
}

const nameOf = (path: InputPath): string => JSON.stringify(path);

const withoutRepeats = (paths: readonly InputPath[]): InputPath[] => [
  ...new Map(paths.map((path) => [nameOf(path), path])).values(),
];
