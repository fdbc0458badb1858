import type { CreationStore, LinkedRequest, NewCreation } from '../domain/creation-store.js';
import { toStorable } from '../domain/text.js';

/* The columns of the rows that the statements of row-statement.ts take, and what they hold of a creation. */

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

/** Of `keepKey`. */
export const keepKeyColumns = {
  id: 'uuid',
  provider: 'text',
  account: 'text',
  customer_id: 'uuid',
  idempotency_key: 'text',
  fingerprint: 'text',
  not_sent: 'jsonb',
  external_id: 'text',
  mode: 'text',
  differences: 'jsonb',
  together: 'boolean',
} as const;

/** Of `fail`. */
export const failColumns = {
  id: 'uuid',
  failure: 'jsonb',
  release_key: 'boolean',
  keep_provider_key: 'boolean',
  lease_until: 'timestamptz',
  by_operator: 'boolean',
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

export type KeepKeyRow = ReturnType<typeof toKeepKeyRow>;

export const toKeepKeyRow = (request: LinkedRequest) => ({
  id: request.id,
  provider: request.link.provider,
  account: request.link.account,
  customer_id: request.link.customerId,
  idempotency_key: request.idempotencyKey,
  fingerprint: request.fingerprint,
  not_sent: JSON.stringify(request.notSent),
  external_id: request.link.externalId,
  mode: request.link.mode,
  differences: JSON.stringify(request.differences),
  together: request.together,
});

export type FailureRow = ReturnType<typeof toFailureRow>;

export const toFailureRow = (
  id: string,
  failure: Parameters<CreationStore['fail']>[1],
  { releaseKey, keepProviderKey = false }: Parameters<CreationStore['fail']>[2],
  authority: Parameters<CreationStore['fail']>[3],
) => ({
  id,
  failure: toStorableJson(failure),
  release_key: releaseKey,
  keep_provider_key: keepProviderKey,
  lease_until: authority.kind === 'operator' ? undefined : authority.leaseUntil.toISOString(),
  by_operator: authority.kind === 'operator',
});

/** Its texts, and the names of its members, may come from a provider, and contain any characters. */
function toStorableJson(value: object): string {
  const json = JSON.stringify(value);
  // What cannot be stored is escaped in JSON; so are other characters, which are then only checked once more.
  return json.includes('\\u') ? JSON.stringify(value, withStorableTexts) : json;
}

function withStorableTexts(_: string, part: unknown): unknown {
  if (typeof part === 'string') return toStorable(part);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, member]) => [toStorable(name), member]));
}
