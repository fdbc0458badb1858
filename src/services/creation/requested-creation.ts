import { hash } from 'node:crypto';
import type { Creation, CreationInput } from '../../domain/creation.js';
import type { CustomerProfile, InputPath } from '../../domain/customer.js';
import type { CreationTarget } from '../../domain/customer-store.js';
import { normalText } from '../../domain/text.js';
import type { Violation } from '../../domain/violation.js';
import type { CheckedInput } from '../input/check-input.js';
import { checkOptions } from '../input/check-options.js';
import type { CreateCustomerInput } from '../input/create-customer-input.js';

/** What one call asks for at one account of one provider, checked, with what identifies the request. */
export interface RequestedCreation {
  readonly provider: string;
  readonly account: string;
  readonly customerId?: string;
  readonly idempotencyKey?: string;
  /** Names the caller's request in the log. */
  readonly requestId?: string;
  /** Whether the call makes several creations, each at another provider. */
  readonly together: boolean;
  /** Tells whether two requests with one idempotency key are the same; empty without a key. */
  readonly fingerprint: string;
  /** The same, of the input as version 0.1 read it; see {@link isSameRequest}. */
  readonly earlierFingerprint: () => string;
  readonly input: CreationInput;
  /** Stored values that this provider is not to get. */
  readonly withheld: readonly InputPath[];
  /** All that is wrong with the input itself, whichever profile is stored. */
  readonly violations: readonly Violation[];
  /** Where the caller's list has each entry of the profile's metadata. */
  readonly metadataAt: readonly number[];
}

/** The key of one of several creations that a call makes, each at another provider. */
export const keyAt = (key: string, provider: string): string => `${key}:${provider}`;

/** @param together whether the call makes several creations, each at another provider. */
export function requestedCreation(
  input: CreateCustomerInput,
  checked: CheckedInput,
  { provider, account }: Pick<RequestedCreation, 'provider' | 'account'>,
  together: boolean,
): RequestedCreation {
  const { customerId, idempotencyKey: key, profile, withheld, metadataAt } = checked;
  const { options, violations } = checkOptions(input.providerOptions, provider);
  const creationInput = { profile, requestClientToken: input.requestClientToken === true, options };
  return {
    provider,
    account,
    customerId,
    idempotencyKey: key && together ? keyAt(key, provider) : key,
    together,
    fingerprint: key ? fingerprintOf([provider, account, customerId], creationInput) : '',
    earlierFingerprint: () =>
      fingerprintOf([provider, account, customerId], { ...creationInput, profile: asReadBefore(input, profile) }),
    input: creationInput,
    withheld,
    violations: [...checked.violations, ...violations],
    metadataAt,
  };
}

/**
 * Tells whether two calls that create at several providers together have the same input, whichever the providers are: of
 * all options, and with the digits of a telephone number whose country depends on the provider.
 *
 * @param checked without the country of any provider.
 */
export function fingerprintOfCall(
  input: CreateCustomerInput,
  { customerId, profile }: CheckedInput,
  account: string,
): string {
  const phone = profile.phone
    ? []
    : [input.phone?.replaceAll(/[^\d+]/g, '') ?? '', normalText(input.phoneCountry ?? '').toUpperCase()];
  const options = Object.fromEntries(
    Object.keys(input.providerOptions ?? {})
      .map((name) => [name, withoutNothing(checkOptions(input.providerOptions, name).options)] as const)
      .filter(([, given]) => Object.keys(given).length > 0),
  );
  const requestClientToken = input.requestClientToken === true;
  return fingerprintOf([account, customerId, phone], { profile, requestClientToken, options });
}

/** Options without those that are null, which say no more than those that are missing; in an order of their own. */
function withoutNothing(members: object): Record<string, unknown> {
  const given = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
  const sorted = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, value]) => [name, isMembers(value) ? withoutNothing(value) : value]));
}

const isMembers = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of what was asked for, and nothing of what is stored: the same request has the same fingerprint at any time. */
function fingerprintOf(target: readonly unknown[], { profile, requestClientToken, options }: CreationInput): string {
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([...target, profile, requestClientToken, sorted]), 'base64url');
}

/** Whether a creation was begun by the same request, by this version or by one before. */
export const isSameRequest = (request: RequestedCreation, { fingerprint }: Pick<Creation, 'fingerprint'>): boolean =>
  fingerprint === request.fingerprint || fingerprint === request.earlierFingerprint();

/** Version 0.1 kept in texts what nobody sees, and domains in other scripts as they were written. */
function asReadBefore(input: CreateCustomerInput, profile: CustomerProfile): CustomerProfile {
  const { reference, email } = profile;
  return {
    ...profile,
    ...(reference !== undefined && { reference: normalText(input.reference ?? '') }),
    ...(email !== undefined && { email: normalText(input.email ?? '') }),
  };
}

/** A reference that is another customer's, or that would replace the one this customer has. */
export function referenceConflicts(
  { input }: Pick<RequestedCreation, 'input'>,
  { byId, byReference }: CreationTarget,
): Violation[] {
  const { reference } = input.profile;
  if (reference === undefined || byId === undefined) return [];
  const taken = byReference !== undefined && byReference.id !== byId.id;
  const differs = byId.profile.reference !== undefined && byId.profile.reference !== reference;
  if (!differs && !taken) return [];
  return [taken ? referenceTaken : otherReference];
}

export const referenceTaken: Violation = {
  path: ['reference'],
  code: 'CONFLICT',
  message: 'This reference belongs to another customer than customerId names.',
};

const otherReference: Violation = {
  path: ['reference'],
  code: 'CONFLICT',
  message: 'The customer has another reference already; leave it out or give that one.',
};
