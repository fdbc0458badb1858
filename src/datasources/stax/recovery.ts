import { foundOurs } from '../kit/lookup-reading.js';
import { textAt, valueAt } from '../kit/values.js';
import type { Lookup, Recovery } from '../provider-definition.js';
import { readRecord } from './answer.js';

/** More than the default, because many records may share an e-mail address. */
const pageSize = '100';

/** Stax is searched by e-mail address, or else by our own id; a record is ours only if it carries our own id. */
const lookup: Lookup = {
  call({ profile: { email }, merchantCustomerId }) {
    const filter: Record<string, string> = email === undefined ? { reference: merchantCustomerId } : { email };
    return { operationId: 'listCustomers', query: { ...filter, per_page: pageSize } };
  },

  read(body, { merchantCustomerId }) {
    const records = Array.isArray(body) ? body : valueAt(body, 'data');
    if (!Array.isArray(records)) return { kind: 'inconclusive' };
    const ours = records.find((record) => textAt(record, 'reference') === merchantCustomerId);
    if (ours) return foundOurs(readRecord(ours));
    // If there are more pages, ours may be on one of them.
    return { kind: isOnlyPage(body, records.length) ? 'absent' : 'inconclusive' };
  },
};

/** Stax makes a new record for every request, even for one that is identical to an earlier one. */
export const recovery: Recovery = { resend: { harmless: 'never' }, lookup };

/** Whether a page holds all results. Only Stax's own counts can tell, because its largest page size is not documented. */
function isOnlyPage(body: unknown, length: number): boolean {
  const total = countAt(body, 'total');
  const lastPage = countAt(body, 'last_page');
  if (textAt(body, 'next_page_url') !== undefined) return false;
  if (total !== undefined) return total <= length;
  return lastPage === undefined ? length === 0 : lastPage <= 1;
}

/** A count given as a number or as digits; `Number` alone would take null for zero. */
function countAt(body: unknown, name: string): number | undefined {
  const value = valueAt(body, name);
  return /^\d+$/.test(String(value)) ? Number(value) : undefined;
}
