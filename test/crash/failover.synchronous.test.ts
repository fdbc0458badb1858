import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expireLeases } from '../support/expire-leases.js';
import { customerIds } from './support/audit.js';
import { byBoth, hasClusters, openWorld, readiness, recovered, someone, type World } from './support/failover-world.js';
import { openHistory } from './support/history.js';
import { makeLoad } from './support/load.js';
import type { PostgresNode } from './support/postgres-node.js';
import { type Provider, providers } from './support/providers.js';
import { until } from './support/until.js';

describe.skipIf(!hasClusters)('a synchronous standby', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ synchronous: true, timeoutMs: 3_000 });
  });
  afterAll(() => world?.close());

  test('that is away holds up every creation, and nothing is sent', async () => {
    const { cluster, emulator, server } = world;
    // What it writes when it starts, it has written.
    expect(await until(async () => (await readiness(server)) === '200 ready', 5_000)).toBe(true);
    await cluster.cutReplication();
    const waiting = providers.map((provider) => someone(provider, 'waiting', byBoth));
    let answered = 0;
    const answers = waiting.map(({ provider, input }) =>
      server
        .createCustomer(provider, input)
        .catch((error: Error) => error.message)
        .finally(() => {
          answered += 1;
        }),
    );
    // Those that came while the first waited are in one statement.
    const inserting = () =>
      cluster.primary.query(
        `SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '-- creation.begin%'`,
      );
    expect(await until(async () => (await inserting()).length > 0, 3_000)).toBe(true);
    await sleep(500);
    expect(answered).toBe(0);
    expect(await readiness(server)).toBe('200 ready');

    for (const answer of await Promise.all(answers)) expect(answer).toContain('INTERNAL_SERVER_ERROR');
    for (const { provider, email } of waiting) expect(await emulator.creationRequests(provider, email)).toBe(0);

    expect((await inserting()).length).toBeGreaterThan(0);

    // What waited takes effect when the standby is back: recovery sends it, whoever is still there.
    await cluster.mendReplication();
    const open = () => cluster.primary.query('SELECT FROM customer_creation WHERE settled_at IS NULL');
    expect(await until(async () => (await open()).length === waiting.length, 5_000)).toBe(true);
    await cluster.primary.query(expireLeases());
    expect(await until(async () => (await open()).length === 0, 20_000, 50)).toBe(true);
    for (const { provider, email, input } of waiting) {
      const { created, providerCustomer } = await server.createCustomer(provider, input);
      expect({ created, ids: [providerCustomer?.externalId] }).toEqual({
        created: false,
        ids: await customerIds(emulator, provider, email),
      });
    }
  });

  test('is passed over when somebody cancels the wait for it', async () => {
    const { cluster, server } = world;
    await cluster.cutReplication();
    const { provider, input } = someone(providers[0] as Provider, 'cancelled', byBoth);
    let answered = false;
    const answer = server.createCustomer(provider, input).finally(() => {
      answered = true;
    });
    const cancel = () =>
      cluster.primary.query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
    // The statement that begins it waits, and then the one that settles it.
    await until(async () => (await cancel()) && answered, 5_000, 50);
    expect(await answer).toMatchObject({ created: true });
    const at = (node: PostgresNode) =>
      node.query('SELECT FROM customer_creation WHERE idempotency_key = $1', [input.idempotencyKey]);
    expect(await at(cluster.primary)).toHaveLength(1);
    expect(await at(cluster.standby)).toHaveLength(0);
    await cluster.mendReplication();
  });

  test('has everything that was acknowledged, when the primary is killed under load and it is promoted', async () => {
    const { cluster, emulator, server } = world;
    const history = openHistory();
    const load = makeLoad(() => [server], history);
    const clients = load.run(Date.now() + 4_000, 6);
    await sleep(2_000);
    await cluster.primary.kill();
    const before = load.acknowledged.length;
    expect(before).toBeGreaterThan(0);
    cluster.pointTo(cluster.standby);
    await cluster.promoteStandby();
    await clients;
    expect(load.acknowledged.length).toBeGreaterThan(before);
    await recovered(world);
    await load.repeatAll(6);

    const links = await cluster.standby.query<{ provider: Provider; externalId: string; customerId: string }>(
      `SELECT provider, external_id AS "externalId", customer_id AS "customerId" FROM provider_customer`,
    );
    const linked = new Map(
      links.map(({ provider, externalId, customerId }) => [`${provider} ${externalId}`, customerId]),
    );
    for (const { provider, externalId, customerId } of load.acknowledged) {
      expect(linked.get(`${provider} ${externalId}`)).toBe(customerId);
    }
    expect(load.differing).toEqual([]);
    expect(history.contradictions().join('\n')).toBe('');
    for (const provider of providers) {
      const emails = (await emulator.customers(provider)).map(({ email }) => email);
      expect(emails).toHaveLength(new Set(emails).size);
    }
  });
});
