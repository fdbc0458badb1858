import { textAt, valueAt } from '../kit/values.js';
import type { Lookup, Recovery } from '../provider-definition.js';

/** Many records may share an e-mail address: ask for more of them at once than a page has by default. */
const pageSize = '100';

/** Stax is searched by e-mail, else by our id; whatever the filter lets through, only a record with our id is ours. */
const lookup: Lookup = {
  call: ({ profile, merchantCustomerId }) => ({
    operationId: 'listCustomers',
    query: {
      ...(profile.email === undefined ? { reference: merchantCustomerId } : { email: profile.email }),
      per_page: pageSize,
    },
  }),

  read(body, { merchantCustomerId }) {
    const page = Array.isArray(body) ? body : valueAt(body, 'data');
    if (!Array.isArray(page)) return { kind: 'inconclusive' };
    const ours = page.find((customer) => textAt(customer, 'reference') === merchantCustomerId);
    // Ours may be on another page: nothing says that it is absent.
    if (ours === undefined) return { kind: isWhole(body, page.length) ? 'absent' : 'inconclusive' };
    const externalId = textAt(ours, 'id') ?? textAt(ours, 'customer_id');
    return externalId === undefined ? { kind: 'inconclusive' } : { kind: 'ours', customer: { externalId } };
  },
};

/** Stax makes a new record of every request, however alike. */
export const recovery: Recovery = { resend: { harmless: 'never' }, lookup };

/** Whether the page holds all there is: only where it says so, as nobody knows how many a page has at most. */
function isWhole(body: unknown, shown: number): boolean {
  const total = countAt(body, 'total');
  const lastPage = countAt(body, 'last_page');
  if (textAt(body, 'next_page_url') !== undefined) return false;
  if (total !== undefined) return total <= shown;
  return lastPage === undefined ? shown === 0 : lastPage <= 1;
}

/** What is no count says nothing; null would count as none. */
function countAt(body: unknown, name: string): number | undefined {
  const value = valueAt(body, name);
  return /^\d+$/.test(String(value)) ? Number(value) : undefined;
}
