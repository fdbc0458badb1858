import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  buildSchema,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
} from 'graphql';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import type { Fault } from '../../src/emulator/faults.js';
import { type RunningApp, startApp } from '../support/app.js';
import { type Collector, startCollector } from '../support/collector.js';
import { expireLeases } from '../support/expire-leases.js';
import { errorBody } from '../support/services.js';

/*
 * Every value that a caller, an operator or the configuration gives in secret or about a person is a canary here. It goes
 * through every operation, every fault and every failure of the database, with all log levels and traces on. None may turn
 * up in a log, a metric or a span, nor in an error that quotes what it complains of.
 */

/** Each is part of every canary, in some case or other; the first also as JSON has bytes. */
const canary = /zqx|122,113,120|2025550143|202-555-0143|1987-06-05/i;
/** Part of credentials alone. */
const secret = /zqxSecret/i;

const sharedSecret = 'zqxSecretOfTheGateway';
const credentials = Object.fromEntries(
  providerDefinitions.flatMap(({ name, settings }) =>
    settings
      .filter(({ values, required }) => values === undefined && required)
      .map((setting) => [`${name}_${setting.name}`, `zqxSecret${name}${setting.name}`]),
  ),
);

let emulator: Emulator;
let collector: Collector;
let running: RunningApp;
let schema: GraphQLSchema;
let log = '';
const answers: string[] = [];

beforeAll(async () => {
  [emulator, collector] = await Promise.all([startEmulator({ providers: providerDefinitions }), startCollector()]);
  const tracing = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '10',
  };
  for (const [name, value] of Object.entries(tracing)) vi.stubEnv(name, value);
  const at = providerDefinitions.flatMap(({ name }) => [
    [`${name}_BASE_URL`, emulator.baseUrl(name)],
    [`${name}_TIMEOUT_MS`, '400'],
    [`${name}_FAILED_REQUESTS_PER_MINUTE`, '1000000'],
    [`${name}_RATE_LIMIT_PER_MINUTE`, '1000000'],
  ]);
  running = await startApp(
    {
      ...tracing,
      ...credentials,
      ...Object.fromEntries(at),
      EMULATOR: 'off',
      RECOVERY_INTERVAL_MS: '20',
      SUBGRAPH_SHARED_SECRET: sharedSecret,
    },
    pino(
      { level: 'trace' },
      new Writable({
        write(chunk, _, done) {
          log += chunk;
          done();
        },
      }),
    ),
  );
  schema = buildSchema(await readFile('schema/subgraph.graphql', 'utf8'), { assumeValid: true, assumeValidSDL: true });
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await running?.stop();
  await Promise.all([emulator?.close(), collector?.close()]);
});

const headers = {
  'content-type': 'application/json',
  'router-authorization': sharedSecret,
  'user-agent': 'zqxAgent',
  'apollographql-client-name': 'zqxClient',
  baggage: 'zqxBaggage=zqx',
  cookie: 'zqx=Cookie',
  'idempotency-key': 'zqxHeaderKey',
};

interface Answer {
  readonly status: number;
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null;
  readonly errors?: readonly object[];
}

async function post(body: string, more: Record<string, string> = {}, path = '/graphql'): Promise<Answer> {
  const answer = await fetch(running.url + path, { method: 'POST', headers: { ...headers, ...more }, body });
  const text = await answer.text();
  answers.push(text);
  return { status: answer.status, ...(text.startsWith('{') ? (JSON.parse(text) as object) : {}) };
}

/** Sends these bytes, and resolves to all that comes back until the server ends the connection. */
const raw = (bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let received = '';
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });

const ask = (query: string, variables?: object) => post(JSON.stringify({ query, variables }));

let people = 0;
/** Everything that can be said of a person. */
function person() {
  people += 1;
  const text = (name: string) => `zqx${name}${people}`;
  return {
    reference: text('Reference'),
    firstName: text('First'),
    lastName: text('Last'),
    email: `${text('Mail')}@zqxmail.example.com`,
    phone: '+12025550143',
    company: text('Company'),
    dateOfBirth: '1987-06-05',
    description: text('Description'),
    address: {
      line1: text('Line'),
      line2: text('Line'),
      city: text('City'),
      state: 'IL',
      postalCode: text('Code'),
      country: 'US',
    },
    metadata: [{ key: text('Key'), value: text('Value') }],
    idempotencyKey: text('Idempotency'),
    requestClientToken: true,
  };
}

const create = `mutation ($input: CreateCustomerInput!, $provider: Provider!) {
  createCustomer(input: $input, provider: $provider) {
    __typename
    ... on CreateCustomerError { message }
    ... on InvalidCustomerInputError { violations { message } }
  }
}`;
async function createAt(provider: string, input: object): Promise<string> {
  const { data } = await ask(create, { input, provider });
  return String(data?.createCustomer?.__typename);
}

/** An argument or an input in the words of GraphQL, with canaries wherever there is a text. */
function literal(type: GraphQLInputType, name: string, depth = 0): string {
  if (isNonNullType(type)) return literal(type.ofType, name, depth);
  if (isListType(type)) return `[${literal(type.ofType, name, depth)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(({ type: field }) => depth < 3 || isNonNullType(field));
    return `{ ${fields.map((field) => `${field.name}: ${literal(field.type, field.name, depth + 1)}`).join(', ')} }`;
  }
  if (type.name === 'Int' || type.name === 'Float') return '1';
  if (type.name === 'Boolean') return 'true';
  if (type.name === '_Any') return '{ __typename: "Customer", id: "zqxEntity", reference: "zqxEntity" }';
  return JSON.stringify(`zqxLiteral${name}`);
}

/** What an operator says of himself and of a creation, and the ids of a provider: these are logged on purpose. */
const logged = new Set(['operator', 'reason', 'externalId']);

function selection(type: GraphQLOutputType, depth = 0): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (isUnionType(named)) {
    return ` { __typename ${named
      .getTypes()
      .map((member) => `... on ${member.name}${selection(member, depth + 1)}`)
      .join(' ')} }`;
  }
  const fields = Object.values(named.getFields()).filter(
    (field) =>
      field.args.every(({ type: arg }) => !isNonNullType(arg)) &&
      (depth < 2 || !isCompositeType(getNamedType(field.type))),
  );
  // Members of a union may have fields of one name and different types.
  return ` { __typename ${fields.map((field) => `${named.name}_${field.name}: ${field.name}${selection(field.type, depth + 1)}`).join(' ')} }`;
}

describe('canaries', () => {
  const ends = new Set<string>();

  it.each(providerDefinitions.map(({ name }) => name))(
    'of creations at %s, whatever goes wrong',
    { timeout: 120_000 },
    async (name) => {
      const definition = providerDefinitions.find((each) => each.name === name);
      const first = person();
      ends.add(await createAt(name, first));
      ends.add(await createAt(name, first));
      ends.add(await createAt(name, { ...first, email: 'zqxOther@example.com' }));
      ends.add(await createAt(name, { reference: first.reference, email: 'zqxNo Address' }));
      ends.add(await createAt(name, { ...person(), metadata: [{ key: 'zqx'.repeat(300), value: 'zqx'.repeat(900) }] }));
      ends.add(await createAt(name, { ...person(), phone: 'zqxPhone', phoneCountry: 'ZQ', dateOfBirth: 'zqxDate' }));
      ends.add(await createAt(name, { ...person(), customerId: 'zqxCustomer' }));
      ends.add(await createAt(name, { ...person(), account: 'zqxAccount' }));

      const said = `zqxSaid of zqxMail@zqxmail.example.com, +12025550143, with ${Object.values(credentials).join()}`;
      const answered = (status: number): Fault => ({ kind: 'status', status, body: errorBody(name, said) });
      const faults: Fault[] = [
        ...Object.keys(definition?.emulator.failures ?? {}).map(
          (failure): Fault => ({ kind: 'answer', name: failure }),
        ),
        ...[400, 401, 404, 409, 422, 429, 500, 503].map(answered),
        { kind: 'status', status: 400, body: said },
        { kind: 'status', status: 302, headers: { location: `http://127.0.0.1:1/${encodeURIComponent(said)}` } },
        { kind: 'status', status: 429, body: {}, headers: { 'retry-after': 'zqxLater' } },
        { kind: 'status', status: 200, body: { id: { zqx: said }, customer_id: said, error: said } },
        { kind: 'html', status: 502 },
        { kind: 'empty', status: 500 },
        { kind: 'hang' },
        { kind: 'reset', recorded: false },
        { kind: 'reset', recorded: true },
        { kind: 'truncated' },
        { kind: 'slow-body', ms: 600 },
        { kind: 'malformed-json' },
        { kind: 'no-id' },
        { kind: 'wrong-type' },
      ];
      for (const fault of faults) {
        emulator.faults.inject(name, { operationId: 'createCustomer', fault });
        ends.add(await createAt(name, person()));
        emulator.faults.clear(name);
        // Or the circuit breaker would keep the next one from being sent.
        ends.add(await createAt(name, person()));
      }
      // Recovery meets the same.
      for (const fault of faults) emulator.faults.inject(name, { fault });
      await hurryRecovery();
      emulator.faults.clear(name);
      await hurryRecovery();
    },
  );

  it('of every operation of the schema, as literals and as variables', { timeout: 60_000 }, async () => {
    const kinds = [
      ['query', schema.getQueryType()],
      ['mutation', schema.getMutationType()],
    ] as const;
    let asked = 0;
    for (const [kind, root] of kinds) {
      for (const field of Object.values(root?.getFields() ?? {})) {
        const args = field.args.filter(({ name }) => !logged.has(name));
        const given = args.map(({ name, type }) => `${name}: ${literal(type, name)}`).join(', ');
        const called = `${field.name}${given && `(${given})`}`;
        await ask(`${kind} { ${called}${selection(field.type)} }`);
        await ask(`${kind} { ${called} { noSuchField } }`);
        const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
        const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
        if (args.length > 0) {
          const query = `${kind} Named(${declared}) { ${field.name}(${passed})${selection(field.type)} }`;
          const wrong = ['zqxVariable', { noSuchMember: 'zqxVariable' }, ['zqxVariable'], 12_025_550_143];
          for (const value of wrong) await ask(query, Object.fromEntries(args.map(({ name }) => [name, value])));
        }
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(10);
  });

  it('of requests that are none', async () => {
    await post('{"query": "zqxBody');
    await post('zqxBody', { 'content-type': 'text/zqx' });
    await post(JSON.stringify({ query: 'query zqx {' }));
    await post(JSON.stringify({ query: '{ customer(id: "zqx) { id } }' }));
    await post(
      JSON.stringify({ query: '{ __typename }', operationName: 'noSuchOperation', extensions: { zqx: 'zqx' } }),
    );
    await post(JSON.stringify([{ query: '{ noSuchField }' }]));
    await post('{}', { 'router-authorization': 'zqxWrongSecret' });
    await post('{}', { authorization: 'Bearer zqxToken' });
    await post('{}', { traceparent: 'zqx', 'x-request-id': 'zqx Request' });
    await post('{}', {}, '/zqxPath?zqx=zqx');
    await post(JSON.stringify({ query: `{ ${'a: __typename '.repeat(3_000)} noSuchField }` }));
    const query = encodeURIComponent('{ customerByReference(reference: "zqxReference1") { id } noSuchField }');
    for (const path of [`/graphql?query=${query}`, '/graphiql/zqx', '/..%2fzqx', '/zqx?zqx=zqx']) {
      const answer = await fetch(running.url + path, { headers: { ...headers, 'apollo-require-preflight': 'yes' } });
      answers.push(await answer.text());
    }
  });

  it('of bytes that are no HTTP', async () => {
    const broken = [
      'X-Id: zqx\nCookie: zqx=Cookie\r\n\r\n',
      `X-Long: ${'zqx'.repeat(10_000)}\r\n\r\n`,
      'Content-Length: zqx\r\n\r\n',
    ];
    for (const rest of broken) {
      const head = `POST /graphql?zqx HTTP/1.1\r\nHost: zqx\r\nRouter-Authorization: ${sharedSecret}\r\n`;
      answers.push(await raw(head + rest));
    }
    expect(answers.slice(-3).map((answer) => answer.slice(0, 12))).toEqual([
      'HTTP/1.1 400',
      'HTTP/1.1 431',
      'HTTP/1.1 400',
    ]);
  });

  it('of a database that refuses what it is to store, and says why', async () => {
    const { sql } = running.app.database;
    const checks = {
      customer: `CHECK (first_name NOT LIKE 'zqx%') NOT VALID`,
      customer_creation: `CHECK (reference NOT LIKE 'zqx%') NOT VALID`,
    };
    for (const [table, check] of Object.entries(checks)) {
      await sql(`ALTER TABLE ${table} ADD CONSTRAINT canary ${check}`, []);
      await createAt('VAULTERA', person());
      await sql(`ALTER TABLE ${table} DROP CONSTRAINT canary`, []);
    }
    await sql('ALTER TABLE customer RENAME TO away', []);
    await createAt('VAULTERA', person());
    await ask('{ customerByReference(reference: "zqxReference1") { id } }');
    await sql('ALTER TABLE away RENAME TO customer', []);
    await hurryRecovery();
    expect(log).toMatch(/"level":[56]0/);
  });

  it('nowhere turn up where they do not belong', async () => {
    // They all were there to be given away.
    const requests = providerDefinitions.flatMap(({ name }) => emulator.requests(name));
    expect(requests.map(({ url, body }) => url + body).join()).toMatch(/zqxMail.*zqxLine/s);
    expect([...ends].sort()).toEqual(
      [
        'CustomerAlreadyExistsError',
        'CreateCustomerSuccess',
        'IdempotencyKeyReusedError',
        'InvalidCustomerInputError',
        'ProviderAuthenticationError',
        'ProviderNotConfiguredError',
        'ProviderOutcomeUnknownError',
        'ProviderRateLimitError',
        'ProviderUnavailableError',
        'ProviderValidationError',
        'ServiceBusyError',
      ].sort(),
    );

    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    const end = randomBytes(16).toString('hex');
    await post(JSON.stringify({ query: '{ __typename }' }), { traceparent: `00-${end}-${end.slice(0, 16)}-01` });
    while (!collector.spans().some(({ traceId }) => traceId === end)) await sleep(10);
    const spans = collector.deliveries.map(({ body }) => body.toString()).join('\n');
    for (const name of ['createCustomer', 'recoverCreation', 'creation.succeed']) expect(spans).toContain(name);
    expect(metrics).toContain('customer_creations_open');

    const lines = (text: string) => text.split('\n').filter((line) => canary.test(line));
    expect(lines(log)).toEqual([]);
    expect(lines(metrics)).toEqual([]);
    expect(collector.spans().filter((span) => canary.test(JSON.stringify(span)))).toEqual([]);
    expect(canary.test(spans)).toBe(false);

    expect(answers.filter((answer) => secret.test(answer))).toEqual([]);
    const errors = answers
      .filter((answer) => answer.startsWith('{'))
      .flatMap((answer) => (JSON.parse(answer) as Answer).errors ?? []);
    expect(errors.filter((error) => canary.test(JSON.stringify(error)))).toEqual([]);
    const violations = answers.flatMap((answer) => answer.match(/"violations":\[[^\]]*\]/g) ?? []);
    expect(violations.length).toBeGreaterThan(5);
    expect(violations.filter((each) => canary.test(each))).toEqual([]);
  });

  /** Has recovery look now, a few times, for what it would look for in a while. */
  async function hurryRecovery(): Promise<void> {
    for (let round = 0; round < 10; round += 1) {
      await running.app.database.sql(expireLeases(`state = 'UNKNOWN'`), []);
      await sleep(40);
    }
  }
});
