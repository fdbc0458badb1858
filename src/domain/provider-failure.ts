import type { Violation } from './violation.js';

/** The provider's own code, message and status, unchanged. */
export interface ProviderWords {
  readonly providerCode?: string;
  readonly providerMessage?: string;
  readonly httpStatus?: number;
  /** The answer was in the provider's own format; any other may come from a proxy in between. */
  readonly inOwnFormat?: true;
}

/** The provider refused the data; nothing was created. */
export interface ValidationFailure extends ProviderWords {
  readonly kind: 'validation';
  readonly violations: readonly Violation[];
  /** The provider had a customer with our own id that was deleted, and never takes that id again. */
  readonly ownIdSpent?: true;
}
/** The provider refused our credentials; nothing was created. */
export interface AuthenticationFailure extends ProviderWords {
  readonly kind: 'authentication';
}
/** Too many requests, says the provider; nothing was created. */
export interface RateLimitFailure extends ProviderWords {
  readonly kind: 'rate-limit';
  /** Seconds to wait, if known. */
  readonly retryAfterSeconds?: number;
}
/** The request did not reach the provider, or a proxy in front of it rejected it; nothing was created. */
export interface UnavailableFailure extends ProviderWords {
  readonly kind: 'unavailable';
  /** A sentence for the operator, without personal data. */
  readonly reason: string;
}
/** This service held the request back: its queue, its quota or its circuit breaker. Nothing was sent. */
export interface BusyFailure {
  readonly kind: 'busy';
  /** A sentence for the operator, without personal data. */
  readonly reason: string;
  /** Seconds to wait. */
  readonly retryAfterSeconds: number;
}
/** The provider has this customer already, and the record is not ours. */
export interface AlreadyExistsFailure extends ProviderWords {
  readonly kind: 'already-exists';
  /** The provider's id of the existing record, when a look-up found it. */
  readonly existingExternalId?: string;
}
/** The customer may have been created: no answer, an unreadable one, or a server error. */
export interface OutcomeUnknownFailure extends ProviderWords {
  readonly kind: 'outcome-unknown';
  /** A sentence for the operator, without personal data. */
  readonly reason: string;
  /**
   * True when it takes an operator to find out. Sending it again would bring this answer again, because the provider keeps
   * it under the idempotency key and nothing else can be asked; or it would contradict a success, where every request
   * makes a new record.
   */
  readonly kept: boolean;
  /** Seconds until another request has a chance, if the provider or our own quota said so. */
  readonly retryAfterSeconds?: number;
}

/** The failures after which certainly nothing was created. */
export type DefiniteFailure =
  | ValidationFailure
  | AuthenticationFailure
  | RateLimitFailure
  | UnavailableFailure
  | BusyFailure
  | AlreadyExistsFailure;

const kinds: Record<DefiniteFailure['kind'], true> = {
  validation: true,
  authentication: true,
  'rate-limit': true,
  unavailable: true,
  busy: true,
  'already-exists': true,
};
export const definiteFailureKinds = Object.keys(kinds) as readonly DefiniteFailure['kind'][];

export type ProviderFailure = DefiniteFailure | OutcomeUnknownFailure;

/** What an answer of the provider can mean. */
export type ProviderRefusal = Exclude<ProviderFailure, BusyFailure>;

/** How long to wait before the next request, if the failure says so. */
export const waitOf = (failure: DefiniteFailure | undefined): Pick<RateLimitFailure, 'retryAfterSeconds'> =>
  failure && 'retryAfterSeconds' in failure ? { retryAfterSeconds: failure.retryAfterSeconds } : {};

/** Whether the same request may succeed later, and cannot create a second customer. */
export function isRetryable(failure: ProviderFailure): boolean {
  return failure.kind === 'rate-limit' || failure.kind === 'unavailable' || failure.kind === 'busy';
}

/** Why there is no client token, although one was asked for. The customer is linked all the same. */
export interface ClientTokenFailure extends ProviderWords {
  readonly kind: /** Our own limits kept the request back: a full queue, a used-up quota, an open circuit. */
    | 'busy'
    /** Too many requests for the provider. */
    | 'rate-limit'
    /** The provider refused our credentials. */
    | 'authentication'
    /** The provider was not reached, or gave no usable answer. */
    | 'unavailable'
    /** The provider does not have the customer any more. */
    | 'customer-not-found'
    /** The provider issues no token for this customer. */
    | 'not-issued'
    /** The customer's account is not configured any more, or in another mode. */
    | 'not-configured';
  /** A clause for the caller, without personal data. */
  readonly reason: string;
  /** Seconds to wait, if known. */
  readonly retryAfterSeconds?: number;
}

/** Whether the same request, sent again, may get a token. */
export const mayGetTokenLater = ({ kind }: ClientTokenFailure): boolean =>
  kind === 'busy' || kind === 'rate-limit' || kind === 'unavailable';
