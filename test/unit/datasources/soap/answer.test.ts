import { expect, it } from 'vitest';
import { readCustomer } from '../../../../src/datasources/soap/answer.js';

it.each([
  [{ id: 'cus_1', email: 'jane@example.com' }, { externalId: 'cus_1' }],
  [{ email: 'jane@example.com' }, undefined],
  [{ id: { value: 'cus_1' } }, undefined],
])('reads %j as %j', (body, expected) => {
  expect(readCustomer(body)).toEqual(expected);
});
