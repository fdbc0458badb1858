import type { CreationInput } from '../domain/creation.js';
import type { InputPath } from '../domain/customer.js';
import type { ProviderFailure } from '../domain/provider-failure.js';
import type { Violation } from '../domain/violation.js';

/** One customer to be created at one account of one provider. */
export interface CreateCustomerRequest extends Omit<CreationInput, 'given'> {
  /** The merchant's own id for the customer, as the provider will know it: `reference`, else the unified id. */
  readonly merchantCustomerId: string;
  /** The same for every sending of the same creation, and for no other: the creation's id. */
  readonly idempotencyKey: string;
}

/** A short-lived token for the provider's client SDK. Never stored, never logged. */
export interface ClientToken {
  readonly token: string;
  readonly expiresAt?: Date;
}

/** The provider has the customer: `created` by this request, or `found` there with our own id on it. */
export interface ProviderCustomerFound {
  readonly kind: 'created' | 'found';
  /** The provider's own id for the customer. */
  readonly externalId: string;
  readonly clientToken?: ClientToken;
}

export type CreateCustomerAnswer = ProviderCustomerFound | ProviderFailure;

/**
 * What looking for an earlier, unanswered creation brought to light. `absent`: the provider has no record of ours now,
 * though perhaps another one in its place. `look-up-failed`: nothing was learnt, neither good nor bad.
 */
export type LookupAnswer =
  | ProviderCustomerFound
  | { readonly kind: 'absent'; readonly otherExternalId?: string }
  | { readonly kind: 'look-up-failed'; readonly reason: string };

/** How a creation whose outcome is not known is brought to an end at this provider. */
export type RecoveryMethod =
  /** Send again with the same key: the provider replays its first answer, for as long as it keeps keys. */
  | { readonly kind: 'replay'; readonly keyLifetimeMs: number }
  /**
   * Ask for the record by our own id and adopt it; send again when there is none. `repeatable`: the provider itself
   * refuses a second record with our id, so sending again is harmless at any time. Otherwise the request timeout must
   * have passed twice before.
   */
  | { readonly kind: 'lookup'; readonly repeatable: boolean };

export interface SendingHistory {
  /**
   * Whether the same request may have been sent before, with nobody knowing what became of it: an answer that says
   * nothing of that sending then leaves the outcome unknown, however definite it sounds.
   */
  readonly sentBefore: boolean;
}

/** One configured account of one payment provider: what the services know of a provider. */
export interface PaymentDataSource {
  /** The `Provider` enum's value. */
  readonly provider: string;
  readonly account: string;
  readonly recovery: RecoveryMethod;
  /** The longest that one call may take, in milliseconds; a creation may need a second one, for a look-up. */
  readonly timeoutMs: number;
  /** Everything the provider would refuse, all at once; empty when the request can be sent. Sends nothing. */
  check(request: CreateCustomerRequest): readonly Violation[];
  /** What of the request this provider has no place for. */
  notSent(request: CreateCustomerRequest): readonly InputPath[];
  /** Asks the provider to create the customer; never throws for anything the provider or the network does. */
  createCustomer(request: CreateCustomerRequest, history?: SendingHistory): Promise<CreateCustomerAnswer>;
  /** Looks for the record of an earlier sending of the same request. */
  findCustomer(request: CreateCustomerRequest): Promise<LookupAnswer>;
  close(): Promise<void>;
}
