import { describe, expect, it } from 'vitest';
import { recovery } from '../../../../src/datasources/vaultera/recovery.js';
import { aRequest } from '../provider-support.js';

it('asks by our own id, and may send again at any time', () => {
  expect(recovery.resend).toEqual({ harmless: 'always' });
  expect(recovery.lookup?.call(aRequest())).toEqual({
    operationId: 'retrieveCustomer',
    path: { customer_id: 'customer-0001' },
  });
});

describe('reading a look-up', () => {
  it('adopts the record that has our id', () => {
    expect(recovery.lookup?.read({ customer_id: 'customer-0001' }, aRequest())).toEqual({
      kind: 'ours',
      customer: { externalId: 'customer-0001' },
    });
  });
  it("leaves somebody else's record alone", () => {
    expect(recovery.lookup?.read({ customer_id: 'customer-2' }, aRequest())).toEqual({ kind: 'absent' });
  });
  it.each([[{}], [{ customer_id: 42 }], [null], [[]], ['customer-0001']])('finds %j inconclusive', (body) => {
    expect(recovery.lookup?.read(body, aRequest())).toEqual({ kind: 'inconclusive' });
  });
});
