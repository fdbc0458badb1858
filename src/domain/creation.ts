import type { CustomerProfile, InputPath } from './customer.js';
import type { DefiniteFailure } from './provider-failure.js';
import type { ProviderMode } from './provider-mode.js';

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

/** What is on record of every creation, in whichever state. */
interface CreationRecord {
  /** UUIDv7; also what the key sent to the provider is made of. */
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  /** Undefined: it began before modes were recorded. */
  readonly mode?: ProviderMode;
  /** Whose account it was, see `PaymentDataSource.merchant`; undefined: it began before that was recorded. */
  readonly merchant?: string;
  /** The unified customer's id: an existing one, or the one reserved for it. */
  readonly customerId: string;
  readonly reference?: string;
  readonly idempotencyKey?: string;
  readonly fingerprint: string;
  readonly notSent: readonly InputPath[];
  /** How many times the request to create the customer was sent. */
  readonly attempts: number;
  /** What the provider's idempotency key is made of; the creation's id unless given. */
  readonly keyBase?: string;
  /** Set apart by this, what has to be sent anew has another key at the provider. */
  readonly keyGeneration: number;
  readonly createdAt: Date;
}

interface OpenRecord extends CreationRecord {
  /** Personal data, kept only as long as it may have to be sent again. */
  readonly input: CreationInput;
  /** Until then it belongs to the process that works on it; without one, nobody takes it up before. */
  readonly leaseUntil: Date;
  /** Until then recovery may send it again; later an operator has to settle it. */
  readonly recoverUntil: Date;
}

export interface InFlightCreation extends OpenRecord {
  readonly state: 'IN_FLIGHT';
}

export interface UnknownCreation extends OpenRecord {
  readonly state: 'UNKNOWN';
  /** Why its outcome is not known, in words. */
  readonly reason: string;
  /** When recovery looks at it again. */
  readonly nextAttemptAt: Date;
}

export interface CreationInReview extends OpenRecord {
  readonly state: 'NEEDS_REVIEW';
  /** Why it needs a person, in words. */
  readonly reason: string;
}

export interface SucceededCreation extends CreationRecord {
  readonly state: 'SUCCEEDED';
  readonly externalId: string;
  /** Whether the provider's record came into being through this creation. */
  readonly created: boolean;
  readonly settledAt: Date;
}

export interface FailedCreation extends CreationRecord {
  readonly state: 'FAILED';
  readonly failure: DefiniteFailure;
  readonly settledAt: Date;
}

/** The durable record of one attempt to create one customer at one account of one provider. */
export type Creation = OpenCreation | SettledCreation;
export type OpenCreation = InFlightCreation | UnknownCreation | CreationInReview;
export type SettledCreation = SucceededCreation | FailedCreation;

export const isSettledState = (state: CreationState): state is SettledCreation['state'] =>
  state === 'SUCCEEDED' || state === 'FAILED';

/** Whether a process or recovery still works on it, or will. */
export const isUnderWay = (creation: Creation): creation is InFlightCreation | UnknownCreation =>
  creation.state === 'IN_FLIGHT' || creation.state === 'UNKNOWN';

/** What a caller is told of a creation while its outcome is not known; the same in every state. */
export interface CreationSummary {
  readonly id: string;
  readonly state: CreationState;
  readonly provider: string;
  readonly account: string;
  readonly attempts: number;
  readonly reason?: string;
  readonly nextAttemptAt?: Date;
  readonly createdAt: Date;
  readonly settledAt?: Date;
}

/** A creation taken over by recovery. */
export type ClaimedCreation = (InFlightCreation | UnknownCreation) & {
  /** Whether, by the store's clock, it may no longer be sent again. */
  readonly late: boolean;
};

/** A share of a creation's age, within bounds; the age is by the store's clock, as clocks of processes differ. */
export interface PauseByAge {
  readonly ofAge: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** An account of a provider, and which of the provider's worlds it lives in. */
export interface AccountInMode {
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
}

/** How many creations of an account may be taken over. */
export interface AccountToRecover extends AccountInMode {
  readonly limit: number;
}
