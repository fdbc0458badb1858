import { Writable } from 'node:stream';
import { generateKeyPair } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { buildSubgraph } from '../../src/graphql/schema.js';
import { type RunningApp, startApp } from '../support/app.js';
import { startCollector } from '../support/collector.js';
import { type Issuer, startIssuer, type TokenOptions } from '../support/issuer.js';

/** The subgraph checks tokens itself: who gets in, and who may do what. */

let issuer: Issuer;
let running: RunningApp;
beforeAll(async () => {
  issuer = await startIssuer();
  running = await startApp(issuer.settings);
});
afterAll(async () => {
  await running?.stop();
  await issuer?.stop();
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

async function send(query: string, headers: Record<string, string> = {}, app = running): Promise<Answer> {
  const answer = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: answer.status, headers: answer.headers, errors: [], ...((await answer.json()) as object) };
}

const bearer = async (scope: string, options?: TokenOptions) => ({
  authorization: `Bearer ${await issuer.token(scope, options)}`,
});
const ask = async (query: string, scope: string): Promise<Answer> => send(query, await bearer(scope));
const metricsOf = async (app = running) => (await fetch(`${app.url}/metrics`)).text();
const sentToStax = () => running.app.emulator?.requests('STAX').length;

describe('who has no good token is refused, before the request is read', () => {
  const isChallenged = ({ status, headers, errors }: Answer, challenge: RegExp) => {
    expect([status, errors[0]?.extensions?.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(headers.get('www-authenticate')).toMatch(challenge);
  };

  it('no token', async () => {
    isChallenged(await send('{ __typename }'), /^Bearer$/);
    isChallenged(await send('{ __typename }', { authorization: 'Basic YTpi' }), /^Bearer$/);
    isChallenged(await send('{ __typename }', { authorization: 'Bearer' }), /^Bearer$/);
  });

  it('two of them', async () => {
    const { authorization } = await bearer('customers:read');
    const answer = await fetch(`${running.url}/graphql?query={__typename}`, {
      headers: [
        ['authorization', authorization],
        ['authorization', authorization],
        ['apollo-require-preflight', 'true'],
      ],
    });
    expect(answer.status).toBe(401);
  });

  it.each<[string, () => Promise<TokenOptions>, RegExp]>([
    ['expired', async () => ({ claims: { exp: 1 } }), /"The token has expired"$/],
    ['for another audience', async () => ({ claims: { aud: 'orders' } }), /claim aud/],
    ['of another issuer', async () => ({ claims: { iss: 'https://evil.example.com' } }), /claim iss/],
    ['forged', async () => ({ key: (await generateKeyPair('ES256')).privateKey }), /signature/],
    ['of HS256', async () => ({ key: new Uint8Array(32), header: { alg: 'HS256' } }), /algorithm/],
    ['of more than 8 KiB', async () => ({ claims: { long: 'x'.repeat(8 * 1024) } }), /more than 8192 characters/],
  ])('a token that is %s', async (_, options, reason) => {
    const answer = await send('{ __typename }', await bearer('customers:read', await options()));
    isChallenged(answer, /^Bearer error="invalid_token", error_description="/);
    isChallenged(answer, reason);
  });

  it('what is no token', async () => {
    isChallenged(await send('{ __typename }', { authorization: 'Bearer abc' }), /error="invalid_token"/);
  });

  it('also where the body is no request at all', async () => {
    const answer = await fetch(`${running.url}/graphql`, { method: 'POST', body: 'x'.repeat(2_000_000) });
    expect(answer.status).toBe(401);
  });

  it('each is counted by its reason', async () => {
    const metrics = await metricsOf();
    for (const reason of ['token-missing', 'token-expired', 'token-invalid']) {
      expect(metrics).toMatch(new RegExp(`graphql_requests_unauthenticated_total\\{reason="${reason}"\\} [1-9]`));
    }
  });
});

test('who has a good one is let in, however `Bearer` is written', async () => {
  const { authorization } = await bearer('');
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const headers = { authorization: authorization.replace('Bearer', scheme) };
    expect(await send('{ __typename }', headers)).toMatchObject({ status: 200, data: { __typename: 'Query' } });
  }
});

test('probes, metrics and GraphiQL need none', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/']) {
    const answer = await fetch(running.url + path);
    expect(answer.status).toBe(200);
    // A page that nobody reads to its end would keep its connection busy, and so the server from closing.
    await answer.text();
  }
});

const nowhere = '018f0000-0000-7000-8000-000000000000';
const [create, read, list, review] = [
  'customers:create',
  'customers:read',
  'customers:list',
  'customers:review',
] as const;
const allScopes: readonly string[] = [create, read, list, review];

/** Of every root field: a selection, and the scopes of which a token needs all of one group. */
const rootFields: Readonly<Record<string, readonly [selection: string, ...groups: (readonly string[])[]]>> = {
  providers: ['providers { provider }', []],
  customer: [`customer(id: "${nowhere}") { id }`, [read]],
  customerByReference: ['customerByReference(reference: "x") { id }', [read]],
  providerCustomer: ['providerCustomer(provider: STAX, externalId: "x") { externalId }', [read]],
  customers: ['customers { edges { cursor } }', [read, list]],
  customerCreation: [`customerCreation(id: "${nowhere}") { id }`, [create], [read], [review]],
  customerCreations: ['customerCreations { edges { cursor } }', [review]],
  _entities: [
    `_entities(representations: [
      { __typename: "Customer", id: "${nowhere}" }
      { __typename: "Customer", reference: "x" }
      { __typename: "ProviderCustomer", provider: "STAX", account: "default", externalId: "x" }
    ]) { __typename }`,
    [read],
  ],
  _service: ['_service { sdl }', []],
  createCustomer: ['createCustomer(provider: STAX, input: { lastName: "Doe" }) { __typename }', [create]],
  createCustomerAtProviders: [
    'createCustomerAtProviders(providers: [STAX], input: { lastName: "Doe" }) { __typename }',
    [create],
  ],
  retryCustomerCreation: [`retryCustomerCreation(id: "${nowhere}") { id }`, [review]],
  resolveCustomerCreation: [`resolveCustomerCreation(id: "${nowhere}", notCreated: true) { id }`, [review]],
  clearCustomerDuplicates: [`clearCustomerDuplicates(id: "${nowhere}") { id }`, [review]],
};

describe('every root field needs its scopes, and they suffice', () => {
  const schema = buildSubgraph();
  const [queries, mutations] = [schema.getQueryType(), schema.getMutationType()].map((type) =>
    Object.keys(type?.getFields() ?? {}),
  ) as [string[], string[]];
  const subsets = Array.from({ length: 2 ** allScopes.length }, (_, bits) =>
    allScopes.filter((_, place) => bits & (2 ** place)),
  );

  it('all are known to this test', () => {
    expect([...queries, ...mutations].sort()).toEqual(Object.keys(rootFields).sort());
  });

  /** Ways to ask for a root field, and the key that it is answered under. */
  function formsOf(name: string, selection: string): [key: string, document: string][] {
    const [operation, type] = mutations.includes(name) ? ['mutation', 'Mutation'] : ['query', 'Query'];
    return [
      [name, `${operation} { ${selection} }`],
      ['alias', `${operation} { alias: ${selection} }`],
      [name, `${operation} { ... { ...Rest } } fragment Rest on ${type} { ${selection} }`],
    ];
  }

  async function expectRefusal(key: string, document: string, scopes: string, needed: readonly string[]) {
    const before = sentToStax();
    const { status, errors, data } = await ask(document, scopes);
    expect(status).toBe(200);
    expect(errors).toMatchObject([{ path: [key], extensions: { code: 'FORBIDDEN' } }]);
    for (const scope of needed) expect(errors[0]?.message).toContain(scope);
    expect(data?.[key] ?? null).toBeNull();
    expect(sentToStax()).toBe(before);
  }

  it.each([...queries, ...mutations])('%s', async (name) => {
    const [selection, ...groups] = rootFields[name] ?? [''];
    const forms = formsOf(name, selection);
    for (const scopes of subsets) {
      const given = ['openid', ...scopes].join(' ');
      if (groups.some((group) => group.every((scope) => scopes.includes(scope)))) {
        expect(await ask(forms[0]?.[1] ?? '', given)).toMatchObject({ status: 200, errors: [] });
      } else {
        for (const [key, document] of forms) await expectRefusal(key, document, given, groups.flat());
      }
    }
  });
});

test('a scope that only begins like the needed one is another', async () => {
  for (const scope of ['customers:reader', 'customers', 'customers:*', 'CUSTOMERS:READ', 'xcustomers:read']) {
    expect((await ask(`{ customer(id: "${nowhere}") { id } }`, scope)).errors[0]?.extensions?.code).toBe('FORBIDDEN');
  }
});

test('what a query may have is answered beside what it may not', async () => {
  const { data, errors } = await ask(`{ customer(id: "${nowhere}") { id } providers { provider } }`, 'openid');
  expect(data).toMatchObject({ customer: null, providers: expect.arrayContaining([{ provider: 'STAX' }]) });
  expect(errors).toMatchObject([{ path: ['customer'], message: expect.stringContaining('customers:read') }]);
});

describe('who may only create', () => {
  const creation = (selection: string, reference: string) => `mutation {
    createCustomer(provider: STAX, input: { reference: "${reference}", email: "${reference}@example.com" }) {
      ... on CreateCustomerSuccess { ${selection} }
    }
  }`;

  it('reads the answer', async () => {
    const { data, errors } = await ask(
      creation('customer { id email } providerCustomer { externalId isCurrent }', 'answered'),
      create,
    );
    expect(errors).toEqual([]);
    expect(data?.createCustomer).toMatchObject({ customer: { email: 'answered@example.com' } });
  });

  it.each([
    ['customer { providerCustomers { externalId } }', ['createCustomer', 'customer', 'providerCustomers']],
    ['alias: providerCustomer { customer { email } }', ['createCustomer', 'alias', 'customer']],
    ['providerCustomer { details }', ['createCustomer', 'providerCustomer', 'details']],
    ['providerCustomer { details @include(if: false) }', ['createCustomer', 'providerCustomer', 'details']],
  ])('gets no further: with %s nothing is begun', async (selection, path) => {
    const before = sentToStax();
    const { status, errors, data } = await ask(creation(`created ${selection}`, 'no-further'), create);
    expect([status, data]).toEqual([200, undefined]);
    expect(errors).toMatchObject([{ path, extensions: { code: 'FORBIDDEN' } }]);
    expect(sentToStax()).toBe(before);
    expect((await ask(creation(selection, 'further'), `${create} ${read}`)).errors).toEqual([]);
  });

  it('does not see whose record it is that is in the way', async () => {
    const document = `mutation {
      createCustomer(provider: STAX, input: { reference: "no-further" }) { ...Rest ...Rest }
    }
    fragment Rest on CreateCustomerResult { ... on CustomerAlreadyExistsError { existing { ...Person } } }
    fragment Person on ProviderCustomer { customer { email } }`;
    const before = sentToStax();
    expect((await ask(document, create)).errors).toMatchObject([
      { path: ['createCustomer', 'existing', 'customer'], extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(sentToStax()).toBe(before);
  });

  it('begins nothing beside what is not allowed', async () => {
    const before = sentToStax();
    const { errors } = await ask(
      `mutation {
        createCustomer(provider: STAX, input: { reference: "beside", lastName: "Doe" }) { __typename }
        retryCustomerCreation(id: "${nowhere}") { id }
      }`,
      create,
    );
    expect(errors).toMatchObject([{ path: ['retryCustomerCreation'], extensions: { code: 'FORBIDDEN' } }]);
    expect(sentToStax()).toBe(before);
  });

  it('is answered 403 where the client understands GraphQL answers', async () => {
    const headers = { accept: 'application/graphql-response+json', ...(await bearer(read)) };
    const { status } = await send(creation('created', 'forbidden'), headers);
    expect(status).toBe(403);
  });
});

test('an operator sees how creations stand, and not whose they are', async () => {
  const { errors } = await ask(
    'mutation { createCustomer(provider: STAX, input: { lastName: "Doe" }) { __typename } }',
    create,
  );
  expect(errors).toEqual([]);
  const document = '{ customerCreations(first: 1) { edges { node { status outcome { __typename } } } } }';
  const path = ['customerCreations', 'edges', 0, 'node', 'outcome'];
  const answer = await ask(document, review);
  expect(answer.errors).toMatchObject([{ path, extensions: { code: 'FORBIDDEN' } }]);
  expect(answer.data).toMatchObject({
    customerCreations: { edges: [{ node: { status: 'SUCCEEDED', outcome: null } }] },
  });
  expect((await ask(document, `${review} ${read}`)).errors).toEqual([]);
});

test('with a secret as well, a request needs both', async () => {
  const secret = 'shared-with-the-gateway';
  const both = await startApp({ ...issuer.settings, SUBGRAPH_SHARED_SECRET: secret });
  onTestFinished(() => both.stop());
  const token = await bearer(read);
  const gateway = { 'router-authorization': secret };
  expect((await send('{ __typename }', token, both)).status).toBe(401);
  expect((await send('{ __typename }', gateway, both)).status).toBe(401);
  const query = `{ customer(id: "${nowhere}") { id } customerCreation(id: "${nowhere}") { id } }`;
  expect(await send(query, { ...gateway, ...token }, both)).toMatchObject({ status: 200, errors: [] });
  const { errors } = await send(query, { ...gateway, ...(await bearer(create)) }, both);
  expect(errors).toMatchObject([{ path: ['customer'], extensions: { code: 'FORBIDDEN' } }]);
});

test('while the keys cannot be had, nobody is called a stranger', async () => {
  const down = await startIssuer();
  await down.stop();
  const app = await startApp(down.settings);
  onTestFinished(() => app.stop());
  const authorization = `Bearer ${await down.token(read)}`;
  const began = performance.now();
  for (let times = 0; times < 3; times++) {
    const answer = await send('{ __typename }', { authorization }, app);
    expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  expect(performance.now() - began).toBeLessThan(2_000);
  expect((await send('{ __typename }', {}, app)).status).toBe(401);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  expect(await metricsOf(app)).toContain('graphql_requests_unauthenticated_total{reason="keys-unavailable"} 3');
});

test('nothing of a token is in logs, metrics, traces or errors', async () => {
  let seen = '';
  const stream = new Writable({
    write(chunk, _, done) {
      seen += chunk;
      done();
    },
  });
  const collector = await startCollector();
  const traces = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '10',
  };
  // The SDK reads its settings from the environment itself.
  for (const [name, value] of Object.entries(traces)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const app = await startApp({ ...issuer.settings, ...traces }, pino({ level: 'trace' }, stream));
  let open = true;
  onTestFinished(() => (open ? app.stop() : undefined));
  const marked = { sub: 'zqxSubject', name: 'zqxName', scope: 'zqx:scope', iss: 'zqxIssuer', kid: 'zqxKey' };
  const { iss: _iss, kid, ...claims } = marked;
  const tokens = [
    await issuer.token(undefined, { claims }),
    await issuer.token(undefined, { claims: { ...claims, iss: marked.iss } }),
    await issuer.token(undefined, { claims: { ...claims, exp: 1 } }),
    await issuer.token(undefined, { claims, header: { kid } }),
    `${await issuer.token(undefined, { claims })}x`,
    'zqxNoToken',
  ];
  for (const token of tokens) {
    const answer = await send(`{ customer(id: "${nowhere}") { id } }`, { authorization: `Bearer ${token}` }, app);
    expect(answer.errors).not.toEqual([]);
    seen += JSON.stringify([answer, ...answer.headers]);
  }
  seen += await metricsOf(app);
  open = false;
  await app.stop();
  expect(collector.deliveries.length).toBeGreaterThan(0);
  seen += collector.deliveries.map(({ body }) => body).join();
  await collector.close();
  expect(seen).not.toMatch(/zqx/);
  for (const part of tokens.flatMap((token) => token.split('.'))) {
    if (part.length > 1) expect(seen).not.toContain(part);
  }
});
