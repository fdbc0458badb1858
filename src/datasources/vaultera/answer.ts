import { textAt } from '../kit/values.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads a customer as Vaultera returns it, from a creation or from a look-up. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  const externalId = textAt(body, 'customer_id');
  return externalId === undefined ? undefined : { externalId };
}
