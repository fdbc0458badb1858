import { textAt, timeAt } from '../kit/values.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads a customer as Soap returns it, from a creation or from a search. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  const externalId = textAt(body, 'id');
  return externalId === undefined ? undefined : { externalId, createdAt: timeAt(body, 'created_at') };
}
