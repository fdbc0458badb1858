import { expect, it } from 'vitest';
import { readCustomer } from '../../../../src/datasources/stax/answer.js';

it.each([
  [{ id: 'a' }, { externalId: 'a' }],
  [{ customer_id: 'b' }, { externalId: 'b' }],
  [{ data: { id: 'c' } }, { externalId: 'c' }],
  [{ data: { customer_id: 'd' }, success: true }, { externalId: 'd' }],
  [
    { id: 'a', deleted_at: '2020-03-29 15:46:00' },
    { externalId: 'a', deleted: true },
  ],
  [{ data: { id: 'c', deleted_at: '2020-03-29 15:46:00' } }, { externalId: 'c', deleted: true }],
  [{ id: 'a', deleted_at: null }, { externalId: 'a' }],
  [{ id: 'a', deleted_at: '' }, { externalId: 'a' }],
  [{ data: [] }, undefined],
  [{ id: 7 }, { externalId: '7' }],
  [{ id: {} }, undefined],
  ['created', undefined],
])('reads %j as %j', (body, expected) => {
  expect(readCustomer(body)).toEqual(expected && expect.objectContaining(expected));
});

it('reads when Stax made the record, whose times name no zone, and which part of the answer it is', () => {
  const record = { id: 'a', created_at: '2026-02-03 04:05:06' };
  const expected = { createdAt: new Date('2026-02-03T04:05:06Z'), record };
  expect(readCustomer(record)).toMatchObject(expected);
  expect(readCustomer({ data: record })).toMatchObject(expected);
});
