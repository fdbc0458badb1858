import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../../src/datasources/http/http-client.js';
import type { HttpOutcome } from '../../../../src/datasources/http/outcome.js';
import { compileProvider } from '../../../../src/datasources/kit/compile-provider.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import { httpRequests } from '../../../../src/datasources/kit/http-requests.js';
import { lookUp } from '../../../../src/datasources/kit/look-up.js';
import { stax } from '../../../../src/datasources/stax/definition.js';
import { xpay } from '../../../../src/datasources/xpay/definition.js';
import { aRequest } from '../provider-support.js';

const compiled = compileProvider(stax, loadDocument('stax'));
const requests = httpRequests(compiled, { API_KEY: 'key' });
const request = aRequest({ company: 'Example Ltd' });
const ours = { id: 'id-ours', reference: 'customer-0001' };
const theirs = { id: 'id-theirs', reference: 'customer-00011' };
const tooMany = { kind: 'look-up-failed', reason: 'Stax lists more customers than could be looked through' };

const answered = (body: unknown): HttpOutcome => ({
  kind: 'answered',
  status: 200,
  headers: {},
  body: JSON.stringify(body),
  sendings: 1,
  earlierUnknown: false,
});

/** Looks up at a provider that answers the page asked for like this. */
async function look(pageOf: (page: number) => unknown, timeoutMs = 60_000) {
  const sent: HttpRequest[] = [];
  const client = {
    async send(http: HttpRequest): Promise<HttpOutcome> {
      sent.push(http);
      const page = new URL(http.path, 'http://stax').searchParams.get('page') ?? '1';
      const body = await pageOf(Number(page));
      return body === undefined ? { kind: 'unknown', reason: 'reset', sendings: 1 } : answered(body);
    },
  };
  return { answer: await lookUp(compiled, request, { requests, client, timeoutMs }), sent };
}

describe('a look-up over several pages', () => {
  const page = (number: number, last: number, records: unknown[]) => ({
    data: records,
    current_page: number,
    last_page: last,
  });

  it('goes on until it finds ours, with the filters of the first request', async () => {
    const { answer, sent } = await look((n) => page(n, 9, n === 3 ? [theirs, ours] : [theirs]));
    expect(answer).toMatchObject({ kind: 'found', externalId: 'id-ours', lookedUp: true });
    const query = '/customer?reference=customer-0001&per_page=100';
    expect(sent.map(({ path }) => path)).toEqual([query, `${query}&page=2`, `${query}&page=3`]);
  });

  it('finds that ours is absent only when the last page was read', async () => {
    const { answer, sent } = await look((n) => page(n, 4, [theirs]));
    expect([answer, sent.length]).toEqual([{ kind: 'absent', otherExternalId: undefined }, 4]);
  });

  it.each<[what: string, pageOf: (page: number) => unknown, reason: string, requests: number]>([
    ['a page is not answered', (n) => (n < 3 ? page(n, 4, [theirs]) : undefined), 'reset', 3],
    ['a page is not readable', (n) => (n < 3 ? page(n, 4, [theirs]) : {}), 'inconclusive', 3],
    ['there are too many', (n) => page(n, 1_000, [theirs]), 'more customers than', 50],
    ['the same page comes again', () => page(1, 9, [theirs]), 'more customers than', 2],
  ])('finds nothing out when %s', async (_, pageOf, reason, count) => {
    const { answer, sent } = await look(pageOf);
    expect(answer).toEqual({ kind: 'look-up-failed', reason: expect.stringContaining(reason) });
    expect(sent).toHaveLength(count);
  });

  it('takes no longer than one call may, all pages together', async () => {
    const slow = (n: number) => new Promise((resolve) => setTimeout(resolve, 40, page(n, 1_000, [theirs])));
    const { answer, sent } = await look(slow, 100);
    expect(answer).toEqual(tooMany);
    expect(sent.length).toBeLessThanOrEqual(4);
    const allowed = sent.map(({ timeoutMs }) => timeoutMs ?? Number.NaN);
    expect(allowed[0]).toBeGreaterThan(90);
    for (const ms of allowed.slice(1)) expect(ms).toBeLessThanOrEqual(65);
  });
});

it('does not take place where there is none', async () => {
  const client = { send: () => Promise.reject(new Error('nothing is to be sent')) };
  expect(
    await lookUp(compileProvider(xpay, loadDocument('xpay')), request, { requests, client, timeoutMs: 1 }),
  ).toBeUndefined();
});
