import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { CustomerAnswer, LookupReading } from '../provider-definition.js';
import { textAt } from './values.js';

/** Our own record was found. Without a usable id it cannot be linked, so the look-up stays inconclusive. */
export function foundOurs(customer: CustomerAnswer | undefined): LookupReading {
  return customer ? { kind: 'ours', customer } : { kind: 'inconclusive' };
}

/**
 * Reads the answer of an operation that retrieves one customer. Such an operation may also accept ids that are not
 * ours, so the record is ours only if `ownIdField` holds the id that was sent.
 */
export function readRetrieved(
  body: unknown,
  ownIdField: string,
  { merchantCustomerId }: CreateCustomerRequest,
  readCustomer: (body: unknown) => CustomerAnswer | undefined,
): LookupReading {
  const ownId = textAt(body, ownIdField);
  // Every customer has this field. A body without it is something else, and does not show that ours is absent.
  if (ownId === undefined) return { kind: 'inconclusive' };
  return ownId === merchantCustomerId ? foundOurs(readCustomer(body)) : { kind: 'absent' };
}
