import type { PaymentDataSource } from '../datasources/payment-data-source.js';
import type { BusyAccount, ClaimedCreation, Creation, CreationInput, PauseByAge } from '../domain/creation.js';
import type { Customer, ProviderCustomer } from '../domain/customer.js';
import type { DefiniteFailure } from '../domain/provider-failure.js';
import type { Attempt } from './creation/outcome.js';

/** What is known of the customer that a creation is meant for. */
export interface CreationTarget {
  readonly byId?: Customer;
  readonly byReference?: Customer;
  /** The link of that customer at the provider and account asked for. */
  readonly link?: ProviderCustomer;
}

export interface TargetQuery {
  readonly customerId?: string;
  readonly reference?: string;
  readonly provider: string;
  readonly account: string;
}

/** A creation about to begin. */
export type NewCreation = Pick<
  Creation,
  'id' | 'provider' | 'account' | 'customerId' | 'reference' | 'idempotencyKey' | 'fingerprint' | 'notSent'
> & {
  readonly input: CreationInput;
  /** Whether `customerId` is a customer's, rather than reserved for one. */
  readonly existingCustomer: boolean;
  /** Milliseconds for which recovery leaves the creation to the process that begins it. */
  readonly leaseMs: number;
  /** Milliseconds for which recovery may send it again. */
  readonly recoverForMs: number;
};

/** A request that asked for a customer at an account where it is linked already. */
export type LinkedRequest = Pick<NewCreation, 'id' | 'fingerprint' | 'notSent'> & {
  readonly idempotencyKey: string;
  readonly link: ProviderCustomer;
};

export type SettledCreation =
  | { readonly kind: 'settled'; readonly customer: Customer; readonly providerCustomer: ProviderCustomer }
  /** Nothing was written: the provider's record belongs to another customer, or this customer has another one there. */
  | { readonly kind: 'taken'; readonly link: ProviderCustomer }
  /** Nothing was written yet: another creation turned out to be for the same customer, and is not settled. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'already-settled'; readonly creation: Creation };

/** What the services need of the store; every call is one durable step. */
export interface CustomerStore {
  findTarget(query: TargetQuery): Promise<CreationTarget>;
  findLink(provider: string, account: string, externalId: string): Promise<ProviderCustomer | undefined>;
}

export interface CreationStore {
  begin(
    creation: NewCreation,
  ): Promise<{ kind: 'begun'; leaseUntil: Date; createdAt: Date } | { kind: 'conflict'; creation: Creation }>;
  /** Keeps the key of a request whose customer is linked already; the creation that has the key, if another has. */
  keepKey(request: LinkedRequest): Promise<Creation | undefined>;
  find(id: string): Promise<Creation | undefined>;
  findByIdempotencyKey(key: string): Promise<Creation | undefined>;
  /** `inReview`: said by a person, who may only settle what needs a review. */
  succeed(
    id: string,
    outcome: { externalId: string; created: boolean; linkId: string; inReview?: boolean },
  ): Promise<SettledCreation>;
  /** False when the creation was settled, or taken over, meanwhile: `leaseUntil` is the end of the lease as known here. */
  fail(
    id: string,
    failure: DefiniteFailure,
    options: { releaseKey: boolean; leaseUntil?: Date; inReview?: boolean },
  ): Promise<boolean>;
  /** Returns when it is looked at again; undefined when the creation is no longer ours. */
  markUnknown(id: string, reason: string, pause: PauseByAge, leaseUntil?: Date): Promise<Date | undefined>;
  needsReview(id: string, reason: string, leaseUntil?: Date): Promise<boolean>;
  /** Counts an attempt and renews the lease; undefined when it is no longer ours to send, or too late for that. */
  sending(id: string, leaseMs: number, leaseUntil?: Date): Promise<Date | undefined>;
  /** Renews the lease without counting an attempt; undefined when the creation is no longer ours. */
  renewLease(id: string, leaseMs: number, leaseUntil?: Date): Promise<Date | undefined>;
  /**
   * Takes over what nobody works on: leases that ran out, and unknown outcomes whose next look is due. At each account
   * as many as `perAccount` at most, less what the caller is `busy` with there.
   */
  claimDue(perAccount: number, busy: readonly BusyAccount[], leaseMs: number): Promise<ClaimedCreation[]>;
  /** Has a creation that needs a review sent anew, with a new key; false when it needed none. */
  reopen(id: string, recoverForMs: number): Promise<boolean>;
  pruneSettled(olderThanMs: number, limit: number): Promise<number>;
}

/** Follows the work on creations, for traces. Nothing that it is told is personal. */
export interface CreationTracer {
  /** Told which creation the work under way is on, and how often it has been sent by now. */
  on(creation: Pick<Creation, 'id' | 'attempts'>): void;
  /** Runs what recovery does about a creation. `work` comes to nothing where it settles nothing. */
  recovering(
    creation: Pick<Creation, 'id' | 'provider' | 'account' | 'attempts'>,
    work: () => Promise<Attempt | undefined>,
  ): Promise<unknown>;
}

export interface Dependencies {
  readonly customers: CustomerStore;
  readonly creations: CreationStore;
  /** The data source of an account of a provider; undefined when it is not configured. */
  dataSource(provider: string, account: string): PaymentDataSource | undefined;
  /** Told of trouble that the caller sees as an unknown outcome only, or not at all. Gets no personal data. */
  warn(error: unknown, creationId?: string): void;
  readonly tracer?: CreationTracer;
}
