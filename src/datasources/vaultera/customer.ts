import { valueAt } from '../kit/values.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads a customer as Vaultera answers it; its `customer_id` is always a text. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  const externalId = valueAt(body, 'customer_id');
  return typeof externalId === 'string' && externalId !== '' ? { externalId } : undefined;
}
