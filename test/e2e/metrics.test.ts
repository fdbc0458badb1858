import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { CreateCustomerDocument, type CreateCustomerMutationVariables } from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';
import { type Metric, scrape } from '../support/metrics.js';

let running: RunningApp;
let atStart: ReadonlyMap<string, Metric>;
beforeAll(async () => {
  running = await startApp({
    EMULATOR: 'all',
    STAX_API_KEY: 'key-default',
    STAX__EU__API_KEY: 'key-eu',
    STAX_LOOK_UP_FIRST: 'false',
    SUBGRAPH_SHARED_SECRET: secret,
    RECOVERY_INTERVAL_MS: '20',
  });
  atStart = await scrape(running);
});
afterAll(() => running.stop());

const secret = 'a-secret-of-a-gateway';
const headers = { 'router-authorization': secret };

const accounts = [...providerDefinitions.map(({ name }) => [name, 'default'] as const), ['STAX', 'eu'] as const];

async function create(input: Record<string, unknown>, provider = 'STAX') {
  const variables = { provider, input } as CreateCustomerMutationVariables;
  const { data } = await running.query(CreateCustomerDocument, variables, headers);
  return data?.createCustomer.__typename;
}

/** By how much each sample of the metric has grown since the start. */
async function grown(name: string): Promise<Record<string, number>> {
  const before = atStart.get(name)?.samples;
  const now = (await scrape(running)).get(name)?.samples ?? [];
  return Object.fromEntries(
    [...now].map(([labels, n]) => [labels, n - (before?.get(labels) ?? 0)]).filter(([, n]) => n),
  );
}

test('every series of every configured account is there from the start', () => {
  const labelsOf = (name: string) => [...(atStart.get(name)?.samples.keys() ?? [])];
  const of = (name: string, [provider, account]: readonly [string, string]) =>
    labelsOf(name).filter((labels) => labels.startsWith(`{provider="${provider}",account="${account}"`));
  for (const at of accounts) {
    expect(of('customer_creations_total', at), at.join()).toHaveLength(13);
    expect(of('provider_call_duration_seconds_count', at), at.join()).toHaveLength(6);
    expect(of('provider_calls_held_back_total', at), at.join()).toHaveLength(5);
    for (const gauge of ['circuit_state', 'calls_in_flight', 'calls_queued', 'calls_waiting'])
      expect(of(`provider_${gauge}`, at), `${gauge} ${at.join()}`).toHaveLength(1);
  }
  expect(labelsOf('customer_creation_duration_seconds_count')).toHaveLength(providerDefinitions.length);
  expect(labelsOf('graphql_requests_unauthenticated_total')).toHaveLength(5);
  expect(labelsOf('graphql_requests_total')).toContain('{status="503"}');
  expect(labelsOf('graphql_errors_total')).toContain('{code="INTERNAL_SERVER_ERROR"}');
  expect(atStart.get('unified_customers_ready')?.samples.get('')).toBe(1);
});

test('creations are counted by account, and one that is not configured is no label', async () => {
  await create({ firstName: 'Asha', reference: 'metrics-1' });
  await create({ firstName: 'Asha', reference: 'metrics-2', account: ' EU ' });
  await create({ firstName: 'Asha', reference: 'metrics-3', account: 'somewhere-else' });
  await create({ firstName: 'Asha', reference: 'metrics-4', account: 'eu', email: 'x' });
  expect(await grown('customer_creations_total')).toEqual({
    '{provider="STAX",account="default",outcome="succeeded"}': 1,
    '{provider="STAX",account="eu",outcome="succeeded"}': 1,
    '{provider="STAX",account="",outcome="not-configured"}': 1,
    '{provider="STAX",account="eu",outcome="invalid-input"}': 1,
  });
  expect(await grown('customer_creation_duration_seconds_count')).toEqual({ '{provider="STAX"}': 4 });
  expect(await grown('provider_call_duration_seconds_count')).toEqual({
    '{provider="STAX",account="default",outcome="2xx"}': 1,
    '{provider="STAX",account="eu",outcome="2xx"}': 1,
  });
  expect(await (await fetch(`${running.url}/metrics`)).text()).not.toContain('somewhere');
});

test('an open creation has an age, and recovery runs', async () => {
  // xPay answers a repeat with what it answered first, so that nobody but a person can find out.
  const body = { errorCode: 'internal_server_error', errorDescription: 'Something unexpected happened' };
  running.app.emulator?.faults.inject('XPAY', { fault: { kind: 'status', status: 500, body, recorded: false } });
  const person = { firstName: 'Jo', lastName: 'Doe', email: 'jo@example.com', phone: '+12025550143' };
  expect(await create({ ...person, reference: 'metrics-5' }, 'XPAY')).toBe('ProviderOutcomeUnknownError');
  const age = async () => (await grown('customer_creations_oldest_open_age_seconds'))['{state="NEEDS_REVIEW"}'];
  await expect.poll(age).toBeGreaterThan(0);
  const at = async () => (await scrape(running)).get('recovery_last_run_timestamp_seconds')?.samples.get('') ?? 0;
  const first = await at();
  await expect.poll(at).toBeGreaterThan(first);
});

test('requests are counted by the status of their answer, and errors by their code', async () => {
  const before = await grown('graphql_requests_total');
  const post = (body: string, more = {}) =>
    fetch(`${running.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...more }, body });
  const accept = 'application/graphql-response+json';
  await (await post('{"query":"{ nowhere }"}', { ...headers, accept })).text();
  await (await post('{"query":"{ __typename }"}')).text();
  await expect
    .poll(() => grown('graphql_requests_total'))
    .toEqual({ ...before, '{status="400"}': 1, '{status="401"}': 1 });
  expect(await grown('graphql_errors_total')).toMatchObject({ '{code="GRAPHQL_VALIDATION_FAILED"}': 1 });
  expect(await grown('graphql_requests_unauthenticated_total')).toEqual({ '{reason="secret"}': 1 });
});

test('the pool is that of PostgreSQL, and nothing for the embedded database', async () => {
  const metrics = await scrape(running);
  const of = (name: string, labels = '') => metrics.get(`database_pool_${name}`)?.samples.get(labels) ?? Number.NaN;
  const open = of('connections', '{state="in-use"}') + of('connections', '{state="idle"}');
  expect(of('waiting')).toBe(0);
  if (running.app.database.backend === 'pglite') expect([open, of('connections_max')]).toEqual([0, 0]);
  else {
    expect(of('connections_max')).toBe(10);
    expect(open).toBeGreaterThan(0);
    expect(open).toBeLessThanOrEqual(10);
  }
});
