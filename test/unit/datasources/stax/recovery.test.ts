import { expect, it } from 'vitest';
import { recovery } from '../../../../src/datasources/stax/recovery.js';
import { aRequest } from '../provider-support.js';

const request = aRequest({ email: 'jane@example.com' });
const ours = { id: 'id-ours', reference: 'customer-0001' };
const theirs = { id: 'id-theirs', reference: 'customer-7' };
const bare = { id: 'id-bare', reference: null };

it('asks by e-mail, else by our id', () => {
  expect(recovery.lookup?.call(request)).toEqual({
    operationId: 'listCustomers',
    query: { email: 'jane@example.com', per_page: '100' },
  });
  expect(recovery.lookup?.call(aRequest({ company: 'Example Ltd' }))).toEqual({
    operationId: 'listCustomers',
    query: { reference: 'customer-0001', per_page: '100' },
  });
});

it.each([
  ['our record among others', { data: [theirs, bare, ours] }, { kind: 'ours', customer: { externalId: 'id-ours' } }],
  [
    'our record on the first of several pages',
    { data: [ours], total: 9 },
    { kind: 'ours', customer: { externalId: 'id-ours' } },
  ],
  ['only other records', { data: [theirs, bare], total: 2, last_page: 1, next_page_url: null }, { kind: 'absent' }],
  ['nothing', { data: [] }, { kind: 'absent' }],
  ['a bare list', [ours], { kind: 'ours', customer: { externalId: 'id-ours' } }],
  ['more in total than shown', { data: [theirs], total: 2 }, { kind: 'inconclusive' }],
  ['more in total than shown, as a text', { data: [theirs], total: '2' }, { kind: 'inconclusive' }],
  ['nothing of something', { data: [], total: 2 }, { kind: 'inconclusive' }],
  ['a total that is not told', { data: [theirs], total: null }, { kind: 'inconclusive' }],
  ['pages that are not told', { data: [theirs], last_page: null }, { kind: 'inconclusive' }],
  ['more pages', { data: [theirs], last_page: 2 }, { kind: 'inconclusive' }],
  ['a next page', { data: [theirs], next_page_url: '?page=2' }, { kind: 'inconclusive' }],
  ['our record without a readable id', { data: [{ ...ours, id: {} }] }, { kind: 'inconclusive' }],
  ['no list', { error: 'later' }, { kind: 'inconclusive' }],
  ['no object', null, { kind: 'inconclusive' }],
])('reads %s', (_, body, expected) => {
  expect(recovery.lookup?.read(body, request)).toEqual(expected);
});
