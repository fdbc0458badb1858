import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createHttpClient } from '../../src/datasources/http/client.js';
import { openDatabase } from '../../src/repositories/database.js';
import { createQuotaRepository, type QuotaRepository } from '../../src/repositories/quota-repository.js';
import { sharedRateLimit } from '../../src/shared-rate-limit.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let quotas: QuotaRepository;
beforeAll(async () => {
  database = await openTestDatabase();
  quotas = createQuotaRepository(database);
});
afterAll(() => database.close());
beforeEach(() => database.sql('TRUNCATE provider_quota', []));

const threeInHalfASecond = { requests: 3, windowMs: 500 };

describe('sending times', () => {
  const quota = { key: 'one', ...threeInHalfASecond };

  test('however many ask at once, no window has more of them than the quota', async () => {
    const begun = performance.now();
    const sentAfter = await Promise.all(
      Array.from({ length: 14 }, async () => {
        const reserved = await quotas.reserve(quota, 60_000);
        if (!('waitMs' in reserved)) throw new Error('none was given');
        expect(reserved.waitMs).toBeLessThanOrEqual(4 * 500);
        return performance.now() - begun + reserved.waitMs;
      }),
    );
    // The answers may come late, and so may the requests; none is early.
    sentAfter
      .sort((a, b) => a - b)
      .forEach((ms, index) => {
        expect(ms).toBeGreaterThanOrEqual(Math.floor(index / 3) * 500);
      });
    const [row] = await database.sql<{ reserved: Date[] }>('SELECT reserved FROM provider_quota', []);
    expect(row?.reserved).toHaveLength(3);
  });

  test('that would come too late are not given out, and are still there for those who wait longer', async () => {
    for (let call = 0; call < 3; call += 1) expect(await quotas.reserve(quota, 0)).toEqual({ waitMs: 0 });
    for (let call = 0; call < 3; call += 1) {
      const refused = await quotas.reserve(quota, 0);
      if (!('nextInMs' in refused)) throw new Error('one was given');
      expect(refused.nextInMs).toBeGreaterThan(0);
      expect(refused.nextInMs).toBeLessThanOrEqual(500);
    }
    const next = await quotas.reserve(quota, 5_000);
    expect('waitMs' in next && next.waitMs <= 500).toBe(true);
  });

  test('after a limit was lowered are as far apart as it is now', async () => {
    await quotas.reserve(quota, 0);
    await database.sql(
      `UPDATE provider_quota SET reserved = ARRAY(SELECT now() - s * interval '1 second' FROM unnest(ARRAY[50, 40, 1]) AS s)`,
      [],
    );
    const lowered = await quotas.reserve({ key: 'one', requests: 1, windowMs: 60_000 }, 5_000);
    if (!('nextInMs' in lowered)) throw new Error('one was given');
    expect(lowered.nextInMs).toBeGreaterThan(50_000);
    expect(lowered.nextInMs).toBeLessThanOrEqual(59_000);
  });

  test('of one quota have nothing to do with another', async () => {
    for (const key of ['STAX default LIVE', 'STAX default TEST', 'STAX eu LIVE']) {
      expect(await quotas.reserve({ key, requests: 1, windowMs: 60_000 }, 0)).toEqual({ waitMs: 0 });
    }
  });

  test('from before the database’s clock was set back hold nobody up', async () => {
    for (let call = 0; call < 3; call += 1) await quotas.reserve(quota, 0);
    await database.sql(
      `UPDATE provider_quota SET reserved = ARRAY(SELECT unnest(reserved) + interval '1 hour' ORDER BY 1)`,
      [],
    );
    for (let call = 0; call < 3; call += 1) expect(await quotas.reserve(quota, 0)).toEqual({ waitMs: 0 });
    expect(await quotas.reserve(quota, 0)).toHaveProperty('nextInMs');
  });
});

test('that a statement hangs holds up no other statements', async ({ skip }) => {
  if (database.url === undefined) return skip('The embedded database has a single session.');
  const small = await openDatabase({ url: database.url, poolSize: 3 });
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    await quotas.reserve({ key: 'held', ...threeInHalfASecond }, 0);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM provider_quota FOR UPDATE');
    const failed: unknown[] = [];
    const limit = sharedRateLimit(createQuotaRepository(small), 'held', (error) => failed.push(error));
    const asking = Array.from({ length: 8 }, () => limit.reserve(threeInHalfASecond, 5_000));
    let told = false;
    const all = Promise.all(asking).finally(() => {
      told = true;
    });
    await sleep(100);
    await small.ping();
    expect(told).toBe(false);
    expect(await all).toEqual(Array(8).fill(undefined));
    expect(failed).toHaveLength(8);
    await holder.query('ROLLBACK');
    await expect.poll(() => limit.reserve(threeInHalfASecond, 5_000)).toHaveProperty('waitMs');
  } finally {
    await holder.end();
    await small.close();
  }
});

describe('clients', () => {
  const failed: unknown[] = [];
  beforeEach(() => void failed.splice(0));

  /** A provider, and clients of it in several processes; the times at which it was called, in milliseconds. */
  async function withClients(count: number, repository: QuotaRepository, timeoutMs = 20_000) {
    const calledAt: number[] = [];
    const server = createServer((_request, response) => {
      calledAt.push(performance.now());
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const clients = Array.from({ length: count }, () =>
      createHttpClient({
        baseUrl: `http://127.0.0.1:${port}`,
        timeoutMs,
        maxConcurrency: 50,
        rateLimitPerSecond: 4,
        sharedRateLimit: sharedRateLimit(repository, 'of all', (error) => failed.push(error)),
      }),
    );
    onTestFinished(async () => {
      await Promise.all(clients.map((client) => client.close()));
      server.close();
    });
    const send = (index: number) =>
      clients[index % count]?.send({ method: 'GET', path: '/', headers: {}, repeatable: true });
    return { calledAt, send };
  }

  test('of several processes keep to one quota', async () => {
    const { calledAt, send } = await withClients(3, quotas);
    const begun = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 14 }, (_, index) => send(index)));
    expect(outcomes.every((outcome) => outcome?.kind === 'answered')).toBe(true);
    // Each of them alone would have sent twelve in the first second. A call may be late on its way, and none is early.
    expect((calledAt.at(-1) ?? 0) - begun).toBeGreaterThanOrEqual(3_000);
    expect(failed).toEqual([]);
  });

  test('that were refused for what others send have sent nothing, and soon ask no more', async () => {
    let asked = 0;
    const counted: QuotaRepository = {
      reserve: (...args) => {
        asked += 1;
        return quotas.reserve(...args);
      },
    };
    const { send } = await withClients(1, counted, 300);
    const quota = { key: 'of all', requests: 4, windowMs: 1_000 };
    for (let call = 0; call < 4; call += 1) expect(await quotas.reserve(quota, 0)).toEqual({ waitMs: 0 });
    await sleep(500);
    for (let call = 0; call < 20; call += 1) {
      expect(await send(call)).toMatchObject({ kind: 'not-sent', cause: 'quota' });
    }
    expect(asked).toBeLessThan(10);
    await sleep(600);
    const outcomes = await Promise.all([0, 1, 2, 3].map(send));
    expect(outcomes).toMatchObject(Array(4).fill({ kind: 'answered' }));
  });

  test('keep to it alone while the database cannot be asked, or does not answer', async () => {
    const broken: QuotaRepository = { reserve: () => Promise.reject(new Error('away')) };
    const one = await withClients(1, broken);
    expect(await Promise.all([one.send(0), one.send(1)])).toMatchObject([{ kind: 'answered' }, { kind: 'answered' }]);
    expect(failed).toEqual([new Error('away'), new Error('away')]);
    const silent: QuotaRepository = { reserve: () => sleep(60_000, undefined as never, { ref: false }) };
    const other = await withClients(1, silent);
    const begun = performance.now();
    const outcomes = await Promise.all([0, 1, 2, 3, 4].map(other.send));
    expect(outcomes.every((outcome) => outcome?.kind === 'answered')).toBe(true);
    expect((other.calledAt.at(-1) ?? 0) - begun).toBeGreaterThanOrEqual(1_000);
    // Their operators hear of it.
    expect(failed.slice(2)).toMatchObject(
      Array(5).fill({ kind: 'unavailable', message: expect.stringContaining('within 500 ms') }),
    );
  });
});
