import { type DocumentNode, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

/** Everything below a success that is read, and not part of the outcome. */
const read = `... on CreateCustomerSuccess {
  customer { firstName providerCustomers { provider } }
  providerCustomer { customer { firstName } }
}`;

const send = async (mutation: string) =>
  (await running.query(parse(mutation) as DocumentNode & { __apiType?: never }, {})).data as unknown;

test('each of several mutations in one request reads what it has made, not what the one before read', async () => {
  const data = await send(`mutation {
    first: createCustomer(provider: VAULTERA, input: { reference: "several", firstName: "Asha" }) { ${read} }
    second: createCustomer(provider: STAX, input: { reference: "several", firstName: "Usha" }) { ${read} }
    third: createCustomerAtProviders(
      providers: [XPAY]
      input: { reference: "several", firstName: "Isha", email: "several@example.com", phone: "+12025550143" }
    ) { ${read} }
  }`);
  const result = (firstName: string, ...providers: string[]) => ({
    customer: { firstName, providerCustomers: providers.map((provider) => ({ provider })) },
    providerCustomer: { customer: { firstName } },
  });
  expect(data).toEqual({
    first: result('Asha', 'VAULTERA'),
    second: result('Usha', 'VAULTERA', 'STAX'),
    third: [result('Isha', 'VAULTERA', 'STAX', 'XPAY')],
  });
});
