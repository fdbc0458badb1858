import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migratePostgres } from '../../src/repositories/database.js';
import { audit } from '../crash/support/audit.js';
import { type EmulatorProcess, startEmulatorProcess } from '../crash/support/emulator-process.js';
import { openHistory } from '../crash/support/history.js';
import { makeLoad } from '../crash/support/load.js';
import { providers, settingsFor } from '../crash/support/providers.js';
import { type ServerProcess, startServer } from '../crash/support/server-process.js';
import { readRecords } from '../crash/support/store.js';
import { until } from '../crash/support/until.js';
import { createDatabase } from '../support/database.js';
import { expireLeases } from '../support/expire-leases.js';
import { buildEarlierVersion, type EarlierVersion } from './earlier-version.js';

/*
 * Old and new replicas side by side on one database, under load, as in a rolling upgrade: only old ones, old ones on the
 * new tables, both, and new ones alone; then the way back. In each step one is killed, and what it had under way is
 * recovered by whichever version comes to it. Calls go to either, so each replays and reads what the other has stored.
 */

const { TEST_DATABASE_URL = 'postgresql://postgres@127.0.0.1:5432/postgres', UPGRADE_FROM } = process.env;
const stepMs = Number(process.env.UPGRADE_STEP_SECONDS ?? 10) * 1_000;

let earlier: EarlierVersion;
let database: { readonly url: string; drop(): Promise<void> };
let emulator: EmulatorProcess;
let emulatorDir: string;
let settings: Record<string, string>;
const up = new Set<ServerProcess>();
const history = openHistory();
const load = makeLoad(() => [...up], history, Math.random, 100);

beforeAll(async () => {
  emulatorDir = await mkdtemp(join(tmpdir(), 'upgrade-emulator-'));
  [earlier, database, emulator] = await Promise.all([
    buildEarlierVersion(UPGRADE_FROM),
    createDatabase(TEST_DATABASE_URL),
    startEmulatorProcess(emulatorDir),
  ]);
  settings = { ...settingsFor((provider) => emulator.baseUrl(provider)), DATABASE_URL: database.url };
  for (const provider of providers) settings[`${provider}_TIMEOUT_MS`] = '3000';
});

afterAll(async () => {
  await Promise.all([...up].map((server) => server.kill()));
  await emulator?.stop();
  await rm(emulatorDir, { recursive: true, force: true });
  await database?.drop();
  await earlier?.remove();
});

async function startOne(version?: 'old'): Promise<ServerProcess> {
  const server = await startServer(settings, version && { version: earlier.directory });
  up.add(server);
  return server;
}

/** As a deployment does it. */
async function stopOne(server: ServerProcess): Promise<void> {
  up.delete(server);
  server.signal('SIGTERM');
  expect(await server.exited).toEqual({ code: 0, signal: null });
}

async function killOne(server: ServerProcess): Promise<void> {
  up.delete(server);
  await server.kill();
}

/** Clients go on during a step, and some of the providers' answers get lost. */
async function step(name: string, act: () => Promise<void>): Promise<void> {
  const before = load.acknowledged.length;
  let over = false;
  const clients = load.run(() => over, 6);
  await sleep(stepMs / 2);
  await act();
  await sleep(stepMs / 2);
  over = true;
  await clients;
  const acknowledged = load.acknowledged.length - before;
  process.stdout.write(`${name}: ${acknowledged} acknowledged\n`);
  expect(acknowledged).toBeGreaterThan(0);
}

const query = async (text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

test('old and new replicas work side by side, forwards and back', async () => {
  earlier.run('cli/migrate.js', { DATABASE_URL: database.url });
  for (const provider of providers) {
    for (const recorded of [true, false]) {
      await emulator.inject({ provider, times: 'always', probability: 0.03, fault: { kind: 'reset', recorded } });
    }
  }
  let [first, second] = await Promise.all([startOne('old'), startOne('old')]);
  let applied: readonly string[] = [];
  await step(`${earlier.name}, migrated under load`, async () => {
    applied = await migratePostgres(database.url);
  });
  process.stdout.write(`migrations: ${applied.join(', ') || 'none'}\n`);
  await step('old on the new tables, one killed', async () => {
    await killOne(first);
    first = await startOne('old');
  });
  await step('the first is replaced', async () => {
    const next = await startOne();
    await stopOne(first);
    first = next;
  });
  await step('old and new, an old one killed', async () => {
    await killOne(second);
    second = await startOne('old');
  });
  await step('old and new, a new one killed', async () => {
    await killOne(first);
    first = await startOne();
  });
  await step('the second is replaced', async () => {
    const next = await startOne();
    await stopOne(second);
    second = next;
  });
  await step('back: old and new', async () => {
    const next = await startOne('old');
    await stopOne(second);
    second = next;
  });
  await step('back: old alone', async () => {
    const next = await startOne('old');
    await killOne(first);
    first = next;
  });
  await step('and forwards again', async () => {
    const next = await startOne();
    await Promise.all([stopOne(first), stopOne(second)]);
    first = next;
  });

  await emulator.clearFaults();
  await query(expireLeases());
  const open = () => query("SELECT FROM customer_creation WHERE settled_at IS NULL AND state <> 'NEEDS_REVIEW'");
  expect(await until(async () => (await open()).length === 0, 60_000, 100)).toBe(true);
  await load.repeatAll(6);

  const records = await readRecords({ url: database.url });
  const { customersAtProviders, creations, ...wrong } = await audit(emulator, records);
  process.stdout.write(
    `${JSON.stringify({ calls: history.calls, answers: load.answers, customersAtProviders, creations }, undefined, 2)}\n`,
  );
  expect(wrong).toEqual({ duplicates: [], lost: [], dangling: [], unlinkedCustomers: 0, reviews: [] });
  const linked = new Set(records.links.map(({ provider, externalId }) => `${provider} ${externalId}`));
  expect(load.acknowledged.filter(({ provider, externalId }) => !linked.has(`${provider} ${externalId}`))).toEqual([]);
  expect(load.differing).toEqual([]);
  expect(history.contradictions().join('\n')).toBe('');
});
