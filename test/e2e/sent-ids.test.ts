import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { CreateCustomerDocument, type CreateCustomerInput, type Provider } from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/** What a provider was sent to know a customer by: whoever takes a payment later needs the same. */

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

const person = (): CreateCustomerInput => ({
  firstName: 'Asha',
  lastName: 'Rao',
  email: `${randomUUID()}@example.com`,
  phone: '+12025550143',
});

async function create(input: CreateCustomerInput, provider: string) {
  const variables = { input, provider: provider as Provider };
  const result = (await running.query(CreateCustomerDocument, variables)).data?.createCustomer;
  if (result?.__typename !== 'CreateCustomerSuccess') throw new Error(JSON.stringify(result));
  return result;
}

async function query(text: string, variables: object) {
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text, variables }),
  });
  return ((await response.json()) as { data: Record<string, unknown> }).data;
}

/** Read in every way there is. */
async function readAll(provider: string, { id, externalId }: { id: string; externalId: string }) {
  const ids = 'merchantReference routingId';
  const { customer, providerCustomer, _entities } = await query(
    `query ($id: ID!, $provider: Provider!, $externalId: ID!, $representations: [_Any!]!) {
      customer(id: $id) { providerCustomers { ${ids} } }
      providerCustomer(provider: $provider, externalId: $externalId) { ${ids} }
      _entities(representations: $representations) { ... on ProviderCustomer { ${ids} } }
    }`,
    {
      id,
      provider,
      externalId,
      representations: [{ __typename: 'ProviderCustomer', provider, account: 'default', externalId }],
    },
  );
  return [
    ...(customer as { providerCustomers: unknown[] }).providerCustomers,
    providerCustomer,
    ...(_entities as unknown[]),
  ];
}

describe.each(providerDefinitions.map((definition) => [definition.name, definition] as const))(
  '%s',
  (name, definition) => {
    const takesOurs = definition.ownIdAt !== undefined;
    const wantsRouting = definition.routingIdOption !== undefined;

    test.each(['the reference', 'the unified id without one'])('is sent %s, and shows it everywhere', async (what) => {
      const reference = what === 'the reference' ? randomUUID() : undefined;
      const { customer, providerCustomer } = await create({ ...person(), reference }, name);
      const ours = reference ?? customer.id;
      const ids = { merchantReference: takesOurs ? ours : null, routingId: wantsRouting ? ours : null };
      expect(providerCustomer).toMatchObject(ids);
      const { externalId } = providerCustomer;
      expect(await readAll(name, { id: customer.id, externalId })).toEqual([ids, ids, ids]);
      // Linked by now.
      expect((await create({ customerId: customer.id }, name)).providerCustomer).toMatchObject(ids);
    });
  },
);

test('a reference that the provider cannot take: the unified id is sent, shown, and has not been given out otherwise', async () => {
  for (const provider of ['JUSPAY', 'VAULTERA']) {
    const { customer, providerCustomer } = await create(
      { ...person(), reference: `${randomUUID().slice(0, 5)}|é` },
      provider,
    );
    expect(providerCustomer.merchantReference).toBe(customer.id);
    const records = running.app.emulator?.customerStore(provider).customers() ?? [];
    expect(JSON.stringify(records.at(-1))).toContain(customer.id);
    if (provider === 'JUSPAY') expect(providerCustomer.routingId).toBe(customer.id);
  }
});

test('the routing id may be another than our own id', async () => {
  const reference = randomUUID();
  const input = { ...person(), reference, providerOptions: { juspay: { routingId: 'route-1042' } } };
  const { providerCustomer } = await create(input, 'JUSPAY');
  expect(providerCustomer).toMatchObject({ merchantReference: reference, routingId: 'route-1042' });
  expect(running.app.emulator?.requests('JUSPAY').at(-1)?.headers['x-routing-id']).toBe('route-1042');
});
