import { describe, expect, it } from 'vitest';
import { juspay } from '../../../../src/datasources/juspay/index.js';
import { recovery } from '../../../../src/datasources/juspay/recovery.js';
import { aRequest } from '../provider-support.js';

const customer = { id: 'cst_1', object_reference_id: 'customer-0001' };
const token = { client_auth_token: 'tkn_1', client_auth_token_expiry: '2020-03-17T14:28:37Z' };

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
    expect(recovery.lookup?.read(customer, aRequest())).toEqual({ kind: 'ours', customer: { externalId: 'cst_1' } });
  });
  it("leaves somebody else's record alone", () => {
    expect(recovery.lookup?.read({ ...customer, object_reference_id: 'another-1' }, aRequest())).toEqual({
      kind: 'absent',
    });
  });
  it.each([[{ id: 'customer-0001' }], [{ ...customer, id: 42 }], [{}], [null], [[]]])(
    'learns nothing from %j',
    (body) => {
      expect(recovery.lookup?.read(body, aRequest())).toEqual({ kind: 'inconclusive' });
    },
  );
});

describe('reading a customer', () => {
  it('takes id, token and the time it ends', () => {
    expect(juspay.readCustomer({ ...customer, juspay: token })).toEqual({
      externalId: 'cst_1',
      clientToken: { token: 'tkn_1', expiresAt: new Date('2020-03-17T14:28:37Z') },
    });
  });
  it.each([[undefined], ['soon'], [null]])('takes a token that ends at %j', (client_auth_token_expiry) => {
    const answer = juspay.readCustomer({ ...customer, juspay: { ...token, client_auth_token_expiry } });
    expect(answer).toEqual({ externalId: 'cst_1', clientToken: { token: 'tkn_1' } });
  });
  it.each([[{}], [{ id: '' }], [{ id: 42 }], [{ id: { value: 42 } }], [null], [undefined], ['cst_1']])(
    'finds no id in %j',
    (body) => {
      expect(juspay.readCustomer(body)).toBeUndefined();
    },
  );
});
