import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CreateCustomerDocument,
  type CreateCustomerMutationVariables,
  CustomersDocument,
  ReadCustomerDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/**
 * Two merchant accounts of one provider, each with a key of its own. The emulator keeps the records of both together, so
 * a look-up before the first sending would find the other account's.
 */
let running: RunningApp;
beforeAll(async () => {
  running = await startApp({
    EMULATOR: 'all',
    STAX_API_KEY: 'key-default',
    STAX__EU__API_KEY: 'key-eu',
    STAX_LOOK_UP_FIRST: 'false',
  });
});
afterAll(() => running.stop());

const reference = 'two-accounts';

async function create(account?: string) {
  const input = { reference, firstName: 'Asha', account };
  const variables: CreateCustomerMutationVariables = { provider: 'STAX', input };
  const { data } = await running.query(CreateCustomerDocument, variables);
  const result = data?.createCustomer;
  if (result?.__typename !== 'CreateCustomerSuccess') throw new Error(result?.__typename);
  return result;
}

test('a customer has a record at each account, however the account is written', async () => {
  const first = await create();
  const second = await create(' EU ');
  expect([first.created, second.created]).toEqual([true, true]);
  expect(second.customer.id).toBe(first.customer.id);
  expect([first, second].map(({ providerCustomer }) => providerCustomer.account)).toEqual(['default', 'eu']);
  expect(second.providerCustomer.externalId).not.toBe(first.providerCustomer.externalId);
  expect(await create('eu')).toMatchObject({ created: false, providerCustomer: second.providerCustomer });

  const { id } = first.customer;
  const { externalId } = second.providerCustomer;
  const read = async (account: string) => {
    const { data } = await running.query(ReadCustomerDocument, {
      id,
      reference,
      provider: 'STAX',
      externalId,
      account,
    });
    return data?.providerCustomer?.customer.providerCustomers.length;
  };
  expect([await read('eu'), await read('EU'), await read('default')]).toEqual([2, 2, undefined]);

  const { data } = await running.query(CustomersDocument, { filter: { provider: 'STAX', account: 'EU' } });
  expect(data?.customers.edges.map(({ node }) => node.id)).toEqual([id]);

  const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on ProviderCustomer { account } } }';
  const of = [{ __typename: 'ProviderCustomer', provider: 'STAX', account: 'EU', externalId }];
  const answer = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { of } }),
  });
  expect(await answer.json()).toEqual({ data: { _entities: [{ account: 'eu' }] } });
});
