import type {
  AccountToRecover,
  ClaimedCreation,
  Creation,
  CreationInput,
  CreationState,
  PauseByAge,
} from './creation.js';
import type { Customer, InputPath, ProviderCustomer } from './customer.js';
import type { PageRequest } from './customer-store.js';
import type { DefiniteFailure } from './provider-failure.js';
import type { ProviderMode } from './provider-mode.js';

/** A creation about to be sent for the first time. */
export interface NewCreation {
  /** UUIDv7. */
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
  readonly merchant: string;
  /** Of the stored customer, or reserved for the one to be. Creations begun together may reserve the same one. */
  readonly customerId: string;
  /** Whether `customerId` is stored already. */
  readonly existingCustomer: boolean;
  /** The customer's reference, given now or stored earlier. */
  readonly reference?: string;
  readonly idempotencyKey?: string;
  /** Keys that the same caller's key stands for in the other mutation: used already, they are another request's. */
  readonly rivalKeys: readonly string[];
  readonly fingerprint: string;
  readonly input: CreationInput;
  /** What the provider's idempotency key is made of; the creation's id unless given. */
  readonly keyBase?: string;
  readonly notSent: readonly InputPath[];
  /** Milliseconds for which recovery leaves the creation to the process that begins it. */
  readonly leaseMs: number;
  /** Milliseconds for which recovery may send it again. */
  readonly recoverForMs: number;
}

/** A request for a customer who is linked already at the account it names. */
export type LinkedRequest = Pick<NewCreation, 'id' | 'fingerprint' | 'notSent'> & {
  readonly idempotencyKey: string;
  readonly link: ProviderCustomer;
};

export type BeginOutcome =
  | {
      readonly kind: 'begun';
      /** Another than asked for where the reference already belongs to a customer who was only reserved. */
      readonly customerId: string;
      /** The first that no failed creation with the same `keyBase` has used. */
      readonly keyGeneration: number;
      readonly leaseUntil: Date;
      readonly createdAt: Date;
    }
  /**
   * Nothing was begun. In the way is the creation with the same idempotency key or, failing that, one of the same
   * customer at the same account: not settled, or `SUCCEEDED`, in which case the customer is linked there.
   */
  | { readonly kind: 'conflict'; readonly creation: Creation }
  /** Nothing was begun: the caller's key was used in the other mutation. */
  | { readonly kind: 'key-taken' }
  /** Nothing was begun: the reference belongs to another customer, who is stored or about to be. */
  | { readonly kind: 'reference-taken' };

export type SucceedOutcome =
  | { readonly kind: 'settled'; readonly customer: Customer; readonly providerCustomer: ProviderCustomer }
  /**
   * Nothing was written, as a link is in the way: of another customer to this external id, or of this customer to
   * another external id at the same account.
   */
  | { readonly kind: 'taken'; readonly link: ProviderCustomer }
  /**
   * Nothing was written, as another creation is in the way that is not settled: its customer was given the reference of
   * this one meanwhile, so that both turned out to be for the same.
   */
  | { readonly kind: 'blocked' }
  /** Nothing was written: it is settled, or, when an operator settles it, no longer in `NEEDS_REVIEW`. */
  | { readonly kind: 'already-settled'; readonly creation: Creation };

export type AbandonedCreation = Pick<Creation, 'id' | 'provider'>;

/** The holder of a lease, who knows when it ends. Once somebody else has taken the creation over, its word counts no more. */
export interface LeaseHolder {
  readonly kind: 'lease-holder';
  readonly leaseUntil: Date;
}

/** A person, whose word counts for a creation in `NEEDS_REVIEW` only. */
export interface Operator {
  readonly kind: 'operator';
}

/** An answer of the provider's that the customer exists: true whoever reports it, with or without the lease. */
export interface ProviderAnswer {
  readonly kind: 'provider-answer';
}

/**
 * The durable record of what was asked of the providers. Every change of state is one statement, guarded by the states
 * that it may lead from.
 *
 * `leaseUntil` is the end of the lease as its holder knows it. Nothing changes once somebody else has taken the creation
 * over: a process that lost its lease, e.g. by a long pause, no longer knows what is going on, and must not call a
 * creation failed that another is sending.
 */
export interface CreationStore {
  /**
   * Claims the reference for the customer, and records the creation. One statement, unless something is in the way. When it resolves with `begun`, the creation survives any crash.
   */
  begin(creation: NewCreation): Promise<BeginOutcome>;
  /**
   * Keeps the key of a request whose customer is linked already, with that as its outcome.
   *
   * @returns the creation that has the key; undefined when it is this one now.
   */
  keepKey(request: LinkedRequest): Promise<Creation | undefined>;
  /** The provider has the customer: settles the creation, and writes customer and link, in one statement. */
  succeed(
    id: string,
    success: {
      readonly externalId: string;
      /** Whether the provider's record came into being through this creation. */
      readonly created: boolean;
      /** UUIDv7 for the link. */
      readonly linkId: string;
    },
    authority: ProviderAnswer | Operator,
  ): Promise<SucceedOutcome>;
  /**
   * Certainly not created.
   *
   * @param options.releaseKey lets a later creation use the idempotency key again.
   * @returns whether it was settled now.
   */
  fail(
    id: string,
    failure: DefiniteFailure,
    options: { readonly releaseKey: boolean },
    authority: LeaseHolder | Operator,
  ): Promise<boolean>;
  /**
   * How it ended is not known; gives up the lease.
   *
   * @returns when it is looked at again; undefined when nothing was noted.
   */
  markUnknown(id: string, reason: string, pause: PauseByAge, leaseUntil: Date): Promise<Date | undefined>;
  /** An operator has to settle it. Returns whether that is noted. */
  needsReview(id: string, reason: string, leaseUntil: Date): Promise<boolean>;
  /**
   * To be called before the creation is sent once more: counts the attempt and renews the lease.
   *
   * @returns when the lease now ends; undefined when the creation must not be sent, as somebody else holds it, it is
   *   too late, or nothing is to be done about it any more.
   */
  sending(id: string, leaseMs: number, leaseUntil: Date): Promise<Date | undefined>;
  /** As {@link sending}, without counting an attempt. */
  renewLease(id: string, leaseMs: number, leaseUntil: Date): Promise<Date | undefined>;
  find(id: string): Promise<Creation | undefined>;
  findByIdempotencyKey(key: string): Promise<Creation | undefined>;
  /** In no particular order. */
  findByIdempotencyKeys(keys: readonly string[]): Promise<Creation[]>;
  /**
   * Takes over creations whose holder let the lease run out, and unknown ones whose next attempt is due, of each
   * account those that are longest overdue, and of no other account or mode. No two callers get the same one.
   */
  claimDue(accounts: readonly AccountToRecover[], leaseMs: number): Promise<ClaimedCreation[]>;
  /**
   * Has an operator settle what no process has had the account for: not even long after its time to recover was over.
   *
   * @returns the creations.
   */
  reviewAbandoned(reason: string, overdueMs: number): Promise<readonly AbandonedCreation[]>;
  /**
   * Has a creation that needs a review sent anew, with a new key at the provider.
   *
   * @returns whether it needed a review.
   */
  reopen(id: string, recoverForMs: number): Promise<boolean>;
  /** Ends all leases. Only for a process that has the database to itself, before it starts to work. */
  abandonLeases(): Promise<void>;
  /** Oldest first. */
  page(
    request: PageRequest & { readonly state?: CreationState },
  ): Promise<{ readonly creations: readonly Creation[]; readonly hasNextPage: boolean }>;
  /** How many are not settled, by state. */
  countOpen(): Promise<ReadonlyMap<CreationState, number>>;
  /** Frees references whose claim nobody released in that time, and that no customer and no creation has. */
  pruneReferences(olderThanMs: number): Promise<number>;
  /** Deletes records settled longer ago than that, at most `limit`; returns how many. */
  pruneSettled(olderThanMs: number, limit: number): Promise<number>;
}
