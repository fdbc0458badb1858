import type { Creation, CreationInput, CreationState, InFlightCreation, UnknownCreation } from '../domain/creation.js';
import type {
  Address,
  Customer,
  CustomerProfile,
  InputPath,
  MetadataEntry,
  Phone,
  ProviderCustomer,
  SentIds,
} from '../domain/customer.js';
import { normalEmail } from '../domain/email.js';
import { type Mutable, profileFieldNames } from '../domain/profile-fields.js';
import { type DefiniteFailure, definiteFailureKinds } from '../domain/provider-failure.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import type {
  CustomerCreation as CreationRow,
  Customer as CustomerRow,
  ProviderCustomer as ProviderCustomerRow,
} from '../generated/prisma/client.js';
import { columnOf } from './profile-sql.js';

export type { CreationRow, CustomerRow };

/** A link without its details, which few readers want. */
export type LinkRow = Omit<ProviderCustomerRow, 'details'>;

/** Splits a phone number into its parts; it was validated before it was stored. */
export type ParsePhone = (e164: string) => Phone;

/** A select list that names columns like their fields, so that rows have the same shape as Prisma's. */
function selectList(alias: string, columns: Readonly<Record<string, string>>, prefix = ''): string {
  return Object.entries(columns)
    .map(([field, column]) => `${alias}.${column} AS "${prefix}${field}"`)
    .join(', ');
}

const customerFields: Record<keyof CustomerRow, string> = {
  id: 'id',
  ...columnOf,
  profileVersion: 'profile_version',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};
const linkFields: Record<keyof LinkRow, string> = {
  id: 'id',
  customerId: 'customer_id',
  provider: 'provider',
  account: 'account',
  mode: 'mode',
  externalId: 'external_id',
  profileVersion: 'profile_version',
  providerCreatedAt: 'provider_created_at',
  merchantReference: 'merchant_reference',
  routingId: 'routing_id',
  createdAt: 'created_at',
};
const creationFields: Record<keyof CreationRow, string> = {
  id: 'id',
  state: 'state',
  provider: 'provider',
  account: 'account',
  mode: 'mode',
  merchant: 'merchant',
  customerId: 'customer_id',
  existingCustomer: 'existing_customer',
  profileVersion: 'profile_version',
  reference: 'reference',
  idempotencyKey: 'idempotency_key',
  fingerprint: 'fingerprint',
  input: 'input',
  notSent: 'not_sent',
  differences: 'differences',
  changed: 'changed',
  attempts: 'attempts',
  sentAt: 'sent_at',
  leaseUntil: 'lease_until',
  nextAttemptAt: 'next_attempt_at',
  recoverUntil: 'recover_until',
  recoveryStarts: 'recovery_starts',
  keyBase: 'key_base',
  keyGeneration: 'key_generation',
  merchantReference: 'merchant_reference',
  routingId: 'routing_id',
  externalId: 'external_id',
  created: 'created',
  failure: 'failure',
  reason: 'reason',
  duplicateExternalIds: 'duplicate_external_ids',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  settledAt: 'settled_at',
};

export const customerColumns = (alias: string): string => selectList(alias, customerFields);
export const linkColumns = (alias: string): string => selectList(alias, linkFields);
export const creationColumns = (alias: string): string => selectList(alias, creationFields);

/**
 * The routing id on record for a customer at a provider, at whichever account, in this mode; all are SQL expressions. It is
 * the same at all of them.
 */
export const routingIdOf = (customerId: string, provider: string, mode: string): string =>
  `(SELECT l.routing_id FROM {provider_customer} l WHERE l.customer_id = ${customerId} AND l.provider = ${provider}::text
        AND l.mode = ${mode}::text AND l.routing_id IS NOT NULL LIMIT 1)`;

/**
 * The rows of a table with any of these values in a column that has an index; all are SQL expressions. Each value is looked
 * up by itself, and `OFFSET 0` keeps it so: a plan for `= ANY(list)` that is made while the table has few rows reads the
 * whole table, and is kept.
 */
export const foundBy = (table: string, column: string, values: string): string =>
  `(SELECT found.* FROM (SELECT DISTINCT unnest(${values}) AS value) AS asked
    CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE ${column} = asked.value OFFSET 0) AS found)`;

/** A link in the same row as its customer: its fields have a prefix, and are all null when there is no link. */
export type LinkBeside = { [Field in keyof LinkRow as `link.${Field}`]: LinkRow[Field] };
export const linkColumnsBeside = (alias: string): string => selectList(alias, linkFields, 'link.');

export function linkBeside(row: LinkBeside | { [Field in keyof LinkBeside]: null }): ProviderCustomer | undefined {
  if (row['link.id'] === null) return undefined;
  return toProviderCustomer({
    id: row['link.id'],
    customerId: row['link.customerId'],
    provider: row['link.provider'],
    account: row['link.account'],
    mode: row['link.mode'],
    externalId: row['link.externalId'],
    profileVersion: row['link.profileVersion'],
    providerCreatedAt: row['link.providerCreatedAt'],
    merchantReference: row['link.merchantReference'],
    routingId: row['link.routingId'],
    createdAt: row['link.createdAt'],
  });
}

export function toCustomer(row: CustomerRow, parsePhone: ParsePhone): Customer {
  const { id, profileVersion, createdAt, updatedAt } = row;
  return { id, profile: toProfile(row, parsePhone), profileVersion, createdAt, updatedAt };
}

/** Leaves out null fields, which the domain types do not have. */
function toProfile(row: CustomerRow, parsePhone: ParsePhone): CustomerProfile {
  const profile: Mutable<CustomerProfile> = {};
  for (const name of profileFieldNames) {
    switch (name) {
      case 'phone':
        if (row.phone !== null) profile.phone = parsePhone(row.phone);
        break;
      case 'email':
        // Version 0.1 stored domains in other scripts as they were given.
        if (row.email !== null) profile.email = normalEmail(row.email) ?? row.email;
        break;
      case 'address':
        if (row.address !== null) profile.address = row.address as Address;
        break;
      case 'metadata':
        if (row.metadata !== null) profile.metadata = row.metadata as unknown as readonly MetadataEntry[];
        break;
      default: {
        const text = row[name];
        if (text !== null) profile[name] = text;
      }
    }
  }
  return profile;
}

export function toProviderCustomer(row: LinkRow): ProviderCustomer {
  return {
    id: row.id,
    customerId: row.customerId,
    provider: row.provider,
    account: row.account,
    mode: row.mode as ProviderMode,
    externalId: row.externalId,
    merchantReference: row.merchantReference ?? undefined,
    routingId: row.routingId ?? undefined,
    profileVersion: row.profileVersion ?? undefined,
    providerCreatedAt: row.providerCreatedAt ?? undefined,
    createdAt: row.createdAt,
  };
}

/** @throws Error when the row lacks a value that its state requires, which the table's constraints rule out. */
export function toCreation(row: CreationRow): Creation {
  switch (row.state as CreationState) {
    case 'IN_FLIGHT':
    case 'UNKNOWN':
      return toClaimable(row);
    case 'NEEDS_REVIEW':
      return { ...openRecord(row), state: 'NEEDS_REVIEW', reason: present(row, 'reason') };
    case 'SUCCEEDED':
      return {
        ...creationRecord(row),
        state: 'SUCCEEDED',
        externalId: present(row, 'externalId'),
        created: present(row, 'created'),
        settledAt: present(row, 'settledAt'),
      };
    case 'FAILED':
      return {
        ...creationRecord(row),
        state: 'FAILED',
        failure: toFailure(present(row, 'failure')),
        settledAt: present(row, 'settledAt'),
      };
  }
}

/** During an upgrade, a newer version beside this one may store failures of a kind that is not known here yet. */
function toFailure(stored: unknown): DefiniteFailure {
  const failure = stored as DefiniteFailure;
  if (definiteFailureKinds.includes(failure.kind)) return failure;
  return { kind: 'unavailable', reason: 'it failed for a reason that this version does not know' };
}

/** A creation that recovery may work on. */
export function toClaimable(row: CreationRow): InFlightCreation | UnknownCreation {
  if (row.state === 'IN_FLIGHT') return { ...openRecord(row), state: 'IN_FLIGHT' };
  return {
    ...openRecord(row),
    state: 'UNKNOWN',
    reason: present(row, 'reason'),
    nextAttemptAt: present(row, 'nextAttemptAt'),
  };
}

const openRecord = (row: CreationRow) => ({
  ...creationRecord(row),
  input: present(row, 'input') as unknown as CreationInput,
  leaseUntil: row.leaseUntil,
  recoverUntil: row.recoverUntil,
});

const creationRecord = (row: CreationRow) => ({
  id: row.id,
  provider: row.provider,
  account: row.account,
  mode: row.mode as ProviderMode,
  merchant: row.merchant ?? undefined,
  customerId: row.customerId,
  reference: row.reference ?? undefined,
  idempotencyKey: row.idempotencyKey ?? undefined,
  fingerprint: row.fingerprint,
  notSent: row.notSent as unknown as readonly InputPath[],
  differences: row.differences as unknown as readonly InputPath[],
  changed: row.changed as unknown as readonly InputPath[],
  attempts: row.attempts,
  keyBase: row.keyBase ?? undefined,
  keyGeneration: row.keyGeneration,
  ...sentIds(row),
  duplicateExternalIds: row.duplicateExternalIds,
  createdAt: row.createdAt,
});

function present<Name extends keyof CreationRow>(row: CreationRow, name: Name): NonNullable<CreationRow[Name]> {
  const value = row[name];
  if (value === null) throw new Error(`Creation ${row.id} is ${row.state} without ${name}`);
  return value as NonNullable<CreationRow[Name]>;
}

/** Leaves out null ids, as above. */
export const sentIds = (row: { readonly [Id in keyof SentIds]-?: string | null }): SentIds => ({
  merchantReference: row.merchantReference ?? undefined,
  routingId: row.routingId ?? undefined,
});
