import { describe, expect, it } from 'vitest';
import { juspay } from '../../../../src/datasources/juspay/definition.js';
import { recovery } from '../../../../src/datasources/juspay/recovery.js';
import { readLookupBody } from '../../../../src/datasources/kit/lookup-reading.js';
import { aRequest } from '../provider-support.js';

const customer = { id: 'cst_1', object_reference_id: 'customer-0001' };

describe('looking up', () => {
  it('asks by our own id, and may send again at any time', () => {
    expect(recovery.resend).toEqual({ harmless: 'always' });
    expect(recovery.lookup?.call(aRequest())).toEqual({
      operationId: 'retrieveCustomer',
      path: { customer_id: 'customer-0001' },
    });
  });
  it('asks for a client token too when one is wanted', () => {
    expect(recovery.lookup?.call(aRequest({}, { requestClientToken: true }))?.query).toEqual({
      'options.get_client_auth_token': 'true',
    });
  });
  it('adopts the record that has our id', () => {
    expect(readLookupBody(customer, juspay, aRequest())).toMatchObject({
      kind: 'ours',
      customer: { externalId: 'cst_1' },
    });
  });
  it("leaves somebody else's record alone", () => {
    expect(readLookupBody({ ...customer, object_reference_id: 'another-1' }, juspay, aRequest())).toMatchObject({
      kind: 'absent',
    });
  });
  it.each([
    [{ id: 'customer-0001' }],
    [{ ...customer, id: {} }],
    [{ ...customer, object_reference_id: 42 }],
    [{}],
    [null],
    [[]],
  ])('finds %j inconclusive', (body) => {
    expect(readLookupBody(body, juspay, aRequest())).toMatchObject({ kind: 'inconclusive' });
  });
});
