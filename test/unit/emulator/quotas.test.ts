import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { stax } from '../../../src/datasources/stax/definition.js';
import { xpay } from '../../../src/datasources/xpay/definition.js';
import { startEmulator } from '../../../src/emulator/emulator.js';
import { createQuotas, type Quotas } from '../../../src/emulator/quotas.js';

const exceeded = { status: 429, body: { error: 'Too many.' } };
const quota = { requestsPerMinute: 5, failedRequestsPerMinute: 3, blockSeconds: 3600, exceeded };
const secondsOf = (quotas: Quotas) => quotas.refusal('A')?.headers?.['retry-after'];

let now: number;
let quotas: Quotas;
beforeEach(() => {
  now = 0;
  quotas = createQuotas(
    (provider) => (provider === 'A' ? quota : undefined),
    () => now,
  );
});

describe('a quota that is not enforced', () => {
  it('refuses nothing', () => {
    for (let n = 0; n < 20; n++) {
      expect(quotas.refusal('A')).toBeUndefined();
      quotas.count('A', 500);
    }
  });

  it('cannot be enforced where none is documented', () => {
    expect(() => quotas.enforce('B')).toThrow('B documents no quota');
  });
});

describe('an enforced quota', () => {
  beforeEach(() => quotas.enforce('A'));

  it('refuses the request that is one too many in a minute', () => {
    for (let n = 0; n < 5; n++) {
      expect(quotas.refusal('A')).toBeUndefined();
      now += 1000;
    }
    expect(quotas.refusal('A')).toEqual({ ...exceeded, headers: { 'retry-after': '55' } });
    now = 66_000;
    expect(quotas.refusal('A')).toBeUndefined();
  });

  it('blocks for an hour when too many have failed in a minute, and anew when the caller goes on', () => {
    for (const status of [422, 201, 404]) quotas.count('A', status);
    now = 59_999;
    expect(quotas.refusal('A')).toBeUndefined();
    quotas.count('A', 500);
    expect(secondsOf(quotas)).toBe('3600');
    now += 3_599_000;
    expect(secondsOf(quotas)).toBe('1');
    for (let n = 0; n < 3; n++) quotas.count('A', 429);
    expect(secondsOf(quotas)).toBe('3600');
    now += 3_600_000;
    expect(quotas.refusal('A')).toBeUndefined();
  });

  it('forgets failures that are a minute old', () => {
    for (let n = 0; n < 10; n++) {
      quotas.count('A', 422);
      now += 30_001;
    }
    expect(quotas.refusal('A')).toBeUndefined();
  });

  it.each([['A'], [undefined]])('ends when it is lifted: %s', (provider) => {
    for (let n = 0; n < 3; n++) quotas.count('A', 422);
    quotas.lift(provider);
    expect(quotas.refusal('A')).toBeUndefined();
  });
});

it('is enforced over HTTP, with what a test changes of it', async () => {
  const emulator = await startEmulator({ providers: [stax, xpay] });
  onTestFinished(() => emulator.close());
  const control = (method: string, body?: object) =>
    fetch(`${emulator.url}/_emulator/quotas`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const statuses = async () => {
    const found: number[] = [];
    for (let n = 0; n < 4; n++) {
      const response = await fetch(`${emulator.baseUrl('STAX')}/customer?email=a@b.example`);
      found.push(response.status);
      if (response.status === 429) expect(response.headers.get('retry-after')).toBe('7');
    }
    return found;
  };
  expect(await statuses()).toEqual([401, 401, 401, 401]);
  expect((await control('POST', { provider: 'stax', failedRequestsPerMinute: 2, blockSeconds: 7 })).status).toBe(204);
  expect(await statuses()).toEqual([401, 401, 429, 429]);
  expect((await control('DELETE')).status).toBe(204);
  expect(await statuses()).toEqual([401, 401, 401, 401]);
  for (const wrong of [{ provider: 'xpay' }, { provider: 'stax', blockSeconds: 0 }, {}, { provider: 'stax', x: 1 }]) {
    expect((await control('POST', wrong)).status, JSON.stringify(wrong)).toBe(400);
  }
  expect((await control('POST', { provider: 'nobody' })).status).toBe(404);
});
