import type { ClientToken } from '../../datasources/payment-data-source.js';
import type { Creation, CreationSummary } from '../../domain/creation.js';
import type { Customer, InputPath, ProviderCustomer } from '../../domain/customer.js';
import type { ClientTokenFailure, DefiniteFailure, ProviderWords } from '../../domain/provider-failure.js';
import type { Violation } from '../../domain/violation.js';

/** The customer exists at the provider, and is linked. */
export interface CreationSucceeded {
  readonly kind: 'succeeded';
  readonly customer: Customer;
  readonly providerCustomer: ProviderCustomer;
  /** Whether this call, or the creation that is asked about, made the provider's record. */
  readonly created: boolean;
  /** Whether this is the stored outcome of an earlier call with the same idempotency key. */
  readonly replayed: boolean;
  /** Input or stored values that this provider did not get. */
  readonly notSent: readonly InputPath[];
  /** Inputs that differ from what the provider or the unified customer had already; they changed nothing there. */
  readonly differences: readonly InputPath[];
  /** Inputs that changed or added values on the unified customer. */
  readonly changed: readonly InputPath[];
  readonly clientToken?: ClientToken;
  /** Why a token that was asked for is missing. */
  readonly clientTokenError?: ClientTokenFailure;
}

/** Every way in which `createCustomer` ends; the GraphQL layer has a type for each. */
export type CreateCustomerOutcome = { readonly provider: string; readonly account: string } & (
  | CreationSucceeded
  | { readonly kind: 'invalid-input'; readonly violations: readonly Violation[] }
  | { readonly kind: 'customer-not-found'; readonly customerId: string }
  | { readonly kind: 'not-configured' }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'failed'; readonly failure: DefiniteFailure; readonly existing?: ProviderCustomer }
  | {
      readonly kind: 'unknown';
      readonly creation: CreationSummary;
      readonly reason: string;
      /** What the provider said, if it did; known to the call itself, and not stored. */
      readonly words?: ProviderWords;
    }
);

/** An outcome without the provider and account, which the caller knows. */
export type Ended = CreateCustomerOutcome extends infer Outcome
  ? Outcome extends unknown
    ? Omit<Outcome, 'provider' | 'account'>
    : never
  : never;

/** What one try comes to. */
export type Attempt =
  | Ended
  /** Another creation has to end first; `replay`: it is this very request, sent before under the same key. */
  | { readonly kind: 'wait'; readonly creation: Creation; readonly replay: boolean };
