import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CreateCustomerAtProvidersDocument,
  CreateCustomerDocument,
  type CreateCustomerMutationVariables,
  ProviderCustomersOfDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/** What is told of a provider's record: whether it is current, when it was made, and what the provider answered. */

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

async function create(provider: string, input: object) {
  const variables = { provider, input } as CreateCustomerMutationVariables;
  const { data } = await running.query(CreateCustomerDocument, variables);
  expect(data?.createCustomer.__typename).toBe('CreateCustomerSuccess');
}

async function linksOf(reference: string) {
  const { data, errors } = await running.query(ProviderCustomersOfDocument, { reference });
  expect(errors).toBeUndefined();
  const links = data?.customerByReference?.providerCustomers ?? [];
  return Object.fromEntries(links.map((link) => [link.provider, link]));
}

async function currencyOf(reference: string) {
  const links = Object.values(await linksOf(reference));
  return Object.fromEntries(links.map(({ provider, isCurrent }) => [provider, isCurrent]));
}

const someone = () => {
  const reference = randomUUID();
  return { reference, firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
};

describe('whether a provider has the current profile', () => {
  test('it has, until another creation changes or adds to the profile', async () => {
    const input = someone();
    const { reference } = input;
    await create('STAX', input);
    await create('XPAY', { reference });
    expect(await currencyOf(reference)).toEqual({ STAX: true, XPAY: true });
    await create('VAULTERA', { reference, firstName: 'Joan' });
    expect(await currencyOf(reference)).toEqual({ STAX: false, XPAY: false, VAULTERA: true });
    await create('JUSPAY', { reference, address: { city: 'Delft' } });
    expect(await currencyOf(reference)).toEqual({ STAX: false, XPAY: false, VAULTERA: false, JUSPAY: true });
  });

  test('what was left out for it, because it cannot take it, does not count', async () => {
    const input = { ...someone(), phone: '+447911123456' };
    await create('XPAY', input);
    await create('SOAP', { reference: input.reference });
    expect(await currencyOf(input.reference)).toEqual({ XPAY: true, SOAP: true });
  });

  test('all providers of one call have, though each settles on its own', async () => {
    const input = someone();
    const providers = ['XPAY', 'VAULTERA', 'SOAP', 'STAX', 'JUSPAY'];
    await running.query(CreateCustomerAtProvidersDocument, { input, providers } as never);
    expect(await currencyOf(input.reference)).toEqual(Object.fromEntries(providers.map((name) => [name, true])));
  });

  test('two creations of a new customer at the same moment, with different data', async () => {
    const input = someone();
    await Promise.all([create('STAX', input), create('XPAY', { ...input, company: 'Example Ltd' })]);
    const { STAX, XPAY } = await currencyOf(input.reference);
    // Stax was not sent the company; xPay has no field for it, and was sent the rest.
    expect([STAX, XPAY]).toEqual([false, true]);
  });

  test('a record that was there before, with other data, is not', async () => {
    const input = someone();
    const old = { name: 'Somebody Else', email: input.email, created_at: '2020-01-01T00:00:00Z' };
    running.app.emulator?.customerStore('VAULTERA').add({ customer_id: input.reference, ...old });
    await create('VAULTERA', input);
    expect(await currencyOf(input.reference)).toEqual({ VAULTERA: false });
  });
});

describe('what the provider answered', () => {
  test("is kept with the link, under the provider's own names", async () => {
    const input = { ...someone(), requestClientToken: true };
    for (const provider of ['XPAY', 'SOAP', 'JUSPAY']) await create(provider, input);
    const { XPAY, SOAP, JUSPAY } = await linksOf(input.reference);
    expect(XPAY).toMatchObject({ providerCreatedAt: null, details: { customerId: XPAY?.externalId } });
    expect(SOAP).toMatchObject({
      providerCreatedAt: expect.stringMatching(/^\d{4}-/),
      details: { id: SOAP?.externalId, internal_id: input.reference, phone_number: '2025550143' },
    });
    expect(JUSPAY?.details).toMatchObject({ object: 'customer', object_reference_id: input.reference });
    expect(JUSPAY?.details).not.toHaveProperty('juspay');
  });
});
