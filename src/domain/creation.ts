import type { CustomerProfile, InputPath } from './customer.js';
import type { DefiniteFailure } from './provider-failure.js';

/**
 * - `IN_FLIGHT`: durable, and sent or about to be sent by the process that holds the lease.
 * - `UNKNOWN`: sent, and how it ended is not known; recovery finds out.
 * - `SUCCEEDED`, `FAILED`: settled, for good.
 * - `NEEDS_REVIEW`: nothing a machine may do can find out; a person settles it.
 */
export const creationStates = ['IN_FLIGHT', 'UNKNOWN', 'SUCCEEDED', 'FAILED', 'NEEDS_REVIEW'] as const;
export type CreationState = (typeof creationStates)[number];

/** What a creation sends: enough to send it again, word for word, after a crash. */
export interface CreationInput {
  /** What is sent: the input laid over the profile that was stored when the creation began. */
  readonly profile: CustomerProfile;
  /**
   * What the caller gave, where that is less than what is sent: all that success may change of the stored customer, who
   * may be newer by then.
   */
  readonly given?: CustomerProfile;
  readonly requestClientToken: boolean;
  /** `providerOptions` for this provider, as given. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The durable record of one attempt to create one customer at one account of one provider. */
export interface Creation {
  /** UUIDv7; also what the key sent to the provider is made of. */
  readonly id: string;
  readonly state: CreationState;
  readonly provider: string;
  readonly account: string;
  /** The unified customer's id: an existing one, or the one reserved for it. */
  readonly customerId: string;
  readonly reference?: string;
  readonly idempotencyKey?: string;
  readonly fingerprint: string;
  /** Absent once settled: personal data is not kept longer than needed to send again. */
  readonly input?: CreationInput;
  readonly notSent: readonly InputPath[];
  /** How many times the provider was asked to create it. */
  readonly attempts: number;
  /** Until then it belongs to the process that works on it; without one, nobody takes it up before. */
  readonly leaseUntil: Date;
  /** When recovery looks at it again, as long as its outcome is not known. */
  readonly nextAttemptAt?: Date;
  /** Until then recovery may send it again; later a person has to settle it. */
  readonly recoverUntil: Date;
  /** How many times a person had it sent anew; each gives it a new key at the provider. */
  readonly keyGeneration: number;
  readonly externalId?: string;
  /** Whether the provider's record came into being through this creation; known once it succeeded. */
  readonly created?: boolean;
  readonly failure?: DefiniteFailure;
  /** Why it is `UNKNOWN` or `NEEDS_REVIEW`, in words. */
  readonly reason?: string;
  readonly createdAt: Date;
  readonly settledAt?: Date;
}

/** What a caller whose outcome is not known yet is told of the creation. */
export type CreationSummary = Pick<
  Creation,
  'id' | 'state' | 'provider' | 'account' | 'attempts' | 'reason' | 'nextAttemptAt' | 'createdAt' | 'settledAt'
>;

/** A creation taken over by recovery. */
export interface ClaimedCreation extends Creation {
  /** Whether, by the store's clock, it may no longer be sent again. */
  readonly late: boolean;
}

/** A share of a creation's age, within bounds; the age is by the store's clock, as clocks of processes differ. */
export interface PauseByAge {
  readonly ofAge: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** How many creations a process works on at one account. */
export interface BusyAccount {
  readonly provider: string;
  readonly account: string;
  readonly count: number;
}
