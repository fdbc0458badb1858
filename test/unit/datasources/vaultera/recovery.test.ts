import { describe, expect, it } from 'vitest';
import { readLookupBody } from '../../../../src/datasources/kit/lookup-reading.js';
import { vaultera } from '../../../../src/datasources/vaultera/definition.js';
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
    expect(readLookupBody({ customer_id: 'customer-0001' }, vaultera, aRequest())).toMatchObject({
      kind: 'ours',
      customer: { externalId: 'customer-0001' },
    });
  });
  it("leaves somebody else's record alone", () => {
    expect(readLookupBody({ customer_id: 'customer-2' }, vaultera, aRequest())).toMatchObject({ kind: 'absent' });
  });
  it.each([[{}], [{ customer_id: 42 }], [null], [[]], ['customer-0001']])('finds %j inconclusive', (body) => {
    expect(readLookupBody(body, vaultera, aRequest())).toMatchObject({ kind: 'inconclusive' });
  });
});
