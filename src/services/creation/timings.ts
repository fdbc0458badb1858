import type { PaymentDataSource } from '../../datasources/payment-data-source.js';

/** For how long recovery tries to find out by itself, in milliseconds, before an operator is asked. */
const giveUpAfterMs = 24 * 60 * 60 * 1000;

/**
 * For how long recovery may send a creation again, in milliseconds from before the first sending. Where only the
 * provider's memory of keys makes a repeat harmless, it ends a tenth before the provider forgets them.
 */
export const recoverForMs = ({ recovery: { resend } }: PaymentDataSource): number =>
  resend.harmless === 'while-key-lives' ? resend.keyLifetimeMs * 0.9 : giveUpAfterMs;

/** The lease of one sending, in milliseconds: longer than the call, the look-ups around it and settling can take together. */
export const leaseMs = ({ timeoutMs, lookUpFirst }: PaymentDataSource): number =>
  (lookUpFirst ? 3 : 2) * timeoutMs + 5_000;

/**
 * How long after asking for the lease a sending may still begin, in milliseconds, so that its first byte leaves while the
 * lease runs. A process that was suspended for longer leaves the creation to recovery, which may have sent it by now.
 */
export const beginSendingWithinMs = (source: PaymentDataSource): number => leaseMs(source) - source.timeoutMs;

/** The lease of a look-up, in milliseconds: longer than two look-ups with a pause between them can take. */
export const lookUpLeaseMs = ({ timeoutMs }: PaymentDataSource): number => 3 * timeoutMs + 5_000;
