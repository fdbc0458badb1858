import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

const json = 'application/json';
const graphqlResponse = 'application/graphql-response+json';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * A GET without a header that a form or image of another site cannot send is what CSRF prevention is there to refuse,
 * and these three audits send none. With such a header they hold: see below.
 */
const forbiddenByCsrfPrevention: readonly string[] = [
  'MAY accept application/x-www-form-urlencoded formatted GET requests',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
];

let running: RunningApp;
let endpoint: string;

beforeAll(async () => {
  running = await startApp();
  endpoint = `${running.url}/graphql`;
});
afterAll(() => running.stop());

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly body: {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  };
}

async function read(response: Response): Promise<Reply> {
  const body = (await response.json()) as Reply['body'];
  return { status: response.status, type: response.headers.get('content-type'), body };
}

const post = async (body: unknown, headers: Record<string, string> = {}, url = endpoint): Promise<Reply> =>
  read(await fetch(url, { method: 'POST', headers: { 'content-type': json, ...headers }, body: JSON.stringify(body) }));

const get = async (parameters: Record<string, string>, headers: Record<string, string> = {}, url = endpoint) =>
  read(await fetch(`${url}?${new URLSearchParams(parameters)}`, { headers }));

const codeOf = ({ body }: Reply) => body.errors?.[0]?.extensions?.code;

describe('the audit suite of graphql-http', () => {
  const audits = serverAudits({ url: () => endpoint });

  it.each(audits.filter(({ name }) => !forbiddenByCsrfPrevention.includes(name)))('$id $name', async ({ fn }) => {
    expect(await fn()).toMatchObject({ status: 'ok' });
  });

  it.each(forbiddenByCsrfPrevention)('not: %s', async (name) => {
    const result = await audits.find((audit) => audit.name === name)?.fn();
    expect(result).toMatchObject({ status: 'notice', response: { status: 400 } });
  });

  it.each(forbiddenByCsrfPrevention)('but with a header that prevents CSRF: %s', async (name) => {
    const fetchFn: typeof fetch = (url, init) =>
      fetch(url, { ...init, headers: { ...(init?.headers as object), 'apollo-require-preflight': 'true' } });
    const [audit] = serverAudits({ url: endpoint, fetchFn }).filter((each) => each.name === name);
    expect(await audit?.fn()).toMatchObject({ status: 'ok' });
  });
});

describe('the status goes by the content type that was negotiated', () => {
  const wrong: [string, object, string][] = [
    ['a document that cannot be parsed', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['one that is not valid', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['an operation that is not in it', { query: '{ __typename }', operationName: 'A' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['a wrong variable', { query: 'query ($id: ID!) { customer(id: $id) { id } }' }, 'BAD_USER_INPUT'],
  ];
  it.each(wrong)('%s', async (_, request, code) => {
    for (const accept of [json, '*/*', `${json}, ${graphqlResponse}`]) {
      const reply = await post(request, { accept });
      expect(reply).toMatchObject({ status: 200, type: expect.stringContaining(json) });
      expect(codeOf(reply)).toBe(code);
    }
    for (const accept of [graphqlResponse, `${graphqlResponse}, ${json};q=0.9`]) {
      const reply = await post(request, { accept });
      expect(reply).toMatchObject({ status: 400, type: expect.stringContaining(graphqlResponse) });
      expect(reply.body).not.toHaveProperty('data');
      expect(codeOf(reply)).toBe(code);
    }
  });

  it.each<[string, unknown]>([
    ['no query', { variables: {} }],
    ['a query that is no string', { query: 1 }],
    ['variables that are no object', { query: '{ __typename }', variables: [1] }],
  ])('but a request that is not well formed is refused: %s', async (_, body) => {
    expect(await post(body, { accept: json })).toMatchObject({ status: 400 });
    expect(await post(body, { accept: graphqlResponse })).toMatchObject({ status: 400 });
  });

  it('data with an error in it is a success in both', async () => {
    const request = {
      query: '{ __typename customers(first: -1) { edges { cursor } } }',
    };
    for (const accept of [json, graphqlResponse]) {
      const reply = await post(request, { accept });
      expect(reply).toMatchObject({ status: 200, body: { data: null } });
      expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    }
  });

  it('an answer in no type that the client accepts is refused', async () => {
    expect(await post({ query: '{ __typename }' }, { accept: 'text/html' })).toMatchObject({ status: 406 });
  });
});

describe('a body is UTF-8', () => {
  const query = JSON.stringify({
    query: 'mutation { createCustomer(provider: STAX, input: { lastName: "Müller" }) { __typename } }',
  });
  const send = (body: RequestInit['body'], type: string) =>
    fetch(endpoint, { method: 'POST', headers: { 'content-type': type }, body });
  const sentToStax = () => running.app.emulator?.requests('STAX').length;

  it.each([json, `${json}; charset=utf-8`, `${json};charset="UTF-8"`, `${json}; charset=utf8`])('%s', async (type) => {
    expect((await send(query, type)).status).toBe(200);
  });

  it.each([
    ['is in ISO 8859-1', Buffer.from(query, 'latin1'), json, 400],
    ['is in ISO 8859-1, and says it', Buffer.from(query, 'latin1'), `${json}; charset=iso-8859-1`, 415],
    ['is in UTF-16', Buffer.from(query, 'utf16le'), `${json}; charset=utf-16`, 415],
  ])('one that %s creates nobody with a wrong name', async (_, body, type, status) => {
    const before = sentToStax();
    const answer = await send(body, type);
    expect(await answer.json()).toMatchObject({ statusCode: status, message: expect.stringContaining('UTF-8') });
    expect([answer.status, sentToStax()]).toEqual([status, before]);
  });
});

describe('what no client may do', () => {
  const mutation = 'mutation { retryCustomerCreation(id: "1") { id } }';

  it('subscribe', async () => {
    expect(codeOf(await post({ query: 'subscription { customer { id } }' }))).toBe('OPERATION_RESOLUTION_FAILURE');
  });

  it('execute a mutation by GET', async () => {
    const response = await fetch(`${endpoint}?${new URLSearchParams({ query: mutation })}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'send %s, which a form of another site could',
    async (type) => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ query: mutation }),
      });
      expect([400, 415]).toContain(response.status);
    },
  );

  it('ask by GET without a header that another site could not send', async () => {
    expect(await get({ query: '{ __typename }' })).toMatchObject({ status: 400 });
    for (const header of ['apollo-require-preflight', 'x-apollo-operation-name']) {
      expect(await get({ query: '{ __typename }' }, { [header]: 'x' })).toMatchObject({ status: 200 });
    }
  });

  it('send several operations at once', async () => {
    const query = { query: '{ __typename }' };
    expect(await post([query, query])).toMatchObject({ status: 400 });
  });
});

describe('automatic persisted queries', () => {
  const query = '{ __typename providers { provider } }';
  const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

  it('a document is sent once, and known by its hash from then on', async () => {
    const extensions = persisted(sha256(query));
    expect(codeOf(await post({ extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await post({ query, extensions })).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
    const byHash = await post({ extensions });
    expect(byHash).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
    const headers = { 'apollo-require-preflight': 'true' };
    expect(await get({ extensions: JSON.stringify(extensions) }, headers)).toMatchObject({ body: byHash.body });
  });

  it('a version that does not exist is the client’s mistake', async () => {
    const refused = await post({ query, extensions: { persistedQuery: { version: 2, sha256Hash: sha256(query) } } });
    expect(refused).toMatchObject({ status: 400 });
    expect(codeOf(refused)).toBe('BAD_REQUEST');
  });

  it('a hash of something else is refused, and not kept', async () => {
    const extensions = persisted(sha256('{ something }'));
    const refused = await post({ query, extensions });
    expect(refused).toMatchObject({ status: 400 });
    expect(codeOf(refused)).toBe('BAD_REQUEST');
    expect(codeOf(await post({ extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('with a safelist of trusted documents', () => {
  const trusted = 'query One($id: ID!) { customer(id: $id) { id } }';
  const typename = 'query { __typename }';
  const mutation = 'mutation M { retryCustomerCreation(id: "1") { id } }';
  let folder: string;
  let safe: RunningApp;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trusted-'));
    const file = join(folder, 'documents.json');
    const documents = [trusted, typename, mutation].map((document) => [sha256(document), document]);
    await writeFile(file, JSON.stringify(Object.fromEntries(documents)));
    safe = await startApp({ TRUSTED_DOCUMENTS: file });
    url = `${safe.url}/graphql`;
  });
  afterAll(async () => {
    await safe.stop();
    await rm(folder, { recursive: true });
  });
  const send = (body: object, headers: Record<string, string> = {}) => post(body, headers, url);
  const byId = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

  it('executes them by id, and by their text', async () => {
    const variables = { id: '018f0000-0000-7000-8000-000000000000' };
    expect(await send({ ...byId(sha256(trusted)), variables })).toMatchObject({ body: { data: { customer: null } } });
    expect(await send({ query: trusted, variables })).toMatchObject({ body: { data: { customer: null } } });
    expect(await send({ query: trusted, ...byId(sha256(trusted)), variables })).toMatchObject({
      body: { data: { customer: null } },
    });
    const [id, headers] = [JSON.stringify(byId(sha256(typename)).extensions), { 'apollo-require-preflight': 'true' }];
    expect(await get({ extensions: id }, headers, url)).toMatchObject({ body: { data: { __typename: 'Query' } } });
  });

  it.each<[string, object, string]>([
    ['another text', { query: '{ __typename }' }, 'QUERY_NOT_IN_SAFELIST'],
    ['a text that is no GraphQL', { query: 'secret-value' }, 'QUERY_NOT_IN_SAFELIST'],
    ['introspection', { query: '{ __schema { types { name } } }' }, 'QUERY_NOT_IN_SAFELIST'],
    ['another operation', { query: 'mutation M { a }', operationName: 'M' }, 'QUERY_NOT_IN_SAFELIST'],
    ['an unknown id', byId(sha256('{ __typename }')), 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id of JavaScript', byId('constructor'), 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id that is none', byId({ a: 1 }), 'PERSISTED_QUERY_NOT_IN_LIST'],
    [
      'a text with the id that it would be kept by',
      { query: '{ __typename }', ...byId(sha256('{ __typename }')) },
      'PERSISTED_QUERY_NOT_IN_LIST',
    ],
  ])('refuses %s', async (_, body, code) => {
    const [plain, strict] = [await send(body), await send(body, { accept: graphqlResponse })];
    expect(plain.status).toBe(200);
    expect(strict.status).toBe(400);
    for (const reply of [plain, strict]) {
      expect(codeOf(reply)).toBe(code);
      expect(reply.body.data).toBeUndefined();
      expect(JSON.stringify(reply.body)).not.toContain('secret-value');
    }
  });

  it('a text beside a trusted id is not what is executed', async () => {
    const reply = await send({ query: '{ __schema { types { name } } }', ...byId(sha256(typename)) });
    expect(reply.body).toEqual({ data: { __typename: 'Query' } });
  });

  it('a trusted mutation is still refused by GET, and a request without a document still is none', async () => {
    const headers = { 'apollo-require-preflight': 'true' };
    const reply = await get({ extensions: JSON.stringify(byId(sha256(mutation)).extensions) }, headers, url);
    expect(reply.status).toBe(405);
    expect(await send({ operationName: 'One' })).toMatchObject({ status: 400 });
  });
});
