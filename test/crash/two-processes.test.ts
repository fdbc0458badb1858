import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expireLeases } from '../support/expire-leases.js';
import { audit, count, customerIds } from './support/audit.js';
import { type EmulatorProcess, startEmulatorProcess } from './support/emulator-process.js';
import { openHistory } from './support/history.js';
import { makeLoad, troubles } from './support/load.js';
import { serverUrl, skipNote } from './support/postgres-server.js';
import { openPostgresStore } from './support/postgres-store.js';
import { providers, settingsFor } from './support/providers.js';
import { type CustomerInput, type ServerProcess, startServer } from './support/server-process.js';
import { until } from './support/until.js';

/** 60 in the full form. */
const soakSeconds = Number(process.env.SOAK_SECONDS ?? 10);

if (serverUrl === undefined) skipNote('two server processes on one PostgreSQL');

describe.skipIf(serverUrl === undefined)('two server processes on one PostgreSQL', () => {
  let store: Awaited<ReturnType<typeof openPostgresStore>>;
  let emulator: EmulatorProcess;
  let emulatorDir: string;
  let settings: Record<string, string>;
  let servers: [ServerProcess, ServerProcess];
  const history = openHistory();

  beforeAll(async () => {
    emulatorDir = await mkdtemp(join(tmpdir(), 'two-processes-emulator-'));
    [store, emulator] = await Promise.all([openPostgresStore(serverUrl ?? ''), startEmulatorProcess(emulatorDir)]);
    settings = { ...settingsFor((provider) => emulator.baseUrl(provider)), ...store.settings };
    // On a busy machine, too, no call to a provider ends before it is answered.
    await startBoth(Object.fromEntries(providers.map((provider) => [`${provider}_TIMEOUT_MS`, '20000'])));
  });

  async function startBoth(more: Readonly<Record<string, string>>): Promise<void> {
    servers = await Promise.all([startServer({ ...settings, ...more }), startServer({ ...settings, ...more })]);
  }

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await emulator.stop();
    await rm(emulatorDir, { recursive: true, force: true });
    await store.drop();
  });

  const asha: CustomerInput = { firstName: 'Asha', lastName: 'Rao', phone: '+12025550143' };

  test.each(providers)('fifty requests at once with one idempotency key make one call to %s', async (provider) => {
    const email = `fifty.${provider}@example.com`.toLowerCase();
    const input = { ...asha, email, idempotencyKey: `fifty-${provider}` };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        history.createCustomer(servers[index % 2] as ServerProcess, provider, input),
      ),
    );
    expect(await emulator.creationRequests(provider, email)).toBe(1);
    const ids = await customerIds(emulator, provider, email);
    expect(ids).toHaveLength(1);
    expect(new Set(answers.map(({ providerCustomer }) => providerCustomer?.externalId))).toEqual(new Set(ids));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  test.each(providers)('ten requests at once with one reference make one customer at %s', async (provider) => {
    const email = `ten.${provider}@example.com`.toLowerCase();
    const input = { ...asha, email, reference: `ten-for-${provider}` };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        history.createCustomer(servers[index % 2] as ServerProcess, provider, input),
      ),
    );
    const ids = await customerIds(emulator, provider, email);
    expect(ids).toHaveLength(1);
    expect(new Set(answers.map(({ providerCustomer }) => providerCustomer?.externalId))).toEqual(new Set(ids));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  test(`${soakSeconds} s of load, faults and kills`, { timeout: (soakSeconds + 120) * 1_000 }, async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await startBoth({});
    for (const order of troubles) await emulator.inject(order);
    // xPay replays such an answer for as long as it keeps the key: only a person can settle it.
    await emulator.inject({
      provider: 'XPAY',
      times: 'always',
      probability: 0.005,
      fault: { kind: 'answer', name: 'server_error' },
    });
    const up = new Set<ServerProcess>(servers);
    const load = makeLoad(() => [...up], history);
    const end = Date.now() + soakSeconds * 1_000;
    const clients = load.run(end, 12);
    let kills = 0;
    while (Date.now() < end) {
      await sleep(2_000 + Math.random() * 1_000);
      const victim = kills % 2;
      up.delete(servers[victim] as ServerProcess);
      await servers[victim]?.kill();
      kills += 1;
      const successor = await startServer(settings);
      servers[victim] = successor;
      up.add(successor);
    }
    await clients;
    await emulator.clearFaults();
    expect(await settled(store.url)).toBe(true);
    await load.repeatAll(12);

    const records = await store.read();
    const findings = await audit(emulator, records);
    const linked = new Set(records.links.map(({ provider, externalId }) => `${provider} ${externalId}`));
    const forgotten = load.acknowledged.filter(({ provider, externalId }) => !linked.has(`${provider} ${externalId}`));
    process.stdout.write(
      `\n${soakSeconds} s, ${kills} kills: ${JSON.stringify(
        {
          creations: findings.creations,
          calls: history.calls,
          answers: load.answers,
          acknowledged: load.acknowledged.length,
          customersAtProviders: findings.customersAtProviders,
          duplicates: findings.duplicates.length,
          lost: findings.lost.length + forgotten.length,
          attempts: count(records.creations.map(({ attempts }) => String(attempts))),
          reviews: count(findings.reviews),
        },
        undefined,
        2,
      )}\n`,
    );
    const { duplicates, lost, dangling, unlinkedCustomers } = findings;
    expect({ duplicates, lost, dangling, unlinkedCustomers, forgotten, differing: load.differing }).toEqual({
      duplicates: [],
      lost: [],
      dangling: [],
      unlinkedCustomers: 0,
      forgotten: [],
      differing: [],
    });
    expect(findings.reviews.filter((review) => review.endsWith('null'))).toEqual([]);
  });

  test('what callers were told can all be true', () => {
    expect(history.calls).toBeGreaterThan(0);
    expect(history.contradictions().join('\n')).toBe('');
  });
});

/** Waits for recovery to finish; false when it does not. Looks that are not due yet are brought forward, to save time. */
async function settled(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'control' });
  await client.connect();
  try {
    return await until(
      async () => {
        await client.query(expireLeases(`state = 'UNKNOWN' AND lease_until = next_attempt_at`));
        const { rows } = await client.query(`SELECT FROM customer_creation WHERE state IN ('IN_FLIGHT', 'UNKNOWN')`);
        return rows.length === 0;
      },
      60_000,
      1_000,
    );
  } finally {
    await client.end();
  }
}
