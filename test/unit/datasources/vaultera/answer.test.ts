import { expect, it } from 'vitest';
import { readCustomer } from '../../../../src/datasources/vaultera/answer.js';

it('reads the id', () => {
  expect(readCustomer({ customer_id: 'cus_1', created_at: 'now' })).toEqual({ externalId: 'cus_1' });
});

it.each([[{}], [{ customer_id: '' }], [{ customer_id: 42 }], [{ customer_id: null }], [null], [undefined], ['cus_1']])(
  'finds no id in %j',
  (body) => {
    expect(readCustomer(body)).toBeUndefined();
  },
);
