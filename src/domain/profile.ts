import type { Address, CustomerProfile, InputPath, MetadataEntry } from './customer.js';
import { addressLineNames, type Mutable, profileFieldNames, profilePlaces } from './profile-fields.js';

/** Merges given values over stored ones: given values win, stored ones fill the gaps. */
export function mergeProfiles(stored: CustomerProfile, given: CustomerProfile): CustomerProfile {
  const merged: Mutable<CustomerProfile> = {};
  for (const name of profileFieldNames) {
    switch (name) {
      case 'phone':
        merged.phone = given.phone ?? stored.phone;
        break;
      case 'address':
        merged.address = mergeAddresses(stored.address, given.address);
        break;
      case 'metadata':
        merged.metadata = mergeMetadata(stored.metadata, given.metadata);
        break;
      default:
        merged[name] = given[name] ?? stored[name];
    }
  }
  return merged;
}

/** Paths of the given values that differ from the stored ones. */
export function differences(stored: CustomerProfile, given: CustomerProfile): InputPath[] {
  return profilePlaces
    .filter(({ path, field }) =>
      field.kind === 'metadata'
        ? metadataDiffers(stored.metadata, given.metadata)
        : differs(valueAtPath(stored, path), valueAtPath(given, path)),
    )
    .map(({ path }) => path);
}

/** The value at a path such as `["email"]` or `["address", "city"]`, if any. */
export function valueAtPath(root: object, path: InputPath): unknown {
  let node: unknown = root;
  for (const key of path) node = (node as Record<string, unknown> | undefined)?.[key];
  return node;
}

/** The profile without the value at a path such as `["email"]`, `["address", "city"]` or `["metadata", "0"]`. */
export function withoutValue(profile: CustomerProfile, [name, part]: InputPath): CustomerProfile {
  if (name === 'address' && part !== undefined && profile.address) {
    const address: Mutable<Address> = { ...profile.address };
    delete address[part as keyof Address];
    return { ...profile, address: Object.values(address).some((line) => line !== undefined) ? address : undefined };
  }
  if (name === 'metadata' && part !== undefined) {
    const metadata = profile.metadata?.filter((_, index) => index !== Number(part));
    return { ...profile, metadata: metadata?.length ? metadata : undefined };
  }
  return { ...profile, [name ?? '']: undefined };
}

function mergeAddresses(stored: Address | undefined, given: Address | undefined): Address | undefined {
  if (!stored || !given) return given ?? stored;
  const merged: Mutable<Address> = {};
  for (const line of addressLineNames) merged[line] = given[line] ?? stored[line];
  return merged;
}

function mergeMetadata(stored: readonly MetadataEntry[] = [], given: readonly MetadataEntry[] = []) {
  // What was given comes first: a violation names an entry by its position in the caller's list.
  const kept = stored.filter(({ key }) => !given.some((entry) => entry.key === key));
  return given.length + kept.length > 0 ? [...given, ...kept] : undefined;
}

const differs = (stored: unknown, given: unknown): boolean =>
  given !== undefined && JSON.stringify(given) !== JSON.stringify(stored);

/** Metadata is merged by key: entries that the caller left out, and their order, make no difference. */
function metadataDiffers(stored: readonly MetadataEntry[] = [], given: readonly MetadataEntry[] = []): boolean {
  const known = new Map(stored.map((entry) => [entry.key, entry]));
  return given.some(({ key, value, json }) => known.get(key)?.value !== value || known.get(key)?.json !== json);
}
