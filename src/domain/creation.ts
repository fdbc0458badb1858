import type { CustomerProfile, InputPath, SentIds } from './customer.js';
import type { DefiniteFailure } from './provider-failure.js';
import type { ProviderMode } from './provider-mode.js';

/**
 * - `IN_FLIGHT`: durable, and sent or about to be sent by the process that holds the lease.
 * - `UNKNOWN`: sent, with an unknown outcome; recovery finds out what happened.
 * - `SUCCEEDED`, `FAILED`: settled, for good.
 * - `NEEDS_REVIEW`: recovery cannot find out what happened; an operator settles it.
 */
export const creationStates = ['IN_FLIGHT', 'UNKNOWN', 'SUCCEEDED', 'FAILED', 'NEEDS_REVIEW'] as const;
export type CreationState = (typeof creationStates)[number];

/** Everything needed to send the same request again after a crash. */
export interface CreationInput {
  /** The profile to send: the input merged over the profile that was stored when the creation began. */
  readonly profile: CustomerProfile;
  /**
   * The caller's input, where it is less than the profile to send. Success writes only this to the stored customer, whose
   * other values may be newer by then.
   */
  readonly given?: CustomerProfile;
  readonly requestClientToken: boolean;
  /** `providerOptions` for this provider, as given. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The fields that a creation has in every state. */
interface CreationRecord extends SentIds {
  /** UUIDv7; also what the key sent to the provider is made of. */
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
  /** The merchant whose account it was, see `PaymentDataSource.merchant`; undefined for creations from before it was recorded. */
  readonly merchant?: string;
  /** The id of the unified customer: an existing one, or the id reserved for a new one. */
  readonly customerId: string;
  readonly reference?: string;
  readonly idempotencyKey?: string;
  readonly fingerprint: string;
  /** Input or stored values that this provider does not get. */
  readonly notSent: readonly InputPath[];
  /** Inputs that differ from what the provider or the unified customer had already. */
  readonly differences: readonly InputPath[];
  /** Inputs that replace other values on the unified customer. */
  readonly changed: readonly InputPath[];
  /** How many times the request to create the customer was sent. */
  readonly attempts: number;
  /** The base of the provider's idempotency key; the creation's id unless given. */
  readonly keyBase?: string;
  /** Part of the provider's idempotency key: it is increased when the request needs a new key. */
  readonly keyGeneration: number;
  /** The provider's ids of further records that were made for this creation, until an operator has removed them. */
  readonly duplicateExternalIds: readonly string[];
  readonly createdAt: Date;
}

interface OpenRecord extends CreationRecord {
  /** Personal data, kept only while the request may have to be sent again. */
  readonly input: CreationInput;
  /** The end of the lease: until then, only the process that holds it works on the creation. */
  readonly leaseUntil: Date;
  /** Until then recovery may send it again; afterwards an operator has to settle it. */
  readonly recoverUntil: Date;
}

export interface InFlightCreation extends OpenRecord {
  readonly state: 'IN_FLIGHT';
}

export interface UnknownCreation extends OpenRecord {
  readonly state: 'UNKNOWN';
  /** Why the outcome is unknown. */
  readonly reason: string;
  /** When recovery tries next. */
  readonly nextAttemptAt: Date;
}

export interface CreationInReview extends OpenRecord {
  readonly state: 'NEEDS_REVIEW';
  /** Why an operator has to settle it. */
  readonly reason: string;
}

export interface SucceededCreation extends CreationRecord {
  readonly state: 'SUCCEEDED';
  readonly externalId: string;
  /** Whether this creation made the provider's record. */
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

/** Whether a process or recovery works on it, or will do so. */
export const isUnderWay = (creation: Creation): creation is InFlightCreation | UnknownCreation =>
  creation.state === 'IN_FLIGHT' || creation.state === 'UNKNOWN';

/** The part of a creation that callers see, in every state. */
export interface CreationSummary {
  readonly id: string;
  readonly state: CreationState;
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
  readonly attempts: number;
  readonly reason?: string;
  readonly nextAttemptAt?: Date;
  readonly duplicateExternalIds?: readonly string[];
  readonly createdAt: Date;
  readonly settledAt?: Date;
}

/** A creation taken over by recovery. */
export type ClaimedCreation = (InFlightCreation | UnknownCreation) & {
  /** Whether the time in which it may be sent again is over, by the store's clock. */
  readonly late: boolean;
  /** When it was taken over, by the store's clock. */
  readonly claimedAt: Date;
  /** When it was last about to be sent, by the store's clock. */
  readonly sentAt: Date;
  /** How many times it has been taken over since recovery last came to an end with it, this time included. */
  readonly recoveryStarts: number;
};

/** A fraction of a creation's age, within bounds. The age is measured by the store's clock, as processes' clocks differ. */
export interface PauseByAge {
  readonly ofAge: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** An account of a provider in one of its modes. */
export interface AccountInMode {
  readonly provider: string;
  readonly account: string;
  readonly mode: ProviderMode;
}

/** How many creations of an account may be taken over at once. */
export interface AccountToRecover extends AccountInMode {
  readonly limit: number;
}
