import type { CreateCustomerRequest, PaymentDataSource } from '../../datasources/payment-data-source.js';
import type { CreationInput } from '../../domain/creation.js';

/**
 * What is sent for a creation: the same, word for word, however often. `keyGeneration` counts the times that a person
 * said that nothing had come of the earlier sendings; each has a provider key of its own.
 */
export function requestOf(
  { profile, requestClientToken, options }: Omit<CreationInput, 'given'>,
  creationId: string,
  customerId: string,
  keyGeneration = 0,
): CreateCustomerRequest {
  const idempotencyKey = keyGeneration === 0 ? creationId : `${creationId}.${keyGeneration}`;
  const merchantCustomerId = profile.reference ?? customerId;
  return { profile, requestClientToken, options, merchantCustomerId, idempotencyKey };
}

/**
 * How long recovery may send a creation again, in milliseconds from before the first sending: shorter by a tenth than the
 * provider keeps keys where a key is all that makes it harmless; elsewhere it is the time after which a person should look.
 */
export const recoverForMs = ({ recovery }: PaymentDataSource): number =>
  recovery.kind === 'replay' ? recovery.keyLifetimeMs * 0.9 : 24 * 60 * 60 * 1000;

/** Outlasts everything that one sending may take, in milliseconds: the call, a look-up after it, and settling. */
export const leaseMs = ({ timeoutMs }: PaymentDataSource): number => 2 * timeoutMs + 5_000;

/**
 * How long after its lease was asked for a sending may still begin, in milliseconds, so that its first byte leaves while
 * the lease runs. A process that stood still for longer leaves the creation to recovery, which may have sent it by now.
 */
export const beginSendingWithinMs = (source: PaymentDataSource): number => leaseMs(source) - source.timeoutMs;

/** Outlasts everything that looking for an earlier sending may take, in milliseconds: twice, with a pause between. */
export const lookUpLeaseMs = ({ timeoutMs }: PaymentDataSource): number => 3 * timeoutMs + 5_000;
