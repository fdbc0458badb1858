import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import {
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';
import { type Collector, type ReceivedSpan, startCollector, tree } from '../support/collector.js';
import { errorBody } from '../support/services.js';

const [internal, server, client] = [1, 2, 3];

let collector: Collector;
let running: RunningApp;

/** The SDK reads its settings from the environment itself, so they are given to both. */
async function start(settings: Record<string, string>): Promise<void> {
  collector = await startCollector();
  const all = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    RECOVERY_INTERVAL_MS: '20',
    ...settings,
  };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  running = await startApp(all);
}

async function stop(): Promise<void> {
  vi.unstubAllEnvs();
  await running.stop();
  await collector.close();
}

type Result = CreateCustomerMutation['createCustomer'];
async function create(input: object, provider: string, headers: Record<string, string>): Promise<Result> {
  const variables = { input, provider } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables, headers);
  expect(errors).toBeUndefined();
  return data?.createCustomer as Result;
}

/** As a gateway does that traces its own work. */
function calledByGateway() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01` } };
}

/** Has recovery look at once for what it would look for in a while, until nothing is left to do. */
async function recovered(): Promise<void> {
  const hurry = `
    UPDATE customer_creation SET next_attempt_at = now() WHERE state IN ('IN_FLIGHT', 'UNKNOWN') RETURNING id`;
  while ((await running.app.database.sql(hurry, [])).length > 0) await sleep(20);
}

describe('as http/json', () => {
  beforeAll(() =>
    start({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', SOAP_API_KEY: 'key', SOAP_BASE_URL: 'http://127.0.0.1:1' }),
  );
  afterAll(stop);

  /** All spans of a trace, once that of the request, which ends last, has arrived. */
  async function traceOf({ traceId }: { traceId: string }): Promise<ReceivedSpan[]> {
    for (;;) {
      const spans = collector.spans().filter((span) => span.traceId === traceId);
      if (spans.some(({ kind }) => kind === server)) return spans;
      await sleep(10);
    }
  }
  const named = (name: string, spans: readonly ReceivedSpan[]) => spans.find((span) => span.name === name);

  test('a creation is a tree in the trace of the gateway', async () => {
    const gateway = calledByGateway();
    await create({ reference: 'tree', firstName: 'Asha', company: 'Rao Ltd' }, 'STAX', gateway.headers);
    const spans = await traceOf(gateway);
    expect(tree(spans, gateway.spanId)).toEqual([
      'mutation',
      '  createCustomer',
      '    customer.target',
      '    creation.begin',
      '    GET /customer',
      '    POST /customer',
      '    creation.succeed',
      '  customer.byIds',
    ]);
    expect(named('mutation', spans)).toMatchObject({
      kind: server,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
        'graphql.operation.type': 'mutation',
        'graphql.operation.name': 'CreateCustomer',
      },
    });
    expect(named('createCustomer', spans)).toMatchObject({
      kind: internal,
      attributes: {
        'payment_provider.name': 'STAX',
        'payment_provider.account': 'default',
        'customer_creation.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'customer_creation.attempts': 1,
        'customer_creation.outcome': 'succeeded',
      },
      status: { code: 0 },
    });
    expect(named('POST /customer', spans)).toMatchObject({
      kind: client,
      attributes: {
        'payment_provider.name': 'STAX',
        'payment_provider.account': 'default',
        'payment_provider.sending': 'answered',
        'http.request.method': 'POST',
        'http.response.status_code': 201,
        'url.template': '/customer',
        'server.address': '127.0.0.1',
      },
      status: { code: 0 },
    });
    expect(named('creation.begin', spans)).toMatchObject({
      kind: client,
      attributes: { 'db.system.name': 'postgresql', 'db.query.summary': 'creation.begin' },
    });
    expect(collector.resource()).toMatchObject({ 'service.name': 'unified-customers' });
  });

  test('each try of a call is a span, and says how it ended', async () => {
    const gateway = calledByGateway();
    const fault = { kind: 'reset', recorded: true } as const;
    running.app.emulator?.faults.inject('JUSPAY', { operationId: 'createCustomer', fault });
    const person = { reference: 'tried-twice', firstName: 'Asha', phone: '+12025550143', email: 'a@example.com' };
    expect(await create(person, 'JUSPAY', gateway.headers)).toMatchObject({ created: true });
    const calls = (await traceOf(gateway)).filter(({ attributes }) => 'url.template' in attributes);
    expect(calls).toMatchObject([
      {
        attributes: { 'payment_provider.sending': 'unknown', 'error.type': 'outcome-unknown' },
        status: { code: 2, message: expect.stringMatching(/^the connection failed/) },
      },
      {
        name: calls[0]?.name,
        attributes: {
          'payment_provider.sending': 'answered',
          'http.request.resend_count': 1,
          'http.response.status_code': 400,
          'error.type': '400',
        },
        status: { code: 2 },
      },
      { name: expect.stringMatching(/^GET \/.*\{/), status: { code: 0 } },
    ]);
    expect(calls[0]?.attributes).not.toHaveProperty('http.request.resend_count');
  });

  // A PostgreSQL has either real accounts or emulated ones, and this needs both.
  test.skipIf(process.env.TEST_DATABASE_URL)('what was not sent says why', async () => {
    const gateway = calledByGateway();
    await create({ firstName: 'Asha', lastName: 'Rao', email: 'asha.rao@example.com' }, 'SOAP', gateway.headers);
    const spans = await traceOf(gateway);
    expect(spans.find(({ attributes }) => 'url.template' in attributes)).toMatchObject({
      attributes: { 'payment_provider.sending': 'not-sent', 'error.type': 'refused', 'server.port': 1 },
      status: { code: 2, message: 'no connection could be made (ECONNREFUSED)' },
    });
    expect(named('createCustomer', spans)).toMatchObject({
      attributes: { 'customer_creation.outcome': 'unavailable', 'error.type': 'unavailable' },
      status: { code: 2 },
    });
  });

  test('recovery is a trace of its own, about the same creation', async () => {
    const gateway = calledByGateway();
    running.app.emulator?.faults.inject('STAX', {
      operationId: 'createCustomer',
      fault: { kind: 'reset', recorded: true },
    });
    const result = await create({ reference: 'recovered', firstName: 'Asha' }, 'STAX', gateway.headers);
    if (result.__typename !== 'ProviderOutcomeUnknownError') throw new Error(result.__typename);
    expect(named('createCustomer', await traceOf(gateway))).toMatchObject({
      attributes: { 'customer_creation.id': result.creation.id, 'customer_creation.outcome': 'unknown' },
      status: { code: 2 },
    });
    await recovered();
    while (!named('recoverCreation', collector.spans())) await sleep(10);
    const recovery = named('recoverCreation', collector.spans());
    const spans = collector.spans().filter(({ traceId }) => traceId === recovery?.traceId);
    expect(tree(spans)).toEqual(['recoverCreation', '  creation.renewLease', '  GET /customer', '  creation.succeed']);
    expect(recovery).toMatchObject({
      kind: internal,
      attributes: {
        'payment_provider.name': 'STAX',
        'payment_provider.account': 'default',
        'customer_creation.id': result.creation.id,
        'customer_creation.attempts': 1,
        'customer_creation.outcome': 'succeeded',
      },
    });
  });

  test('a replay says which creation it is of', async () => {
    const [first, second] = [calledByGateway(), calledByGateway()];
    const input = { firstName: 'Asha', idempotencyKey: 'twice' };
    await create(input, 'STAX', first.headers);
    await create(input, 'STAX', second.headers);
    const original = named('createCustomer', await traceOf(first));
    expect(original?.attributes['customer_creation.id']).toMatch(/./);
    expect(named('createCustomer', await traceOf(second))?.attributes).toEqual(original?.attributes);
  });

  test('a request that cannot be executed says why', async () => {
    const gateway = calledByGateway();
    await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...gateway.headers },
      body: JSON.stringify({ query: '{ nothing }' }),
    });
    expect(await traceOf(gateway)).toMatchObject([
      { name: 'GraphQL Operation', attributes: { 'error.type': 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
  });
});

/** The specification's. */
const byDefault = 'http/protobuf';

describe.each([byDefault, 'http/json'])('as %s', (protocol) => {
  test('neither personal data nor a secret is exported', async () => {
    await start({
      ...(protocol === byDefault ? {} : { OTEL_EXPORTER_OTLP_PROTOCOL: protocol }),
      EMULATOR: 'all',
      STAX_API_KEY: 'zqxStaxKey',
      SUBGRAPH_SHARED_SECRET: 'zqxSharedSecretOfTheGateway',
    });
    const gateway = calledByGateway();
    const headers = { ...gateway.headers, 'router-authorization': 'zqxSharedSecretOfTheGateway' };
    const everything = {
      firstName: 'zqxFirst',
      lastName: 'zqxLast',
      phone: '+12025550143',
      company: 'zqxCompany',
      dateOfBirth: '1990-02-28',
      description: 'zqxDescription',
      address: {
        line1: 'zqxLine1',
        line2: 'zqxLine2',
        line3: 'zqxLine3',
        city: 'zqxCity',
        state: 'IL',
        postalCode: 'zqx627',
        country: 'US',
      },
      metadata: [{ key: 'zqxKey', value: 'zqxValue' }],
      requestClientToken: true,
    };
    const someone = (name: string) => ({
      ...everything,
      reference: `zqxReference${name}`,
      email: `zqxMail${name}@example.com`,
      idempotencyKey: `zqxIdempotency${name}`,
    });
    const emulator = running.app.emulator;
    if (!emulator) throw new Error('Nothing is emulated');
    const nobody = randomUUID();
    const ends = new Set<string>();
    const externalIds: string[] = [];
    for (const { name } of providerDefinitions) {
      const attempt = async (input: object) => {
        const result = await create(input, name, headers);
        ends.add(result.__typename);
        if (result.__typename === 'CreateCustomerSuccess') externalIds.push(result.providerCustomer.externalId);
      };
      await attempt(someone(name));
      await attempt(someone(name));
      await attempt({ reference: `zqxReference${name}`, email: 'zqxNoAddress' });
      await attempt({ ...someone(name), customerId: nobody, idempotencyKey: undefined });
      await attempt({ ...someone(`Nowhere${name}`), account: 'zqxAccount' });
      const refusal = { kind: 'status', status: 400, body: errorBody(name, 'zqxMail is taken') } as const;
      emulator.faults.inject(name, { operationId: 'createCustomer', fault: refusal });
      await attempt(someone(`Refused${name}`));
      const lost = { kind: 'reset', recorded: true } as const;
      emulator.faults.inject(name, { operationId: 'createCustomer', times: Number.POSITIVE_INFINITY, fault: lost });
      await attempt(someone(`Lost${name}`));
      emulator.faults.clear(name);
    }
    await recovered();
    const send = (request: object) =>
      fetch(`${running.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'zqxHeader', ...headers },
        body: JSON.stringify(request),
      });
    const inline = '{ createCustomer(provider: STAX, input: { firstName: "zqxInline" }) { __typename } }';
    await send({ query: `mutation ${inline}` });
    await send({ query: 'query zqxBroken {' });
    await send({ query: '{ zqxField }' });
    await send({ query: '{ __typename }', operationName: 'zqxOperation' });
    await send({ query: 'query($id: ID!) { customer(id: $id) { id } }', variables: { id: { zqx: 1 } } });
    const found = `query=${encodeURIComponent('{ customerByReference(reference: "zqxReferenceSTAX") { id } }')}`;
    await fetch(`${running.url}/graphql?${found}`, { headers: { ...headers, 'apollo-require-preflight': 'yes' } });
    const sent = providerDefinitions.flatMap(({ name }) => emulator.requests(name));
    await stop();

    expect([...ends].sort()).toEqual([
      'CreateCustomerSuccess',
      'CustomerNotFoundError',
      'InvalidCustomerInputError',
      'ProviderNotConfiguredError',
      'ProviderOutcomeUnknownError',
      'ProviderValidationError',
    ]);
    // It was all there to be given away.
    expect(sent.map(({ url, body }) => url + body).join()).toMatch(/zqxMail.*zqxLine1/s);
    expect(sent.filter(({ headers }) => headers.traceparent ?? headers.tracestate ?? headers.baggage)).toEqual([]);

    const type = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';
    expect(new Set(collector.deliveries.map(({ headers }) => headers['content-type']))).toEqual(new Set([type]));
    const exported = Buffer.concat(collector.deliveries.map(({ body }) => body));
    for (const { name } of providerDefinitions) expect(exported.includes(name)).toBe(true);
    for (const name of ['createCustomer', 'recoverCreation', 'creation.succeed', 'url.template']) {
      expect(exported.includes(name)).toBe(true);
    }
    const traceId = protocol === 'http/json' ? gateway.traceId : Buffer.from(gateway.traceId, 'hex');
    expect(exported.includes(traceId)).toBe(true);

    const text = exported.toString('latin1');
    expect(text).not.toMatch(/zqx/i);
    for (const value of ['2025550143', '555-0143', '1990-02-28', nobody, ...externalIds])
      expect(text).not.toContain(value);
  });
});
