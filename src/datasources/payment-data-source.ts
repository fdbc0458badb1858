import type { CreationInput } from '../domain/creation.js';
import type { InputPath } from '../domain/customer.js';
import type { ProviderFailure } from '../domain/provider-failure.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import type { Violation } from '../domain/violation.js';

/** One customer to be created at one account of one provider. */
export interface CreateCustomerRequest extends Omit<CreationInput, 'given'> {
  /** The merchant's own id for the customer, as the provider will know it: `reference`, else the unified id. */
  readonly merchantCustomerId: string;
  /** The same for every sending of the same creation, and for no other. */
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
  /** It was looked up by our own id, so it is ours for certain. */
  readonly lookedUp?: true;
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

/** Whether sending the same creation once more can make a second customer. */
export type Resend =
  /** The provider itself refuses, or recognises, a second record with our id. */
  | { readonly harmless: 'always' }
  /** The provider replays its first answer to the same idempotency key, for as long as it keeps keys. */
  | { readonly harmless: 'while-key-lives'; readonly keyLifetimeMs: number }
  /** Every request makes a new record: a request that may still be on its way must have ended before another one. */
  | { readonly harmless: 'never' };

/** How the outcome of a creation can be found out at this provider when its answer was lost. */
export interface Recoverability {
  readonly resend: Resend;
  /** Whether the provider can be asked for the record of an earlier sending. */
  readonly lookup: boolean;
}

/** What the sender knows of a sending, beside the request. */
export interface SendingContext {
  /**
   * Whether the same request may have been sent before, with nobody knowing what became of it: an answer that says
   * nothing of that sending then leaves the outcome unknown, however definite it sounds.
   */
  readonly sentBefore: boolean;
  /** Whether the first sending is so long ago that a look-up would show its record by now. */
  readonly sentLongAgo?: boolean;
  /** Asked just before the first byte is written: false once somebody else may have taken the creation over. */
  mayBegin?(): boolean;
}

/** A request made into what goes over the wire, and checked. Nothing has been sent yet. */
export interface PreparedRequest {
  readonly request: CreateCustomerRequest;
  /** The body by the provider's own field names. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Everything that the provider would refuse, all at once; empty when the request can be sent. */
  readonly violations: readonly Violation[];
  /** What of the request this provider has no place for. */
  readonly notSent: readonly InputPath[];
}

/** One configured account of one payment provider: what the services know of a provider. */
export interface PaymentDataSource {
  /** The `Provider` enum's value. */
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
  /** Tells whose customers these are; changes when the account's credentials come to belong to another merchant. */
  readonly merchant: string;
  readonly recovery: Recoverability;
  /** Whether a customer with a reference is looked up before the first sending, because the provider refuses no duplicates. */
  readonly lookUpFirst: boolean;
  /** The longest that one call may take, in milliseconds; a creation may need a second one, for a look-up. */
  readonly timeoutMs: number;
  /** Builds and checks what would be sent. Pure. */
  prepare(request: CreateCustomerRequest): PreparedRequest;
  /** Asks the provider to create the customer; never throws for anything the provider or the network does. */
  send(prepared: PreparedRequest, context?: SendingContext): Promise<CreateCustomerAnswer>;
  /** Looks for the record of an earlier sending of the same request. */
  findCustomer(request: CreateCustomerRequest): Promise<LookupAnswer>;
  close(): Promise<void>;
}
