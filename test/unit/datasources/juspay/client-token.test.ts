import { expect, it } from 'vitest';
import { clientToken } from '../../../../src/datasources/juspay/client-token.js';

it("asks for a token by Juspay's own id, which is on record for every customer that is linked", () => {
  const known = { customerId: '019ab000-0000-7000-8000-000000000001', externalId: 'cst_1' };
  const call = {
    operationId: 'retrieveCustomer',
    path: { customer_id: 'cst_1' },
    query: { 'options.get_client_auth_token': 'true' },
  };
  expect(clientToken.call(known)).toEqual(call);
  expect(clientToken.call({ ...known, merchantReference: 'customer-0001', routingId: 'order-7' })).toEqual(call);
});
