import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { exampleTabs, uniquePlaceholder } from '../../src/graphql/example-operations.js';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

/** Runs a tab of GraphiQL as it stands. */
async function run(name: string): Promise<unknown> {
  const tab = exampleTabs(providerDefinitions).find(({ query }) => query.includes(` ${name}`));
  if (tab === undefined) throw new Error(`there is no tab ${name}`);
  const variables = JSON.parse(tab.variables.replaceAll(uniquePlaceholder, 'abcd1234') || '{}') as object;
  const { data, errors } = await running.query<unknown, object>(parse(tab.query), variables);
  expect(errors).toBeUndefined();
  return data;
}

const success = { __typename: 'CreateCustomerSuccess' };

test('the tabs of GraphiQL teach one customer at several providers', async () => {
  expect(await run('CreateAtXpay')).toMatchObject({ createCustomer: { ...success, created: true } });
  expect(await run('CreateAtXpay')).toMatchObject({ createCustomer: { ...success, created: false } });
  expect(await run('SameAtVaultera')).toMatchObject({ createCustomer: { ...success, created: true } });
  expect(await run('CreateAtSeveral')).toMatchObject({
    createCustomerAtProviders: providerDefinitions.map(({ name }, index) => ({
      ...success,
      created: index > 1,
      providerCustomer: { provider: name },
    })),
  });
  expect(await run('SeeViolations')).toMatchObject({
    createCustomer: {
      __typename: 'InvalidCustomerInputError',
      violations: [{ path: ['email'] }, { path: ['phone'] }],
    },
  });
  const seen = (await run('SeeCreations')) as { customerCreations: { edges: { node: object }[] } };
  expect(seen.customerCreations.edges).toHaveLength(providerDefinitions.length);
  for (const { node } of seen.customerCreations.edges)
    expect(node).toMatchObject({ status: 'SUCCEEDED', outcome: success });
  const read = (await run('ReadCustomer')) as { customerByReference: { providerCustomers: object[] } };
  expect(read.customerByReference.providerCustomers).toHaveLength(providerDefinitions.length);
  expect(await run('SeeProviders')).toMatchObject({
    providers: providerDefinitions.map(({ name }) => ({ provider: name })),
  });
}, 60_000);
