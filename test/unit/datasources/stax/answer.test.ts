import { expect, it } from 'vitest';
import { readCustomer } from '../../../../src/datasources/stax/answer.js';

it.each([
  [{ id: 'a' }, { externalId: 'a' }],
  [{ customer_id: 'b' }, { externalId: 'b' }],
  [{ data: { id: 'c' } }, { externalId: 'c' }],
  [{ data: { customer_id: 'd' }, success: true }, { externalId: 'd' }],
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
