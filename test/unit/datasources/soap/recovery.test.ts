import { expect, it } from 'vitest';
import { lookup } from '../../../../src/datasources/soap/recovery.js';
import { aRequest } from '../provider-support.js';

const request = aRequest({ email: 'Jane@Example.com' });
const ours = { id: 'cus_ours', internal_id: 'customer-0001', email: 'jane@example.com' };
const theirs = { id: 'cus_theirs', internal_id: 'customer-7', email: 'JANE@example.com' };

it('searches by e-mail', () => {
  expect(lookup.call(request)).toEqual({ operationId: 'searchCustomers', query: { email: 'Jane@Example.com' } });
  expect(lookup.call(aRequest())).toBeUndefined();
});

it.each([
  ['our own id', { results: [theirs, ours] }, { ours: { externalId: 'cus_ours' } }],
  ['another id', { results: [theirs] }, { otherExternalId: 'cus_theirs' }],
  ['no id of ours', { results: [{ ...theirs, internal_id: null }] }, { otherExternalId: 'cus_theirs' }],
  ['another e-mail', { results: [{ ...theirs, email: 'joan@example.com' }] }, {}],
  ['nobody', { results: [] }, {}],
  ['our own id and no readable one of theirs', { results: [{ ...ours, id: 7 }] }, { inconclusive: true }],
  ['somebody without an id', { results: [{ ...theirs, id: null }] }, { inconclusive: true }],
  ['no results', { error: 'later' }, { inconclusive: true }],
  ['no object', null, { inconclusive: true }],
])('reads an answer with %s', (_, body, expected) => {
  expect(lookup.read(body, request)).toEqual(expected);
});
