import type { PaymentDataSource } from '../../datasources/payment-data-source.js';

/**
 * How long recovery may send a creation again, in milliseconds from before the first sending: shorter by a tenth than the
 * provider keeps keys where a key is all that makes it harmless; elsewhere it is the time after which a person should look.
 */
export const recoverForMs = ({ recovery: { resend } }: PaymentDataSource): number =>
  resend.harmless === 'while-key-lives' ? resend.keyLifetimeMs * 0.9 : 24 * 60 * 60 * 1000;

/** Outlasts everything that one sending may take, in milliseconds: the call, a look-up after it, and settling. */
export const leaseMs = ({ timeoutMs }: PaymentDataSource): number => 2 * timeoutMs + 5_000;

/**
 * How long after its lease was asked for a sending may still begin, in milliseconds, so that its first byte leaves while
 * the lease runs. A process that stood still for longer leaves the creation to recovery, which may have sent it by now.
 */
export const beginSendingWithinMs = (source: PaymentDataSource): number => leaseMs(source) - source.timeoutMs;

/** Outlasts everything that looking for an earlier sending may take, in milliseconds: twice, with a pause between. */
export const lookUpLeaseMs = ({ timeoutMs }: PaymentDataSource): number => 3 * timeoutMs + 5_000;
