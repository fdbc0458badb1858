import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { CustomerAnswer, NextPage, ProviderDefinition } from '../provider-definition.js';
import { whoseIs } from './whose.js';

/** What one answer to a look-up says about our record. */
export type LookupReading =
  /** `duplicates` are the ids of further records with our own id in the same answer. */
  | {
      readonly kind: 'ours';
      readonly customer: CustomerAnswer;
      readonly record: unknown;
      readonly duplicates?: readonly string[];
    }
  /** There is none of ours. `otherExternalId` is the id of another record that keeps ours from being created, if any. */
  | { readonly kind: 'absent'; readonly otherExternalId?: string }
  /** It is not among these. There are more, which these query parameters ask for. */
  | { readonly kind: 'next-page'; readonly query: Exclude<NextPage, string> }
  /** The answer does not tell, e.g. because our record has no usable id. */
  | { readonly kind: 'inconclusive' };

/** Reads a 2xx body of the look-up. Pure. */
export function readLookupBody(
  body: unknown,
  definition: ProviderDefinition,
  request: CreateCustomerRequest,
): LookupReading {
  const { lookup } = definition.recovery;
  const records = lookup?.records(body);
  if (lookup === undefined || records === undefined) return inconclusive;
  const read = records.flatMap((record) => {
    const customer = definition.readCustomer(record, request);
    return customer?.deleted ? [] : [{ record, customer, whose: whoseIs(record, customer, definition, request) }];
  });
  const [ours, ...more] = read.filter(({ whose }) => whose === 'ours');
  if (ours) {
    // Without a usable id it cannot be linked.
    if (!ours.customer) return inconclusive;
    const duplicates = more.flatMap(({ customer }) => customer?.externalId ?? []);
    return {
      kind: 'ours',
      customer: ours.customer,
      record: ours.record,
      duplicates: duplicates.length > 0 ? duplicates : undefined,
    };
  }
  // Every customer has an id. A record without one is something else, and does not show that ours is absent. Nor does one
  // without an id of ours when exactly that was asked for.
  const retrieved = lookup.call(request)?.path !== undefined;
  const unclear = read.some(
    ({ customer, whose }) => !customer || whose === 'unclear' || (retrieved && whose === 'not-shown'),
  );
  if (unclear) return inconclusive;
  const next = lookup.nextPage?.(body) ?? 'none';
  if (next === 'unknown') return inconclusive;
  if (next !== 'none') return { kind: 'next-page', query: next };
  const other = read.find(({ record }) => lookup.isInTheWay?.(record, request));
  return { kind: 'absent', otherExternalId: other?.customer?.externalId };
}

const inconclusive: LookupReading = { kind: 'inconclusive' };
