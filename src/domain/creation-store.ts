import type {
  AccountInMode,
  AccountToRecover,
  ClaimedCreation,
  Creation,
  CreationInput,
  CreationState,
  PauseByAge,
} from './creation.js';
import type { Customer, InputPath, ProviderCustomer, ProviderDetails, SentIds } from './customer.js';
import type { PageRequest } from './customer-store.js';
import type { DefiniteFailure } from './provider-failure.js';
import type { ProviderMode } from './provider-mode.js';

/**
 * A creation about to be sent for the first time. A `merchantReference` or `routingId` that is the `customerId` stands for
 * the id that the customer turns out to have.
 */
export interface NewCreation extends SentIds {
  /** UUIDv7. */
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
  readonly merchant: string;
  /** The id of the stored customer, or the id reserved for a new one. Creations of one call may reserve the same id. */
  readonly customerId: string;
  /** Whether the customer with `customerId` exists. */
  readonly existingCustomer: boolean;
  /** The version of the stored customer's profile that the request is built on. */
  readonly profileVersion?: number;
  /** The customer's reference, from the input or stored earlier. */
  readonly reference?: string;
  readonly idempotencyKey?: string;
  /** Whether it is one of several creations of a call, which has claimed the caller's key for all of them (`claimKey`). */
  readonly together: boolean;
  readonly fingerprint: string;
  readonly input: CreationInput;
  /** The base of the provider's idempotency key; the creation's id unless given. */
  readonly keyBase?: string;
  readonly notSent: readonly InputPath[];
  readonly changed: readonly InputPath[];
  /** Length of the lease of the process that begins it, in milliseconds. */
  readonly leaseMs: number;
  /** How long recovery may send it again, in milliseconds from now: by the store's clock or `now`, whichever is earlier. */
  readonly recoverForMs: number;
  /** The time by this process's clock. */
  readonly now: Date;
}

/** A request for a customer that is linked already at the requested account. */
export type LinkedRequest = Pick<NewCreation, 'id' | 'together' | 'fingerprint' | 'notSent'> & {
  readonly idempotencyKey: string;
  readonly differences: readonly InputPath[];
  readonly link: ProviderCustomer;
};

export type BeginOutcome =
  /** The ids are those to send: they are on record now. */
  | (SentIds & {
      readonly kind: 'begun';
      /** Differs from the requested id when the reference already belongs to another customer that is about to be stored. */
      readonly customerId: string;
      /** The lowest generation that no failed creation with the same `keyBase` has used. */
      readonly keyGeneration: number;
      readonly leaseUntil: Date;
      readonly createdAt: Date;
    })
  /**
   * Nothing was begun, because of the creation with the same idempotency key or, if there is none, a creation of the same
   * customer at the same account that is not settled, or `SUCCEEDED`: then the customer is linked there.
   */
  | { readonly kind: 'conflict'; readonly creation: Creation }
  /** Nothing was begun: the caller's key belongs to the other mutation. */
  | { readonly kind: 'key-taken' }
  /** Nothing was begun: the reference belongs to another customer, which is stored or about to be. */
  | { readonly kind: 'reference-taken' };

export type SucceedOutcome =
  | { readonly kind: 'settled'; readonly customer: Customer; readonly providerCustomer: ProviderCustomer }
  /**
   * Nothing was written, because of a conflicting link: of another customer to this external id, or of this customer to
   * another external id at the same account.
   */
  | { readonly kind: 'taken'; readonly link: ProviderCustomer }
  /**
   * Nothing was written, because of another creation that is not settled: both turned out to be for the same customer, as
   * its customer has got this one's reference meanwhile.
   */
  | { readonly kind: 'blocked' }
  /** Nothing was written: the creation is settled, or an operator wanted to settle one that is not in `NEEDS_REVIEW`. */
  | { readonly kind: 'already-settled'; readonly creation: Creation };

export type AbandonedCreation = Pick<Creation, 'id' | 'provider' | 'account' | 'mode' | 'attempts'>;

/** The holder of a lease that ends at the given time. It has no effect once another process has taken the creation over. */
export interface LeaseHolder {
  readonly kind: 'lease-holder';
  readonly leaseUntil: Date;
}

/** An operator, who can settle creations in `NEEDS_REVIEW` only. */
export interface Operator {
  readonly kind: 'operator';
}

/** The provider's answer that the customer exists, which is true with or without the lease. */
export interface ProviderAnswer {
  readonly kind: 'provider-answer';
}

/**
 * The durable record of what was requested from the providers. Every change of state is one statement, which checks the
 * present state.
 *
 * `leaseUntil` is the end of the lease as its holder knows it. A statement has no effect once another process has taken the
 * creation over: a process that lost its lease, for example by a long pause, must not mark a creation as failed that
 * another process is sending.
 */
export interface CreationStore {
  /**
   * Claims a caller's key for several creations of one call, before the first of them begins. A key belongs to the mutation
   * that first used it, and here to the input too, also when creations failed and may be tried again under the key, for as
   * long as keys are kept.
   *
   * @param modes of the accounts that the call names.
   * @param request the fingerprint of the call's input.
   * @returns whether it is theirs; false when the other mutation or another input has it in one of these modes.
   */
  claimKey(key: string, modes: readonly ProviderMode[], request: string): Promise<boolean>;
  /**
   * Claims the reference for the customer, and the key unless the call has claimed it, and records the creation: in one
   * statement, unless there is a conflict. When it
   * resolves with `begun`, the creation survives any crash. A routing id that is on record for the customer at the provider,
   * at whichever account, takes the place of the given one.
   */
  begin(creation: NewCreation): Promise<BeginOutcome>;
  /**
   * Claims and stores the key of a request whose customer is linked already, with that link as its outcome.
   *
   * @returns the creation that already has the key; `key-taken` when it belongs to the other mutation; undefined when it was
   *   stored.
   */
  keepKey(request: LinkedRequest): Promise<Creation | 'key-taken' | undefined>;
  /** Settles a creation whose customer exists at the provider, and writes customer and link, in one statement. */
  succeed(
    id: string,
    success: {
      readonly externalId: string;
      /** Whether the provider's record came into being through this creation. */
      readonly created: boolean;
      /** UUIDv7 for the link. */
      readonly linkId: string;
      /** Inputs that differ from what the provider had already; undefined when that is not known. */
      readonly differences?: readonly InputPath[];
      readonly providerCreatedAt?: Date;
      readonly details?: ProviderDetails;
    },
    authority: ProviderAnswer | Operator,
  ): Promise<SucceedOutcome>;
  /**
   * Settles a creation that certainly created nothing.
   *
   * @param options.releaseKey lets a later creation use the idempotency key again.
   * @param options.keepProviderKey whether the next creation may use the same key at the provider, which keeps no answer under it.
   * @returns whether this call settled it.
   */
  fail(
    id: string,
    failure: DefiniteFailure,
    options: { readonly releaseKey: boolean; readonly keepProviderKey?: boolean },
    authority: LeaseHolder | Operator,
  ): Promise<boolean>;
  /**
   * Records that the outcome is unknown, and gives up the lease.
   *
   * @returns when recovery tries next; undefined when nothing was recorded.
   */
  markUnknown(id: string, reason: string, pause: PauseByAge, leaseUntil: Date): Promise<Date | undefined>;
  /** Records that an operator has to settle it. Returns whether that was recorded. */
  needsReview(id: string, reason: string, leaseUntil: Date): Promise<boolean>;
  /**
   * Must be called before the request is sent again: counts the attempt and renews the lease.
   *
   * @returns when the lease ends; undefined when the request must not be sent, because another process has the lease, the
   *   time for it is over, or the creation is settled.
   */
  sending(id: string, leaseMs: number, leaseUntil: Date): Promise<Date | undefined>;
  /** As {@link sending}, without counting an attempt. */
  renewLease(id: string, leaseMs: number, leaseUntil: Date): Promise<Date | undefined>;
  find(id: string): Promise<Creation | undefined>;
  /** Those that there are, in no particular order; in one statement. */
  findByIds(ids: readonly string[]): Promise<Creation[]>;
  /** @param mode of its account. */
  findByIdempotencyKey(key: string, mode: ProviderMode): Promise<Creation | undefined>;
  /** In whichever mode, in no particular order. */
  findByIdempotencyKeys(keys: readonly string[]): Promise<Creation[]>;
  /** Records that recovery has come to an end with these creations for now, and the process lives. */
  endRecoveries(ids: readonly string[]): Promise<void>;
  /**
   * Takes over creations whose lease has expired, and unknown ones whose next attempt is due: of each given account and
   * mode, those that are longest overdue. No two callers get the same creation.
   *
   * @param except ids of those that the caller still works on, whose lease may have expired under a statement that hangs.
   */
  claimDue(
    accounts: readonly AccountToRecover[],
    leaseMs: number,
    except?: readonly string[],
  ): Promise<ClaimedCreation[]>;
  /**
   * Records that the store is used with these accounts in these modes. What is stored about an account from before modes
   * were recorded belongs to the first of its modes.
   *
   * @returns all modes in which the store has ever been used with these accounts.
   */
  useInModes(accounts: readonly AccountInMode[]): Promise<readonly AccountInMode[]>;
  /** The store's clock. */
  clock(): Promise<Date>;
  /**
   * Moves creations to `NEEDS_REVIEW` that no process has had the account for, whose time for recovery ended before the given
   * time.
   *
   * @returns these creations.
   */
  reviewAbandoned(reason: string, endedBefore: Date): Promise<readonly AbandonedCreation[]>;
  /**
   * Makes recovery send a creation in `NEEDS_REVIEW` again, with a new key at the provider.
   *
   * @returns whether it was in `NEEDS_REVIEW`.
   */
  reopen(id: string, { recoverForMs, now }: Pick<NewCreation, 'recoverForMs' | 'now'>): Promise<boolean>;
  /**
   * Ends all leases of which more is left than this, and all pauses before a next attempt of which more is left than
   * `pausesLongerThanMs`, by default the same. With 0 it is only for a process that has exclusive use of the store, before
   * it starts to work.
   */
  abandonLeases(longerThanMs: number, pausesLongerThanMs?: number): Promise<void>;
  /**
   * Records that the provider has further records of the creation's customer; ignores the one that is linked.
   *
   * @returns all that are on record now; undefined when none was new.
   */
  recordDuplicates(
    id: string,
    externalIds: readonly string[],
  ): Promise<{ readonly duplicateExternalIds: readonly string[]; readonly externalId?: string } | undefined>;
  /** Records that the duplicates have been removed at the provider. Returns whether there were any on record. */
  clearDuplicates(id: string): Promise<boolean>;
  /** Oldest first. */
  page(
    request: PageRequest & { readonly state?: CreationState; readonly hasDuplicates?: boolean },
  ): Promise<{ readonly creations: readonly Creation[]; readonly hasNextPage: boolean }>;
  /** The creations that are not settled, by state; a state without any is missing. */
  openByState(): Promise<ReadonlyMap<CreationState, OpenCreations>>;
  /** Number of creations with duplicates on record. */
  countWithDuplicates(): Promise<number>;
  /**
   * Frees references that were claimed before the given time and that no customer or creation uses. Looks at some
   * thousands, at others the next time; returns how many were freed.
   */
  pruneReferences(claimedBefore: Date): Promise<number>;
  /**
   * Deletes at most `limit` keys that no request has had since the given time and no creation has; returns how many. Such a
   * key may be used in either mutation again.
   */
  pruneKeys(usedBefore: Date, limit: number): Promise<number>;
  /** Deletes at most `limit` records without duplicates that were settled before the given time; returns how many. */
  pruneSettled(settledBefore: Date, limit: number): Promise<number>;
}

/** Creations of one state that are not settled. */
export interface OpenCreations {
  readonly count: number;
  /** Time since the oldest of them began, by the database's clock; never negative. */
  readonly oldestAgeSeconds: number;
}
