import type { CustomerProfile, InputPath, MetadataEntry } from './customer.js';

/** Lays what was given over what is stored: given values win, stored ones fill the gaps. */
export function mergeProfiles(stored: CustomerProfile, given: CustomerProfile): CustomerProfile {
  return {
    ...defined(stored),
    ...defined(given),
    address:
      stored.address && given.address
        ? { ...defined(stored.address), ...defined(given.address) }
        : (given.address ?? stored.address),
    metadata: mergeMetadata(stored.metadata, given.metadata),
  };
}

/** Where what was given differs from what is stored. */
export function differences(stored: CustomerProfile, given: CustomerProfile): InputPath[] {
  const { address: storedAddress, ...storedRest } = stored;
  const { address, metadata = [], ...rest } = given;
  const known = new Map(stored.metadata?.map(({ key, value }) => [key, value]));
  return [
    ...differingMembers(storedRest, rest).map((member) => [member]),
    ...differingMembers(storedAddress ?? {}, address ?? {}).map((line) => ['address', line]),
    // Merged by key, so what the caller left out is no difference, and neither is the order.
    ...(metadata.some(({ key, value }) => known.get(key) !== value) ? [['metadata']] : []),
  ];
}

function differingMembers(stored: object, given: object): string[] {
  const before = new Map<string, unknown>(Object.entries(stored));
  return Object.entries(defined(given))
    .filter(([member, value]) => JSON.stringify(value) !== JSON.stringify(before.get(member)))
    .map(([member]) => member);
}

function mergeMetadata(stored: readonly MetadataEntry[] = [], given: readonly MetadataEntry[] = []) {
  // What was given comes first: a violation names an entry by its position in the caller's list.
  const kept = stored.filter(({ key }) => !given.some((entry) => entry.key === key));
  return given.length + kept.length > 0 ? [...given, ...kept] : undefined;
}

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
