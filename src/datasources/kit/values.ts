import type { CustomerProfile, MetadataEntry } from '../../domain/customer.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import { parseJson } from './parse-json.js';

/** Whether a JSON value is an object: neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of own properties, e.g. `valueAt(body, 'error', 'code')`; undefined if there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/**
 * Like `valueAt`, for a text that is not empty, or a whole number, which is read as its digits; undefined for anything
 * else. A number beyond 2^53 has lost digits when it was parsed, and would be another id.
 */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  if (Number.isSafeInteger(found)) return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/**
 * Like `valueAt`, for a time in ISO 8601; undefined for anything else. One without a zone is in UTC, as providers that write
 * them so say, if they say anything.
 */
export function timeAt(value: unknown, ...path: readonly string[]): Date | undefined {
  const text = valueAt(value, ...path);
  const parts = typeof text === 'string' ? isoTime.exec(text) : null;
  const time = parts ? new Date(`${parts[1]}T${parts[2]}${parts[3] ?? 'Z'}`) : undefined;
  // Others are no times at which a record was made, and a database may not take them. NaN is not between them.
  return time !== undefined && time >= earliestTime && time < latestTime ? time : undefined;
}

const earliestTime = new Date(0);
const latestTime = new Date('9999-01-01T00:00:00Z');
const isoTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:\d{2})?$/;

/** How far a provider's clock may be from ours, in milliseconds. */
const clockToleranceMs = 5 * 60 * 1000;

/**
 * Whether a record was there before the creation began, by its own time of creation; `unclear` when that time does not
 * tell. Only for providers whose times are known to name their zone.
 */
export function originOf(
  createdAt: Date | undefined,
  { begunAt }: Pick<CreateCustomerRequest, 'begunAt'>,
): 'earlier' | 'unclear' {
  return createdAt && createdAt.getTime() < begunAt.getTime() - clockToleranceMs ? 'earlier' : 'unclear';
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

/** Like `toObject`, for those who take any JSON value. */
export function toJsonObject(entries: readonly MetadataEntry[] = []): Readonly<Record<string, unknown>> | undefined {
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(({ key, value, json }) => [key, json ? parseJson(value) : value]));
}

/** Keys and values as one JSON object, of texts; undefined when there are none. */
export function toObject(entries: readonly MetadataEntry[] = []): Readonly<Record<string, string>> | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}
