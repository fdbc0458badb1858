import { textAt, valueAt } from '../kit/values.js';
import type { Lookup, NextPage, Recovery } from '../provider-definition.js';

/** More than the default, because many records may share an e-mail address. */
const pageSize = '100';

/** Stax is searched by e-mail address, or else by our own id; whatever a filter lets through, only a record with our id is ours. */
const lookup: Lookup = {
  call({ profile: { email }, merchantCustomerId }) {
    const filter: Record<string, string> = email === undefined ? { reference: merchantCustomerId } : { email };
    return { operationId: 'listCustomers', query: { ...filter, per_page: pageSize } };
  },
  records,
  nextPage,
};

/** Stax makes a new record for every request, even for one that is identical to an earlier one. */
export const recovery: Recovery = { resend: { harmless: 'never' }, lookup };

function records(body: unknown): readonly unknown[] | undefined {
  const list = Array.isArray(body) ? body : valueAt(body, 'data');
  return Array.isArray(list) ? list : undefined;
}

/** Only Stax's own counts tell whether there are more pages, because its largest page size is not documented. */
function nextPage(body: unknown): NextPage {
  const length = records(body)?.length ?? 0;
  const [total, last, size] = [countAt(body, 'total'), countAt(body, 'last_page'), countAt(body, 'per_page')];
  const page = countAt(body, 'current_page');
  const nextUrl = textAt(body, 'next_page_url');
  /** How many customers there are up to the end of this page. */
  const shown = page === undefined || page === 1 ? length : size && (page - 1) * size + length;
  const counted = total !== undefined && shown !== undefined;
  const more = nextUrl !== undefined || (counted && total > shown) || (last ?? 0) > (page ?? 1);
  const next = page === undefined ? pageIn(nextUrl) : String(page + 1);
  if (more) return next === undefined || length === 0 ? 'unknown' : { page: next };
  return counted || last !== undefined || length === 0 ? 'none' : 'unknown';
}

/** The page that the address of the next one names: the filters, which it may lack, are those of the first request. */
function pageIn(url = ''): string | undefined {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('page') ?? undefined;
}

/** A count given as a number or as digits; `Number` alone would take null for zero. */
function countAt(body: unknown, name: string): number | undefined {
  const value = valueAt(body, name);
  return /^\d+$/.test(String(value)) ? Number(value) : undefined;
}
