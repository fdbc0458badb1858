import { expect, it } from 'vitest';
import { readLookupBody } from '../../../../src/datasources/kit/lookup-reading.js';
import { stax } from '../../../../src/datasources/stax/definition.js';
import { recovery } from '../../../../src/datasources/stax/recovery.js';
import { aRequest } from '../provider-support.js';

const request = aRequest({ email: 'jane@example.com' });
const ours = { id: 'id-ours', reference: 'customer-0001' };
const theirs = { id: 'id-theirs', reference: 'customer-7' };
const bare = { id: 'id-bare', reference: null };

const next = (page: number) => ({ kind: 'next-page', query: { page: String(page) } });

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
  [
    'several records of ours',
    { data: [ours, theirs, { ...ours, id: 'id-second' }] },
    { kind: 'ours', customer: { externalId: 'id-ours' }, duplicates: ['id-second'] },
  ],
  ['only other records', { data: [theirs, bare], total: 2, last_page: 1, next_page_url: null }, { kind: 'absent' }],
  [
    'ours, deleted',
    { data: [{ ...ours, deleted_at: '2020-03-29 15:46:00' }], total: 1, last_page: 1 },
    { kind: 'absent' },
  ],
  [
    'ours, and one of ours that was deleted',
    { data: [{ ...ours, id: 'id-old', deleted_at: '2020-03-29 15:46:00' }, ours] },
    { kind: 'ours', customer: { externalId: 'id-ours' } },
  ],
  ['nothing', { data: [] }, { kind: 'absent' }],
  ['a bare list', [ours], { kind: 'ours', customer: { externalId: 'id-ours' } }],
  ['more in total than shown', { data: [theirs], total: 2 }, { kind: 'inconclusive' }],
  ['more in total than shown, page by page', { data: [theirs], total: 2, current_page: 1 }, next(2)],
  ['the end of it, page by page', { data: [theirs], total: 3, current_page: 2, per_page: '2' }, { kind: 'absent' }],
  ['more pages, and which one this is', { data: [theirs], last_page: 4, current_page: 3 }, next(4)],
  ['the last page', { data: [theirs], last_page: 4, current_page: 4, next_page_url: null }, { kind: 'absent' }],
  ['a next page, and which one this is', { data: [theirs], next_page_url: '?page=2', current_page: 1 }, next(2)],
  ['a later page of unknown size', { data: [theirs], total: 9, current_page: 2 }, { kind: 'inconclusive' }],
  ['a later page with nothing on it', { data: [], total: 9, current_page: 2, last_page: 3 }, { kind: 'inconclusive' }],
  ['more in total than shown, as a text', { data: [theirs], total: '2' }, { kind: 'inconclusive' }],
  ['nothing of something', { data: [], total: 2 }, { kind: 'inconclusive' }],
  ['a total that is not told', { data: [theirs], total: null }, { kind: 'inconclusive' }],
  ['pages that are not told', { data: [theirs], last_page: null }, { kind: 'inconclusive' }],
  ['more pages', { data: [theirs], last_page: 2 }, { kind: 'inconclusive' }],
  ['a next page', { data: [theirs], next_page_url: 'https://stax.example/customer?page=2' }, next(2)],
  ['a next page without a number', { data: [theirs], next_page_url: '/customer' }, { kind: 'inconclusive' }],
  ['our record without a readable id', { data: [{ ...ours, id: {} }] }, { kind: 'inconclusive' }],
  ['no list', { error: 'later' }, { kind: 'inconclusive' }],
  ['no object', null, { kind: 'inconclusive' }],
])('reads %s', (_, body, expected) => {
  expect(readLookupBody(body, stax, request)).toMatchObject(expected);
});
