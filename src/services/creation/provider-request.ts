import type { CreateCustomerRequest } from '../../datasources/payment-data-source.js';
import type { CreationInput } from '../../domain/creation.js';

/**
 * What is sent for a creation: the same, word for word, however often. `keyGeneration` counts how often an operator had
 * it sent anew because nothing had come of the earlier sendings; each time has a provider key of its own.
 */
export function providerRequest(
  { profile, requestClientToken, options }: Omit<CreationInput, 'given'>,
  creationId: string,
  customerId: string,
  keyGeneration = 0,
): CreateCustomerRequest {
  const idempotencyKey = keyGeneration === 0 ? creationId : `${creationId}.${keyGeneration}`;
  const merchantCustomerId = profile.reference ?? customerId;
  return { profile, requestClientToken, options, merchantCustomerId, idempotencyKey };
}
