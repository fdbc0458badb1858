import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { exampleTabs } from '../../src/graphql/example-operations.js';
import { type RunningApp, startApp } from '../support/app.js';

/** What one request may cost: in its text, by estimate, and while it is carried out. */

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function ask(query: string, variables: object = {}, { url }: RunningApp = running): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

async function started(settings: Record<string, string>): Promise<RunningApp> {
  const app = await startApp(settings);
  onTestFinished(() => app.stop());
  return app;
}

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const person = () => ({
  firstName: 'Jo',
  lastName: 'Doe',
  email: `${randomUUID()}@example.com`,
  phone: '+12025550143',
});
const recordsAt = (provider: string, { app }: RunningApp = running) =>
  app.emulator?.customerStore(provider).customers().length ?? 0;
const create = 'createCustomer(provider: STAX, input: $input) { __typename }';

describe('a document is refused for', () => {
  const nested = (levels: number) =>
    `{ customers { edges { node { ${'providerCustomers { customer { '.repeat(levels)} id ${'} }'.repeat(levels)} } } } }`;
  test.each([
    ['its tokens', `{ ${'__typename '.repeat(6_000)} }`, 'GRAPHQL_PARSE_FAILED', /tokens/],
    ['its depth', nested(10), 'GRAPHQL_VALIDATION_FAILED', /15 levels of nesting/],
    [
      'its depth within fragments',
      `query { ...F } fragment F on Query ${nested(10)}`,
      'GRAPHQL_VALIDATION_FAILED',
      /15 levels/,
    ],
    [
      'its aliases',
      `{ ${times(51, (i) => `a${i}: providers { provider }`)} }`,
      'GRAPHQL_VALIDATION_FAILED',
      /50 aliases/,
    ],
    [
      'its directives',
      `{ ${times(51, () => 'providers @include(if: true) { provider }')} }`,
      'GRAPHQL_VALIDATION_FAILED',
      /50 directives/,
    ],
    [
      'its root fields',
      `{ ${times(51, () => 'providers { provider }')} }`,
      'GRAPHQL_VALIDATION_FAILED',
      /50 fields at its root/,
    ],
    [
      'its estimated cost',
      `{ customers(first: 100) { ${times(7, (i) => `e${i}: edges { ${times(6, (j) => `n${j}: node { providerCustomers { customer { providerCustomers { customer { id } } } } }`)} }`)} } }`,
      'QUERY_TOO_EXPENSIVE',
      /more than 100000/,
    ],
  ])('%s', async (_what, query, code, message) => {
    const { data, errors } = await ask(query);
    expect(data ?? undefined).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions.code)).toContain(code);
    expect(errors?.map((error) => error.message).join()).toMatch(message);
  });

  test('an estimate that depends on variables is made for each request', async () => {
    const query = `query ($first: Int!) { customers(first: $first) { ${times(40, (i) => `e${i}: edges { node { providerCustomers { customer { id firstName lastName email } } } }`)} } }`;
    expect(await ask(query, { first: 1 })).not.toHaveProperty('errors');
    expect((await ask(query, { first: 100 })).errors?.[0]?.extensions.code).toBe('QUERY_TOO_EXPENSIVE');
    expect(await ask(query, { first: 1 })).not.toHaveProperty('errors');
  });
});

test('an estimate is made anew where variables decide what is left out', async () => {
  const costly = `customers(first: 100) { ${times(40, (i) => `e${i}: edges { node { providerCustomers { customer { id firstName lastName email } } } }`)} }`;
  const query = `query ($all: Boolean!) { providers { provider } ... @include(if: $all) { ${costly} } }`;
  expect(await ask(query, { all: false })).not.toHaveProperty('errors');
  expect((await ask(query, { all: true })).errors?.[0]?.extensions.code).toBe('QUERY_TOO_EXPENSIVE');
});

describe('within the limits are', () => {
  test("GraphiQL's introspection and all its tabs", async () => {
    const { data } = await ask(getIntrospectionQuery());
    expect(() => buildClientSchema(data as never)).not.toThrow();
    for (const { query, variables } of exampleTabs(providerDefinitions)) {
      const { errors } = await ask(query, JSON.parse(variables || '{}'));
      expect(errors).toBeUndefined();
    }
  });

  test('a batch of 1,000 entities with their links and all fields', async () => {
    const input = { ...person(), reference: randomUUID() };
    await ask(`mutation ($input: CreateCustomerInput!) { ${create} }`, { input });
    const fields = 'id reference firstName lastName email phone company dateOfBirth description createdAt updatedAt';
    const address = 'address { line1 line2 line3 city state postalCode country } metadata { key value json }';
    const links =
      'providerCustomers { provider account mode externalId createdAt providerCreatedAt isCurrent details }';
    const representations = Array.from({ length: 1_000 }, () => ({
      __typename: 'Customer',
      reference: input.reference,
    }));
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer { ${fields} ${address} ${links} } } }`;
    const { data, errors } = await ask(query, { representations });
    expect(errors).toBeUndefined();
    expect(data?._entities).toHaveLength(1_000);
  });
});

describe('while a request is carried out', () => {
  test('its fields are counted, whatever the estimate was, and the error comes once', async () => {
    const small = await started({ MAX_ANSWER_FIELDS: '200' });
    const fields = times(20, (i) => `n${i}: title`);
    const { errors } = await ask(`{ providers { ${fields} } again: providers { ${fields} } }`, {}, small);
    expect(errors).toMatchObject([
      { extensions: { code: 'ANSWER_TOO_LARGE' }, message: expect.stringMatching(/200 fields/) },
    ]);
    expect(await ask('{ providers { provider } }', {}, small)).not.toHaveProperty('errors');
  });

  test('the length of its texts is counted', async () => {
    const small = await started({ MAX_ANSWER_CHARACTERS: '10000' });
    const input = { ...person(), reference: 'long', description: 'x'.repeat(6_000) };
    await ask(`mutation ($input: CreateCustomerInput!) { ${create} }`, { input }, small);
    const one = 'customerByReference(reference: "long") { description }';
    expect(await ask(`{ ${one} }`, {}, small)).not.toHaveProperty('errors');
    const { errors } = await ask(`{ a: ${one} b: ${one} }`, {}, small);
    expect(errors).toMatchObject([{ extensions: { code: 'ANSWER_TOO_LARGE' } }]);
  });

  test('nothing more is begun once its time is over', async () => {
    const hasty = await started({ REQUEST_TIMEOUT_MS: '1000' });
    hasty.app.emulator?.faults.inject('STAX', {
      operationId: 'createCustomer',
      times: 9,
      fault: { kind: 'latency', ms: 600 },
    });
    const query = `mutation ($input: CreateCustomerInput!) { ${times(5, (i) => `m${i}: ${create}`)} }`;
    const { errors } = await ask(query, { input: person() }, hasty);
    expect(errors).toMatchObject([{ extensions: { code: 'REQUEST_TIMEOUT' } }]);
    expect(recordsAt('STAX', hasty)).toBe(2);
  });

  test('nothing more is begun once the client has gone', async () => {
    const before = recordsAt('STAX');
    running.app.emulator?.faults.inject('STAX', {
      operationId: 'createCustomer',
      times: 9,
      fault: { kind: 'latency', ms: 300 },
    });
    const query = `mutation ($input: CreateCustomerInput!) { ${times(9, (i) => `m${i}: ${create}`)} }`;
    const body = JSON.stringify({ query, variables: { input: person() } });
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    await expect.poll(() => recordsAt('STAX'), { timeout: 10_000 }).toBeGreaterThan(before);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(recordsAt('STAX') - before).toBeLessThanOrEqual(3);
    running.app.emulator?.faults.clear('STAX');
  });
});

describe('in production', () => {
  const production = { NODE_ENV: 'production', DATABASE_URL: '', EMULATOR: 'off', STAX_API_KEY: 'key' };

  test('neither introspection nor GraphiQL is served, and no names of the schema are suggested', async () => {
    const app = await started(production);
    const { errors } = await ask('{ __schema { types { name } } }', {}, app);
    // Not of a setting of Apollo Server, which whoever runs this service does not have.
    expect(errors?.[0]?.message).toBe('This server does not tell its schema: introspection is off.');
    expect((await ask('{ provider { name } }', {}, app)).errors?.[0]?.message).not.toMatch(/Did you mean/);
    for (const path of ['/', '/graphql']) {
      expect((await fetch(app.url + path, { headers: { accept: 'text/html' } })).status).toBe(404);
    }
    expect(await ask('{ _service { sdl } }', {}, app)).not.toHaveProperty('errors');
  });

  test('both are, when they are switched on', async () => {
    const app = await started({ ...production, INTROSPECTION: 'on', GRAPHIQL: 'on' });
    expect(await ask('{ __schema { types { name } } }', {}, app)).not.toHaveProperty('errors');
    const page = await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html' } });
    expect([page.status, page.url]).toEqual([200, `${app.url}/`]);
  });
});
