import { textAt } from '../kit/values.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads xPay's answer to a creation: `{customerId}`, and nothing else. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  const externalId = textAt(body, 'customerId');
  return externalId === undefined ? undefined : { externalId };
}
