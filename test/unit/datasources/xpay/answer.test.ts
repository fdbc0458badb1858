import { expect, it } from 'vitest';
import { readCustomer } from '../../../../src/datasources/xpay/answer.js';

it.each([
  [{ customerId: 'cus_1' }, { externalId: 'cus_1' }],
  [{ customerId: '' }, undefined],
  [{ customerId: 7 }, { externalId: '7' }],
  [null, undefined],
])('reads %j as %j', (body, expected) => {
  expect(readCustomer(body)).toEqual(expected);
});
