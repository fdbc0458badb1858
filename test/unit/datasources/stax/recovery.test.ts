import { expect, it } from 'vitest';
import { lookup } from '../../../../src/datasources/stax/recovery.js';
import { aRequest } from '../provider-support.js';

const request = aRequest({ email: 'jane@example.com' });
const ours = { id: 'id-ours', reference: 'customer-0001' };
const theirs = { id: 'id-theirs', reference: 'customer-7' };
const bare = { id: 'id-bare', reference: null };

it('asks by e-mail, else by our id', () => {
  expect(lookup.call(request)).toEqual({
    operationId: 'listCustomers',
    query: { email: 'jane@example.com', per_page: '100' },
  });
  expect(lookup.call(aRequest({ company: 'Example Ltd' }))).toEqual({
    operationId: 'listCustomers',
    query: { reference: 'customer-0001', per_page: '100' },
  });
});

it.each([
  ['our record among others', { data: [theirs, bare, ours] }, { ours: { externalId: 'id-ours' } }],
  ['our record on the first of several pages', { data: [ours], total: 9 }, { ours: { externalId: 'id-ours' } }],
  ['only other records', { data: [theirs, bare], total: 2, last_page: 1, next_page_url: null }, {}],
  ['nothing', { data: [] }, {}],
  ['a bare list', [ours], { ours: { externalId: 'id-ours' } }],
  ['more in total than shown', { data: [theirs], total: 2 }, { inconclusive: true }],
  ['more in total than shown, as a text', { data: [theirs], total: '2' }, { inconclusive: true }],
  ['nothing of something', { data: [], total: 2 }, { inconclusive: true }],
  ['a total that is not told', { data: [theirs], total: null }, { inconclusive: true }],
  ['pages that are not told', { data: [theirs], last_page: null }, { inconclusive: true }],
  ['more pages', { data: [theirs], last_page: 2 }, { inconclusive: true }],
  ['a next page', { data: [theirs], next_page_url: '?page=2' }, { inconclusive: true }],
  ['our record without a readable id', { data: [{ ...ours, id: {} }] }, { inconclusive: true }],
  ['no list', { error: 'later' }, { inconclusive: true }],
  ['no object', null, { inconclusive: true }],
])('reads %s', (_, body, expected) => {
  expect(lookup.read(body, request)).toEqual(expected);
});
