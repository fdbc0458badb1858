import type { CustomerProfile, MetadataEntry } from '../../domain/customer.js';

/** Whether a JSON value is an object: neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of own properties, e.g. `valueAt(body, 'error', 'code')`; undefined if there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
}

/** Like `valueAt`, for a text that is not empty; undefined for anything else. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** Like `valueAt`, for a list; empty for anything else. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** First and last name, joined by a space; undefined when neither is known. */
export function fullName(profile: CustomerProfile): string | undefined {
  return [profile.firstName, profile.lastName].filter(Boolean).join(' ') || undefined;
}

/** Keys and values as one JSON object; undefined when there are none. */
export function toObject(entries: readonly MetadataEntry[] = []): Readonly<Record<string, string>> | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}
