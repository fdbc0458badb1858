import type { CreationStore, NewCreation } from '../domain/creation-store.js';
import { toStorable } from '../domain/text.js';

/*
 * The arguments of the statements that do the same for several creations at once: a list for each column, with an element
 * for each creation.
 */

/**
 * Rows of an argument list for each column, so that one statement does the same for several. The condition is always true:
 * it makes the planner expect one row, as it knows nothing of the lists, and it then looks each row up in the index of
 * whatever it is joined with; it would read whole tables for ten rows, which is its guess.
 */
export const rowsOf = (columns: Readonly<Record<string, string>>): string => {
  const lists = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
  return `SELECT * FROM unnest(${lists.join(', ')})
      WITH ORDINALITY AS n (${Object.keys(columns).join(', ')}, position)
    WHERE position BETWEEN 1 AND 1000`;
};

/** Of `begin`. */
export const beginColumns = {
  id: 'uuid',
  provider: 'text',
  account: 'text',
  customer_id: 'uuid',
  existing_customer: 'boolean',
  reference: 'text',
  idempotency_key: 'text',
  fingerprint: 'text',
  input: 'jsonb',
  not_sent: 'jsonb',
  lease_ms: 'integer',
  recover_for_ms: 'double precision',
  key_base: 'text',
  mode: 'text',
  merchant: 'text',
  together: 'boolean',
  started_at: 'timestamptz',
  changed: 'jsonb',
  profile_version: 'integer',
  merchant_reference: 'text',
  routing_id: 'text',
} as const;

/** Of `succeed`. */
export const succeedColumns = {
  id: 'uuid',
  external_id: 'text',
  created: 'boolean',
  link_id: 'uuid',
  by_operator: 'boolean',
  differences: 'jsonb',
  is_current: 'boolean',
  provider_created_at: 'timestamptz',
  details: 'jsonb',
} as const;

export type BeginRow = ReturnType<typeof toBeginRow>;

export const toBeginRow = (creation: NewCreation) => ({
  id: creation.id,
  provider: creation.provider,
  account: creation.account,
  customer_id: creation.customerId,
  existing_customer: creation.existingCustomer,
  reference: creation.reference,
  idempotency_key: creation.idempotencyKey,
  fingerprint: creation.fingerprint,
  input: JSON.stringify(creation.input),
  not_sent: JSON.stringify(creation.notSent),
  lease_ms: creation.leaseMs,
  recover_for_ms: creation.recoverForMs,
  key_base: creation.keyBase,
  mode: creation.mode,
  merchant: creation.merchant,
  together: creation.together,
  started_at: creation.now.toISOString(),
  changed: JSON.stringify(creation.changed),
  profile_version: creation.profileVersion,
  merchant_reference: creation.merchantReference,
  routing_id: creation.routingId,
});

export type SuccessRow = ReturnType<typeof toSuccessRow>;

export const toSuccessRow = (
  id: string,
  { externalId, created, linkId, differences, providerCreatedAt, details }: Parameters<CreationStore['succeed']>[1],
  authority: Parameters<CreationStore['succeed']>[2],
) => ({
  id,
  external_id: externalId,
  created,
  link_id: linkId,
  by_operator: authority.kind === 'operator',
  differences: JSON.stringify(differences ?? []),
  // What the provider was sent is what it has, unless it had something else before.
  is_current: created ? true : differences && differences.length === 0,
  provider_created_at: providerCreatedAt?.toISOString(),
  details: details && toStorableJson(details),
});

/** A list for each column, with an element for each row. */
export const columns = <Name extends string>(
  names: Readonly<Record<Name, string>>,
  rows: readonly Readonly<Record<Name, unknown>>[],
): unknown[][] => (Object.keys(names) as Name[]).map((name) => rows.map((row) => row[name] ?? null));

/** Its texts, and the names of its members, may come from a provider, and contain any characters. */
export function toStorableJson(value: object): string {
  const json = JSON.stringify(value);
  // What cannot be stored is escaped in JSON; so are other characters, which are then only checked once more.
  return json.includes('\\u') ? JSON.stringify(value, withStorableTexts) : json;
}

function withStorableTexts(_: string, part: unknown): unknown {
  if (typeof part === 'string') return toStorable(part);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, member]) => [toStorable(name), member]));
}
