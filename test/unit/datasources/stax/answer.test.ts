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
  expect(readCustomer(body)).toEqual(expected);
});
