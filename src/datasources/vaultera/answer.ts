import { originOf, textAt, timeAt } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { CustomerAnswer } from '../provider-definition.js';

/**
 * Reads a customer as Vaultera returns it, from a creation or from a look-up. The answer to a creation may be a customer
 * that has had our id before; only its `created_at` and its data say so.
 */
export function readCustomer(
  body: unknown,
  request: Pick<CreateCustomerRequest, 'begunAt'>,
): CustomerAnswer | undefined {
  const externalId = textAt(body, 'customer_id');
  if (externalId === undefined) return undefined;
  const createdAt = timeAt(body, 'created_at');
  return { externalId, createdAt, origin: originOf(createdAt, request) };
}
