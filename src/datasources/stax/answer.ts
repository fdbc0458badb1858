import { textAt, timeAt, valueAt } from '../kit/values.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads the answer to a creation. Public clients have seen the customer at the top level and under `data`. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  return readRecord(body) ?? readRecord(valueAt(body, 'data'));
}

/**
 * Reads one customer record. The documentation calls its id `customer_id`; the answers that clients have seen, `id`. A
 * deleted record stays, with the time in `deleted_at`, and can be restored in Stax's own interface.
 */
function readRecord(record: unknown): CustomerAnswer | undefined {
  const externalId = textAt(record, 'id') ?? textAt(record, 'customer_id');
  if (externalId === undefined) return undefined;
  const read = { externalId, createdAt: timeAt(record, 'created_at'), record };
  return textAt(record, 'deleted_at') === undefined ? read : { ...read, deleted: true };
}
