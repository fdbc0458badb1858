import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migratePostgres } from '../../src/repositories/database.js';
import { expireLeases } from '../support/expire-leases.js';
import { type EmulatorProcess, startEmulatorProcess } from './support/emulator-process.js';
import { openHistory } from './support/history.js';
import { makeLoad } from './support/load.js';
import { hasManager, type ManagedCluster, openManagedCluster } from './support/managed-cluster.js';
import type { Exit } from './support/process.js';
import { type Provider, providers, settingsFor } from './support/providers.js';
import { type ServerProcess, startServer } from './support/server-process.js';
import { until } from './support/until.js';

const rounds = Number(process.env.FAILOVER_ROUNDS ?? 1);
if (!hasManager) process.stdout.write('Skipped, as pg_auto_failover is not installed: failover by a manager\n');

describe.skipIf(!hasManager)('a primary under a manager', { timeout: 120_000 + rounds * 60_000 }, () => {
  let cluster: ManagedCluster;
  let emulator: EmulatorProcess;
  let server: ServerProcess;
  let emulatorDir: string;
  let exit: Exit | undefined;

  beforeAll(async () => {
    emulatorDir = await mkdtemp(join(tmpdir(), 'managed-emulator-'));
    [cluster, emulator] = await Promise.all([openManagedCluster(), startEmulatorProcess(emulatorDir)]);
    await migratePostgres(cluster.url);
    server = await startServer({
      ...settingsFor((provider) => emulator.baseUrl(provider)),
      ...Object.fromEntries(providers.map((provider) => [`${provider}_TIMEOUT_MS`, '3000'])),
      DATABASE_URL: cluster.url,
    });
    void server.exited.then((ended) => {
      exit = ended;
    });
  });
  afterAll(async () => {
    await Promise.all([server?.kill(), emulator?.stop()]);
    await cluster?.close();
    await rm(emulatorDir, { recursive: true, force: true });
  });

  const isReady = async () => {
    if (exit !== undefined) throw new Error(`the service ended: ${JSON.stringify(exit)}\n${server.output()}`);
    // A process that has just ended refuses connections a moment before its end is known.
    return fetch(`${server.url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  };

  test(`killed ${rounds} times under load: nothing acknowledged is lost, and the service goes on`, async () => {
    const history = openHistory();
    const load = makeLoad(() => [server], history, Math.random, 100);
    for (let round = 1; round <= rounds; round += 1) {
      await cluster.ready();
      const victim = (await cluster.primary()) as string;
      let over = false;
      const clients = load.run(() => over, 6);
      await sleep(1_000);
      const before = load.acknowledged.length;
      await cluster.kill(victim);
      const killedAt = Date.now();
      const other = async () => ![victim, undefined].includes(await cluster.primary());
      expect(await until(other, 30_000, 100)).toBe(true);
      const promotedAt = Date.now();
      expect(await until(isReady, 10_000, 50)).toBe(true);
      const readyAt = Date.now();
      await sleep(1_000);
      over = true;
      await clients;
      const after = load.acknowledged.length;
      process.stdout.write(
        `round ${round}: ${victim} killed, another promoted after ${promotedAt - killedAt} ms, service ready ${readyAt - promotedAt} ms later; acknowledged ${before} before and ${after - before} since\n`,
      );
      expect(before).toBeGreaterThan(0);
      expect(after).toBeGreaterThan(before);
      cluster.start(victim);
    }
    await cluster.ready();

    await cluster.query(expireLeases());
    const open = () => cluster.query('SELECT FROM customer_creation WHERE settled_at IS NULL');
    expect(await until(async () => (await open()).length === 0, 30_000, 100)).toBe(true);
    await load.repeatAll(6);

    const links = await cluster.query<{ provider: Provider; externalId: string; customerId: string }>(
      `SELECT provider, external_id AS "externalId", customer_id AS "customerId" FROM provider_customer`,
    );
    const linked = new Map(links.map((link) => [`${link.provider} ${link.externalId}`, link.customerId]));
    for (const { provider, externalId, customerId } of load.acknowledged) {
      expect(linked.get(`${provider} ${externalId}`)).toBe(customerId);
    }
    expect(load.differing).toEqual([]);
    expect(history.contradictions().join('\n')).toBe('');
    for (const provider of providers) {
      const emails = (await emulator.customers(provider)).map(({ email }) => email);
      expect(emails).toHaveLength(new Set(emails).size);
    }
    expect(exit).toBeUndefined();
  });
});
