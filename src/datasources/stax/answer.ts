import { textAt, timeAt, valueAt } from '../kit/values.js';
import type { CustomerAnswer } from '../provider-definition.js';

/** Reads the answer to a creation. Public clients have seen the customer at the top level and under `data`. */
export function readCustomer(body: unknown): CustomerAnswer | undefined {
  return readRecord(body) ?? readRecord(valueAt(body, 'data'));
}

/** Reads one customer record. The documentation calls its id `customer_id`; the answers that clients have seen, `id`. */
function readRecord(record: unknown): CustomerAnswer | undefined {
  const externalId = textAt(record, 'id') ?? textAt(record, 'customer_id');
  return externalId === undefined ? undefined : { externalId, createdAt: timeAt(record, 'created_at'), record };
}
