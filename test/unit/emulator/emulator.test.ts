import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';
import type { Fault } from '../../../src/emulator/faults.js';
import { madeUpDocument, madeUpProvider } from './made-up-provider.js';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await start();
});
afterEach(() => emulator.close());

const start = (dataDir?: string) =>
  startEmulator({ providers: [madeUpProvider], loadDocument: () => madeUpDocument, dataDir });

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly timeoutMs?: number;
}

/** Creates a customer unless told otherwise. */
function send({ method = 'POST', path = '/customers', body, headers, timeoutMs = 5000 }: Sent = {}): Promise<Response> {
  return fetch(emulator.baseUrl('MADE_UP') + path, {
    method,
    body: body ?? (method === 'POST' ? '{"email":"a@example.com"}' : undefined),
    headers: { authorization: 'Bearer key', 'content-type': 'application/json', 'x-merchant': 'm', ...headers },
    signal: AbortSignal.timeout(timeoutMs),
  });
}
const inject = (fault: Fault) => emulator.faults.inject('MADE_UP', { fault });
const customers = () => emulator.customerStore('MADE_UP').customers();

describe('a request', () => {
  it('is carried out, and can be looked up', async () => {
    const created = await send();
    expect(created.status).toBe(200);
    const { id } = (await created.json()) as { id: string };
    expect(await (await send({ method: 'GET', path: `/customers/${id}` })).json()).toEqual(customers()[0]);
    const found = await send({ method: 'GET', path: '/customers?email=a%40example.com&page=2' });
    expect(await found.json()).toEqual({ result: customers()[0], page: '2' });
  });

  it('is recorded as it came', async () => {
    await send();
    await send({ method: 'GET', path: '/customers?email=x' });
    expect(emulator.requests('made_up')).toMatchObject([
      { method: 'POST', url: '/customers', headers: { 'x-merchant': 'm' }, body: '{"email":"a@example.com"}' },
      { method: 'GET', url: '/customers?email=x', body: '' },
    ]);
  });

  it('is recorded even if it is for no operation', async () => {
    await send({ path: '/nothing' });
    await send({ method: 'PUT', body: '{}' });
    expect(emulator.requests('MADE_UP')).toMatchObject([{ url: '/nothing' }, { method: 'PUT', body: '{}' }]);
  });

  it('may have a path parameter of any name and length, and the same query parameter twice', async () => {
    const long = 'ä'.repeat(200);
    const response = await send({
      method: 'GET',
      path: `/regions/eu-1/shops/${encodeURIComponent(long)}.json?q=1&q=2`,
    });
    expect(await response.json()).toEqual({ path: { 'region-id': 'eu-1', 'shop.id': long }, query: { q: '2' } });
  });

  it('learns from a 405 which methods there are', async () => {
    for (const method of ['HEAD', 'PUT', 'OPTIONS']) {
      const response = await send({ method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, GET']);
    }
  });

  it.each([
    ['an unknown path', { path: '/nothing' }, 404],
    ['a path that cannot be decoded', { method: 'GET', path: '/customers/%E0%A4%A' }, 404],
    ['an unknown provider', { path: '/../other/customers' }, 404],
    ['a wrong method', { method: 'DELETE' }, 405],
    ['a wrong media type', { headers: { 'content-type': 'text/plain' } }, 415],
    ['a wrong credential', { headers: { authorization: 'Bearer invalid' } }, 401],
    ['no credential and a wrong body', { headers: { authorization: '' }, body: '{}' }, 401],
    ['a body above 1 MiB', { body: JSON.stringify({ email: 'a@example.com', x: 'x'.repeat(1024 * 1024) }) }, 413],
    [
      'a body of just under 1 MiB',
      { body: JSON.stringify({ email: 'a@example.com', x: 'x'.repeat(1024 * 1024 - 40) }) },
      200,
    ],
  ])('is turned away for what it is: %s', async (_, sent, status) => {
    const response = await send(sent);
    expect(response.status).toBe(status);
    expect(await response.json()).toBeTypeOf('object');
    expect(customers()).toHaveLength(status === 200 ? 1 : 0);
  });

  it.each<[string, Sent, object[]]>([
    ['a missing field', { body: '{}' }, [{ pointer: '/email', keyword: 'required' }]],
    [
      'several at once',
      { body: '{"email":"nobody","nickname":"longer","address":{"planet":"x","city":1}}' },
      [
        { pointer: '/email', keyword: 'format' },
        { pointer: '/nickname', keyword: 'maxLength' },
        { pointer: '/address/planet', keyword: 'additionalProperties' },
        { pointer: '/address/city', keyword: 'type' },
      ],
    ],
    ['malformed JSON', { body: '{' }, [{ pointer: '', keyword: 'json' }]],
    ['an empty body', { body: '' }, [{ pointer: '', keyword: 'json' }]],
    ['a list', { body: '[]' }, [{ pointer: '', keyword: 'type' }]],
    ['a header too long', { headers: { 'idempotency-key': 'k'.repeat(21) } }, [{ pointer: 'header:idempotency-key' }]],
    ['a missing query', { method: 'GET' }, [{ pointer: 'query:email', keyword: 'required' }]],
    [
      'a wrong query',
      { method: 'GET', path: '/customers?email=x&page=0' },
      [{ pointer: 'query:page', keyword: 'minimum' }],
    ],
  ])('is checked against the document: %s', async (_, sent, problems) => {
    const response = await send(sent);
    expect(response.status).toBe(400);
    const body = (await response.json()) as { problems: object[] };
    expect(body.problems).toHaveLength(problems.length);
    for (const problem of problems) expect(body.problems).toContainEqual(expect.objectContaining(problem));
    expect(customers()).toHaveLength(0);
  });

  it('may miss no required header', async () => {
    const response = await fetch(`${emulator.baseUrl('MADE_UP')}/customers`, {
      method: 'POST',
      body: '{"email":"a@example.com"}',
      headers: { authorization: 'key', 'content-type': 'application/json; charset=utf-8' },
    });
    expect(await response.json()).toMatchObject({ problems: [{ pointer: 'header:x-merchant', keyword: 'required' }] });
  });

  it('allows null where the document does, and unknown fields where it does not forbid them', async () => {
    const response = await send({ body: '{"email":"a@example.com","nickname":null,"unheard":1}' });
    expect(response.status).toBe(200);
  });

  it('may be a form, whose fields stay text', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const good = await send({ path: '/form/customers', headers, body: 'email=a%40b&options.token=true' });
    expect(await good.json()).toEqual({ email: 'a@b', 'options.token': 'true' });
    const bad = await send({ path: '/form/customers', headers, body: 'options.token=maybe' });
    expect(await bad.json()).toMatchObject({
      problems: [{ pointer: '/email' }, { pointer: '/options.token', keyword: 'type' }],
    });
  });
});

describe('the customer store', () => {
  it('survives a restart, remembered answers included', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
    try {
      await emulator.close();
      emulator = await start(dataDir);
      const first = await (await send({ headers: { 'idempotency-key': 'k' } })).json();
      await emulator.close();
      emulator = await start(dataDir);
      expect(await (await send({ headers: { 'idempotency-key': 'k' } })).json()).toEqual(first);
      expect(customers()).toEqual([first]);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

describe('a fault', () => {
  it('befalls one request and no more', async () => {
    inject({ kind: 'status', status: 503 });
    expect((await send()).status).toBe(503);
    expect((await send()).status).toBe(200);
  });

  it('comes before authentication', async () => {
    inject({ kind: 'status', status: 503 });
    expect((await send({ headers: { authorization: '' } })).status).toBe(503);
  });

  it('answer: a documented failure by name, with its headers', async () => {
    inject({ kind: 'answer', name: 'busy' });
    const response = await send();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toEqual({ error: 'busy' });
    expect(customers()).toHaveLength(0);
  });

  it('answer: an unknown name is said so', async () => {
    inject({ kind: 'answer', name: 'unheard' });
    const response = await send();
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: 'emulator: the provider documents no failure named unheard' });
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('status: any answer; recorded %s', async (recorded, count) => {
    inject({ kind: 'status', status: 500, body: { oops: 1 }, headers: { 'x-trace': 't' }, recorded });
    const response = await send();
    expect(response.status).toBe(500);
    expect(response.headers.get('x-trace')).toBe('t');
    expect(await response.json()).toEqual({ oops: 1 });
    expect(customers()).toHaveLength(count);
  });

  it('latency: waits, then carries out although the caller has gone', async () => {
    inject({ kind: 'latency', ms: 150 });
    await expect(send({ timeoutMs: 50 })).rejects.toThrow();
    expect(customers()).toHaveLength(0);
    await expect.poll(() => customers().length).toBe(1);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('hang: never answers; recorded %s', async (recorded, count) => {
    inject({ kind: 'hang', recorded });
    await expect(send({ timeoutMs: 100 })).rejects.toThrow();
    expect(customers()).toHaveLength(count);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('reset: recorded %s', async (recorded, count) => {
    inject({ kind: 'reset', recorded });
    await expect(send()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(customers()).toHaveLength(count);
  });

  it('truncated: a body shorter than promised', async () => {
    inject({ kind: 'truncated' });
    const response = await send();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(customers()).toHaveLength(1);
  });

  it('slow-body: the second half comes later', async () => {
    inject({ kind: 'slow-body', ms: 100 });
    const began = performance.now();
    const response = await send();
    const headersAfter = performance.now() - began;
    expect(await response.json()).toEqual(customers()[0]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(90);
    expect(headersAfter).toBeLessThan(90);
  });

  it('malformed-json: whole, but not JSON', async () => {
    inject({ kind: 'malformed-json' });
    const response = await send();
    expect(response.headers.get('content-type')).toContain('json');
    const text = await response.text();
    expect(text).toHaveLength(Number(response.headers.get('content-length')));
    expect(() => JSON.parse(text)).toThrow();
    expect(customers()).toHaveLength(1);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('html: a page of a proxy; recorded %s', async (recorded, count) => {
    inject({ kind: 'html', status: 502, recorded });
    const response = await send();
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<html>');
    expect(customers()).toHaveLength(count);
  });

  it.each([
    [200, false, 0],
    [204, false, 0],
    [504, true, 1],
  ])('empty: %i without a body; recorded %s', async (status, recorded, count) => {
    inject({ kind: 'empty', status, recorded });
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBeNull();
    expect(await response.text()).toBe('');
    expect(customers()).toHaveLength(count);
  });

  it('no-id: the answer without it', async () => {
    inject({ kind: 'no-id' });
    expect(await (await send()).json()).toEqual({ email: 'a@example.com' });
    expect(customers()).toHaveLength(1);
  });

  it.each([
    ['object' as const, { value: 42 }],
    ['number' as const, 42],
    [undefined, { value: 42 }],
  ])('wrong-type: the id as %s', async (as, id) => {
    inject({ kind: 'wrong-type', as });
    expect(await (await send()).json()).toEqual({ id, email: 'a@example.com' });
    expect(customers()).toHaveLength(1);
  });

  it('does not outlive the emulator, which may be closed twice', async () => {
    inject({ kind: 'hang' });
    inject({ kind: 'latency', ms: 60_000 });
    const gone = Promise.allSettled([send(), send()]);
    await expect.poll(() => emulator.requests('MADE_UP').length).toBe(2);
    await Promise.all([emulator.close(), emulator.close()]);
    expect((await gone).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'k' };

  it.each([
    ['a failure of its own', { kind: 'answer', name: 'broken' }, 0],
    ['a status', { kind: 'status', status: 500, body: { error: 'broken' } }, 0],
    ['a status after the record', { kind: 'status', status: 500, body: { error: 'broken' }, recorded: true }, 1],
  ] as const)('replays the first answer, also %s', async (_, fault, count) => {
    inject(fault);
    await send({ headers });
    const again = await send({ headers });
    expect(again.status).toBe(500);
    expect(await again.json()).toEqual({ error: 'broken' });
    expect(customers()).toHaveLength(count);
  });

  it.each([
    ['too many requests', { kind: 'answer', name: 'busy' }, 0],
    ['what is said not to be', { kind: 'answer', name: 'broken', replayed: false }, 0],
    ['what a proxy said', { kind: 'html', status: 502 }, 0],
    ['what was lost on the way', { kind: 'reset', recorded: true }, 1],
  ] as const)('does not replay %s', async (_, fault, recorded) => {
    inject(fault);
    await send({ headers }).catch(() => undefined);
    expect(customers()).toHaveLength(recorded);
    expect((await send({ headers })).status).toBe(200);
    expect(customers()).toHaveLength(1);
  });

  it('replays what was wrong with the first request, and refuses another one', async () => {
    const wrong = await send({ headers, body: '{"email":7}' });
    expect(wrong.status).toBe(400);
    const again = await send({ headers, body: '{"email":7}' });
    expect([again.status, await again.json()]).toEqual([400, await wrong.json()]);
    expect(await (await send({ headers })).json()).toEqual({ error: 'key reused' });
    expect(customers()).toHaveLength(0);
  });

  it('is not used up by wrong credentials', async () => {
    expect((await send({ headers: { ...headers, authorization: 'Basic wrong' } })).status).toBe(401);
    expect((await send({ headers })).status).toBe(200);
  });

  it('keeps an answer that it already had', async () => {
    const first = await (await send({ headers })).json();
    inject({ kind: 'answer', name: 'broken' });
    expect((await send({ headers })).status).toBe(500);
    expect(await (await send({ headers })).json()).toEqual(first);
  });
});

describe('the control endpoint', () => {
  const control = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    fetch(`${emulator.url}/_emulator${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('injects and clears faults', async () => {
    const fault = { kind: 'status', status: 503 };
    expect((await control('POST', '/faults', { provider: 'MADE_UP', fault })).status).toBe(204);
    expect((await send()).status).toBe(503);
    expect((await send()).status).toBe(200);

    await control('POST', '/faults', { provider: 'made_up', operationId: 'createCustomer', times: 'always', fault });
    expect([(await send()).status, (await send()).status]).toEqual([503, 503]);
    expect((await control('DELETE', '/faults?provider=MADE_UP')).status).toBe(204);
    expect((await send()).status).toBe(200);

    await control('POST', '/faults', { provider: 'MADE_UP', times: 2, probability: 1, fault });
    expect((await control('DELETE', '/faults')).status).toBe(204);
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['an unknown provider', { provider: 'X', fault: { kind: 'hang' } }, 404, 'known: made_up'],
    ['an unknown kind', { provider: 'MADE_UP', fault: { kind: 'x' } }, 400, 'kind'],
    ['a missing member', { provider: 'MADE_UP', fault: { kind: 'latency' } }, 400, "'ms'"],
    ['an unknown member', { provider: 'MADE_UP', fault: { kind: 'hang', ms: 1 } }, 400, 'additional'],
    ['an unknown operation', { provider: 'MADE_UP', operationId: 'x', fault: { kind: 'hang' } }, 400, 'createCustomer'],
    ['an unknown answer', { provider: 'MADE_UP', fault: { kind: 'answer', name: 'x' } }, 400, 'busy, broken'],
    ['nothing', undefined, 400, 'object'],
  ])('says what is wrong: %s', async (_, body, status, words) => {
    const response = await control('POST', '/faults', body);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: string }).error).toContain(words);
  });

  it('takes faults from no web form', async () => {
    const body = { provider: 'MADE_UP', fault: { kind: 'hang' } };
    expect((await control('POST', '/faults', body, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('shows customers, the last ones first asked for', async () => {
    for (const name of ['a', 'b', 'c']) await send({ body: JSON.stringify({ email: `${name}@example.com` }) });
    expect(await (await control('GET', '/customers/MADE_UP')).json()).toMatchObject({
      total: 3,
      customers: [{}, {}, {}],
    });
    expect(await (await control('GET', '/customers/made_up?limit=1')).json()).toMatchObject({
      total: 3,
      customers: [{ email: 'c@example.com' }],
    });
    expect(await (await control('GET', '/customers/made_up?limit=0')).json()).toEqual({ total: 3, customers: [] });
    expect((await control('GET', '/customers/made_up?limit=x')).status).toBe(400);
    expect((await control('GET', '/customers/x')).status).toBe(404);
  });

  it('shows requests without their credentials', async () => {
    await send();
    const { requests } = (await (await control('GET', '/requests/MADE_UP')).json()) as { requests: object[] };
    expect(requests).toMatchObject([{ method: 'POST', headers: { authorization: '[hidden]', 'x-merchant': 'm' } }]);
  });

  it('knows nothing else', async () => {
    expect((await control('GET', '/faults')).status).toBe(404);
    expect((await control('GET', '')).status).toBe(404);
  });
});
