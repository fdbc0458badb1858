import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type FastifyInstance, fastify } from 'fastify';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerDefinitions } from '../../../src/datasources/registry.js';
import { exampleTabs } from '../../../src/graphql/example-operations.js';
import { registerGraphiql } from '../../../src/graphql/graphiql.js';
import { buildSubgraph } from '../../../src/graphql/schema.js';

let app: FastifyInstance;
beforeAll(async () => {
  app = fastify();
  await registerGraphiql(app, { endpoint: '/graphql' });
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

async function fileUrls(): Promise<string[]> {
  const page = await get('/', { accept: 'text/html' });
  return [...page.body.matchAll(/(?:src|href)="(graphiql\/[^"]+)"/g)].map(([, url]) => `/${url}`);
}

describe('GraphiQL', () => {
  it.each(['text/html,application/xhtml+xml;q=0.9', '*/*', undefined])(
    'is served to who accepts %s',
    async (accept) => {
      const page = await get('/', accept === undefined ? {} : { accept });
      expect(page.statusCode).toBe(200);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toContain('<div id="root">');
    },
  );

  it('tells others where GraphQL is', async () => {
    const answer = await get('/', { accept: 'application/json' });
    expect(answer.statusCode).toBe(406);
    expect(answer.json()).toEqual({ error: 'GraphQL is served on POST /graphql' });
  });

  it('needs nothing from anywhere else, and the browser is told so', async () => {
    const page = await get('/');
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(page.body).toContain('href="data:image/svg+xml');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(await fileUrls()).toHaveLength(3);
    for (const url of await fileUrls()) expect((await get(url)).statusCode).toBe(200);
  });

  it('starts with the endpoint, the workers and the examples', async () => {
    const url = (await fileUrls()).find((file) => file.includes('start.js')) ?? '';
    const { body } = await get(url);
    expect(body).toContain('endpoint: "/graphql"');
    for (const { query } of exampleTabs(providerDefinitions)) expect(body).toContain(JSON.stringify(query));
    const workers = [...body.matchAll(/"(graphiql\/\w+\.worker\.js\?v=[\w-]+)"/g)].map(([, worker]) => `/${worker}`);
    expect(workers).toHaveLength(3);
    for (const worker of workers) expect((await get(worker)).headers['content-type']).toContain('text/javascript');
    expect(() => new Function(body)).not.toThrow();
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0.1', 'br'],
    ['identity', undefined],
    ['', undefined],
  ])('is compressed as the browser asks: %j', async (accepted, encoding) => {
    for (const url of ['/', ...(await fileUrls())]) {
      const plain = await get(url);
      const answer = await get(url, { 'accept-encoding': accepted });
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect(answer.headers.vary).toContain('accept-encoding');
      const decode = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''] ?? ((bytes: Buffer) => bytes);
      expect(decode(answer.rawPayload).equals(plain.rawPayload)).toBe(true);
    }
  });

  it('is small on the wire', async () => {
    const answers = await Promise.all((await fileUrls()).map((url) => get(url, { 'accept-encoding': 'br' })));
    expect(answers.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0)).toBeLessThan(2 * 1024 * 1024);
  });

  it('is not sent again when the browser has it', async () => {
    for (const url of ['/', ...(await fileUrls())]) {
      const first = await get(url, { 'accept-encoding': 'br' });
      const again = await get(url, { 'accept-encoding': 'br', 'if-none-match': String(first.headers.etag) });
      expect(again.statusCode).toBe(304);
      expect(again.rawPayload).toHaveLength(0);
      const other = await get(url, { 'accept-encoding': 'gzip', 'if-none-match': String(first.headers.etag) });
      expect(other.statusCode).toBe(200);
      expect(first.headers['cache-control']).toBe(url === '/' ? 'no-cache' : 'public, max-age=31536000, immutable');
    }
  });

  it('has no other files', async () => {
    expect((await get('/graphiql/package.json')).statusCode).toBe(404);
  });
});

describe('the examples', () => {
  const tabs = exampleTabs(providerDefinitions);
  const nameOf = (query: string) => /(?:mutation|query) (\w+)/.exec(query)?.[1] ?? '';

  it('come in the order in which one learns', () => {
    expect(tabs.map(({ query }) => nameOf(query))).toEqual([
      'CreateAtXpay',
      'SameAtVaultera',
      'CreateAtSeveral',
      'SeeViolations',
      'SeeCreations',
      'ReadCustomer',
      'SeeProviders',
    ]);
  });

  it('are named as operations are', () => {
    const named = (name: string) => exampleTabs(providerDefinitions.map((definition) => ({ ...definition, name })))[0];
    expect(nameOf(named('ONE')?.query ?? '')).toBe('CreateAtOne');
    expect(nameOf(named('ONE_TWO')?.query ?? '')).toBe('CreateAtOneTwo');
  });

  it('need at least no provider', () => {
    expect(exampleTabs([]).map(({ query }) => nameOf(query))).toEqual(['SeeCreations', 'ReadCustomer', 'SeeProviders']);
  });

  it('fit the schema', () => {
    const schema = buildSubgraph();
    for (const { query } of tabs) {
      expect({ [nameOf(query)]: validate(schema, parse(query)) }).toEqual({ [nameOf(query)]: [] });
    }
  });

  it('fit a narrow editor, with short comments', () => {
    for (const { query } of tabs) {
      const lines = query.split('\n');
      expect(lines.filter((line) => line.length > 40)).toEqual([]);
      const comments = lines.filter((line) => line.startsWith('#'));
      expect(comments.length).toBeLessThanOrEqual(3);
      expect(comments.filter((line) => line.length > 33)).toEqual([]);
    }
  });

  it('are about a customer of this visit alone', () => {
    for (const { variables } of tabs) {
      if (variables.includes('reference')) expect(variables).toContain('"user-{unique}"');
    }
  });
});

describe('what to do first', () => {
  const pageFor = async (needs: object) => {
    const server = fastify();
    const none = { sharedSecret: false, token: false, trustedDocuments: false };
    await registerGraphiql(server, { endpoint: '/graphql', needs: { ...none, ...needs } });
    const { body } = await server.inject({ url: '/' });
    await server.close();
    return body;
  };

  it.each([
    [{ sharedSecret: true }, '{ "Router-Authorization": "the shared secret" }'],
    [{ token: true }, '{ "Authorization": "Bearer the token" }'],
    [{ trustedDocuments: true }, 'without TRUSTED_DOCUMENTS'],
  ])('is said with %o', async (needs, text) => {
    expect(await pageFor(needs)).toContain(text);
  });

  it('is nothing on an open server', async () => {
    expect(await pageFor({})).not.toContain('class="notice"');
  });
});
