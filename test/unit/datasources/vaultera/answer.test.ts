import { expect, it } from 'vitest';
import { readCustomer } from '../../../../src/datasources/vaultera/answer.js';
import { aRequest } from '../provider-support.js';

it.each([
  ['now', 'unclear'],
  [undefined, 'unclear'],
  ['2026-02-03T04:05:07.000Z', 'unclear'],
  ['2026-02-03T04:00:07.000Z', 'unclear'],
  ['2026-02-03T04:00:06.000Z', 'earlier'],
])('reads the id, and whether it was created at %s before the creation began', (created_at, origin) => {
  expect(readCustomer({ customer_id: 'cus_1', created_at }, aRequest())).toMatchObject({
    externalId: 'cus_1',
    origin,
  });
});

it.each([[{}], [{ customer_id: '' }], [{ customer_id: {} }], [{ customer_id: null }], [null], [undefined], ['cus_1']])(
  'finds no id in %j',
  (body) => {
    expect(readCustomer(body, aRequest())).toBeUndefined();
  },
);
