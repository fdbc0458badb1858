import type { CreationInput } from '../domain/creation.js';
import type { InputPath, ProviderCustomer, ProviderDetails } from '../domain/customer.js';
import type {
  AuthenticationFailure,
  BusyFailure,
  ClientTokenFailure,
  DefiniteFailure,
  ProviderFailure,
  RateLimitFailure,
} from '../domain/provider-failure.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import type { Violation } from '../domain/violation.js';

/** One customer to create at one account of one provider. */
export interface CreateCustomerRequest extends Omit<CreationInput, 'given'> {
  /** The merchant's own id for the customer, as sent to the provider: `reference`, else the unified id. */
  readonly merchantCustomerId: string;
  /**
   * The id that is the same on every call about the customer, at a provider that wants one. Undefined as long as none is on
   * record: the data source then makes it, see `ProviderDefinition.routingIdOption`.
   */
  readonly routingId?: string;
  /** The same each time the same creation is sent, and used for no other. */
  readonly idempotencyKey: string;
  /** When the creation began, before anything was sent for it. */
  readonly begunAt: Date;
}

/** A short-lived token for the provider's client SDK. Never stored, never logged. */
export interface ClientToken {
  readonly token: string;
  readonly expiresAt?: Date;
}

/** A customer that is on record as linked at a provider. */
export type LinkedCustomer = Pick<ProviderCustomer, 'customerId' | 'externalId' | 'merchantReference' | 'routingId'>;

export type ClientTokenAnswer = { readonly kind: 'token'; readonly clientToken: ClientToken } | ClientTokenFailure;

/** The provider has the customer: `created` by this request, or `found` with our own id on the record. */
export interface ProviderCustomerFound {
  readonly kind: 'created' | 'found';
  /** The provider's own id for the customer. */
  readonly externalId: string;
  readonly clientToken?: ClientToken;
  /** When the provider made the record, as it says itself. */
  readonly createdAt?: Date;
  readonly details?: ProviderDetails;
  /** It was looked up by our own id, so it is ours for certain. */
  readonly lookedUp?: true;
  /** The ids of further records with our own id that the look-up showed. */
  readonly duplicates?: readonly string[];
  /** The provider's record shows that it was there before the creation began. */
  readonly existedBefore?: true;
  /** Inputs that differ from what the record shows, if it shows the customer's data. */
  readonly differences?: readonly InputPath[];
}

export type CreateCustomerAnswer = ProviderCustomerFound | ProviderFailure;

/**
 * The result of looking for our record at the provider. `absent`: there is none now, though perhaps another record that
 * keeps ours from being created. `look-up-failed`: it is not known whether there is one; `tooEarly` when that will show
 * in time, because the provider's search lags behind; `failure` when it was refused or not even asked for.
 */
export type LookupAnswer =
  | ProviderCustomerFound
  | { readonly kind: 'absent'; readonly otherExternalId?: string }
  | {
      readonly kind: 'look-up-failed';
      readonly reason: string;
      readonly tooEarly?: true;
      readonly failure?: LookupRefusal;
    };

/** Failures that have nothing to do with the customer. */
export type LookupRefusal = AuthenticationFailure | RateLimitFailure | BusyFailure;

/** Whether sending the same creation again can make a second customer. */
export type Resend =
  /** The provider refuses, or recognises, a second record with our own id. */
  | { readonly harmless: 'always' }
  /** The provider replays its first answer to the same idempotency key for as long as it keeps keys. */
  | { readonly harmless: 'while-key-lives'; readonly keyLifetimeMs: number; readonly keeps: KeptAnswers }
  /** Every request makes a new record, so a request that may still be on its way must have ended before the next one. */
  | { readonly harmless: 'never' };

/**
 * Which answers a key keeps beside successes, which every key keeps: sent again with that key, the request gets the same
 * answer, whatever has become of the cause.
 */
export interface KeptAnswers {
  readonly statuses: readonly (number | '4xx' | '5xx')[];
  /** Of these, the statuses that are not kept after all. */
  readonly except?: readonly number[];
}

/** How to find out the outcome of a creation at this provider when its answer was lost. */
export interface Recoverability {
  readonly resend: Resend;
  /** Whether the record of an earlier sending can be looked up. */
  readonly lookup: boolean;
}

/** What the caller of `send` knows in addition to the request. */
export interface SendingContext {
  /**
   * Whether the same request may have been sent before with an unknown outcome. An answer that proves nothing about the
   * earlier sending then leaves the outcome unknown, however definite it is for this one.
   */
  readonly sentBefore: boolean;
  /** Called just before the first byte is written; false if another process may have taken the creation over. */
  mayBegin?(): boolean;
}

/** A request with its wire body, checked. Nothing has been sent yet. */
export interface PreparedRequest {
  readonly request: CreateCustomerRequest;
  /** The request body, with the provider's own field names. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Everything that the provider would refuse; empty if the request can be sent. */
  readonly violations: readonly Violation[];
  /** Inputs that were given and that this provider has no field for. */
  readonly notSent: readonly InputPath[];
  /** The merchant's own id in the form in which the provider gets it; undefined where it gets none. */
  readonly merchantReference?: string;
}

/** One configured account of one payment provider: what the services know of a provider. */
export interface PaymentDataSource {
  /** The `Provider` enum's value. */
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
  /** Identifies the merchant whose customers these are; changes when the account is given another merchant's credentials. */
  readonly merchant: string;
  readonly recovery: Recoverability;
  /** See `ProviderDefinition.phoneCountry`. */
  readonly phoneCountry?: string;
  /** The input that the provider's routing id may be given in; undefined where it wants none. */
  readonly routingIdAt?: InputPath;
  /** Whether to look a customer with a reference up before the first sending, because the provider accepts duplicates. */
  readonly lookUpFirst: boolean;
  /** The longest that one call may take, in milliseconds. A creation may need a second call, for a look-up. */
  readonly timeoutMs: number;
  /** Whether sending the request again with the same idempotency key would bring the same failure again. Pure. */
  keepsUnderKey(failure: DefiniteFailure): boolean;
  /** Builds and checks the request body. Pure. */
  prepare(request: CreateCustomerRequest): PreparedRequest;
  /** Asks the provider to create the customer. Never throws, whatever the provider or the network does. */
  send(prepared: PreparedRequest, context?: SendingContext): Promise<CreateCustomerAnswer>;
  /**
   * Looks for the record of an earlier sending of the same request.
   *
   * @param sentAgoMs how long ago that was, in milliseconds: a provider's search may lag behind. Undefined when nothing
   *   is known to have been sent.
   */
  findCustomer(request: CreateCustomerRequest, sentAgoMs?: number): Promise<LookupAnswer>;
  /**
   * Fetches a new client token for a customer that is linked. It never throws, and never takes another customer's token.
   * Undefined where the provider has no such call.
   */
  fetchClientToken?(customer: LinkedCustomer): Promise<ClientTokenAnswer>;
  close(): Promise<void>;
}
