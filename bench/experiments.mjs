import { createDatabase, query } from './database.mjs';
import { runArrivals, runLoad } from './load.mjs';
import { compare, measure, ratio, spread } from './measure.mjs';
import { postgresCpu } from './postgres-cpu.mjs';
import { service } from './sides.mjs';
import { quantile } from './statistics.mjs';

/**
 * @typedef {object} World What run.mjs has started.
 * @property {{ url: string }} database
 * @property {string} serverUrl
 * @property {(() => Promise<number>) | undefined} databaseCpu
 * @property {import('./sides.mjs').Surroundings} surroundings
 * @property {Awaited<ReturnType<typeof service>>} ours
 * @property {Awaited<ReturnType<typeof bareLoop>>} bare
 */

const plain = /** @type {const} */ ('plain');

/**
 * Creates per second, against the bare loop, while every commit takes five milliseconds more, as with a standby that is
 * waited for.
 *
 * @param {World} world
 * @param {number} rounds
 */
export async function slowCommits({ serverUrl, databaseCpu, ours, bare }, rounds) {
  const set = async (/** @type {string} */ delay) => {
    await query(serverUrl, `ALTER SYSTEM ${delay} commit_delay${delay === 'SET' ? ' = 5000' : ''}`);
    await query(serverUrl, `ALTER SYSTEM ${delay} commit_siblings${delay === 'SET' ? ' = 0' : ''}`);
    await query(serverUrl, 'SELECT pg_reload_conf()');
  };
  await set('SET');
  try {
    const work = { operations: 2000, concurrency: 32, variant: plain };
    const measured = await compare([ours.side, bare.side], work, { rounds, databaseCpu });
    return ratio(measured[ours.side.name] ?? [], measured[bare.side.name] ?? [], 'perSecond');
  } finally {
    await set('RESET');
  }
}

/**
 * p99 while creations come at random, at half of what can be done. `parts`: against the median of the provider's answer and
 * of two commits, each taken alone. `bare`: against the bare loop, to which they come as often, in turn: what the machine and
 * the other programs on it are late by is in both.
 *
 * @param {World} world
 * @param {number} perSecond
 * @param {{ seconds: number, rounds: number }} amount
 */
export async function halfLoad({ ours, bare }, perSecond, { seconds, rounds }) {
  const { providerMs, commitMs } = await bare.latencies(300);
  const one = () => ours.side.run({ operations: 1, concurrency: 1, variant: plain });
  const [mine, theirs] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let round = 0; round < rounds; round += 1) {
    mine.push(quantile((await runArrivals({ perSecond, seconds }, one)).latencies, 0.99));
    theirs.push(quantile((await bare.arrivals({ perSecond, seconds })).latencies, 0.99));
  }
  return {
    parts: spread(mine.map((ms) => ms / (providerMs + 2 * commitMs))),
    bare: spread(mine.map((ms, round) => ms / (theirs[round] ?? Number.NaN))),
  };
}

/**
 * CPU of 100 representations in `_entities`, against one query for the same rows and `JSON.stringify`.
 *
 * @param {World} world
 * @param {number} rounds
 */
export async function entitiesAgainstQuery({ database, databaseCpu, ours, bare }, rounds) {
  const rows = await query(database.url, 'SELECT id FROM customer ORDER BY id DESC LIMIT 100');
  const ids = rows.map(({ id }) => id);
  const representations = ids.map((id) => ({ __typename: 'Customer', id }));
  const operations = 500;
  const readOurs = (/** @type {number} */ count) =>
    runLoad({ operations: count, concurrency: 1 }, () => ours.client.entities(representations));
  await readOurs(200);
  await bare.read(ids, 200);
  const [mine, theirs] = [
    /** @type {import('./measure.mjs').Figures[]} */ ([]),
    /** @type {import('./measure.mjs').Figures[]} */ ([]),
  ];
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await measure(ours.side, databaseCpu, () => readOurs(operations)));
    theirs.push(await measure(bare.side, databaseCpu, () => bare.read(ids, operations)));
  }
  return ratio(mine, theirs, 'cpuMs');
}

/**
 * CPU of a create, of the service and PostgreSQL together, in a database with a million customers, against a new one. Each
 * has a service of its own, and they take turns.
 *
 * @param {World} world
 * @param {number} rounds
 * @param {(text: string) => void} print
 */
export async function millionCustomers({ serverUrl, databaseCpu, surroundings }, rounds, print) {
  const of = async (/** @type {string} */ name, /** @type {boolean} */ full) => {
    const database = await createDatabase(serverUrl);
    surroundings.undo.push(database.drop);
    if (full) {
      await fill(database.url);
      print(`\nA database of a million customers has ${await sizeInMb(database.url)} MB.`);
    }
    return (await service({ databaseUrl: database.url, name }, surroundings)).side;
  };
  const sides = [await of('a million', true), await of('none', false)];
  const work = { operations: 3000, concurrency: 32, variant: /** @type {const} */ ('keyed') };
  const measured = await compare(sides, work, { rounds, databaseCpu: databaseCpu ?? (await postgresCpu(serverUrl)) });
  const costs = Object.values(measured).map((figures) =>
    figures.map(({ cpuMs, databaseCpuMs }) => cpuMs + (databaseCpuMs || 0)),
  );
  return spread((costs[0] ?? []).map((cost, round) => cost / (costs[1]?.[round] ?? Number.NaN)));
}

/** @param {string} url */
async function sizeInMb(url) {
  const [{ size }] = await query(url, 'SELECT pg_database_size(current_database())::float8 AS size');
  return Math.round(size / 2 ** 20);
}

/** @param {string} url */
async function fill(url) {
  await query(
    url,
    `WITH new AS (
       SELECT gen_random_uuid() AS id, 'filled-' || n AS name FROM generate_series(1, 1000000) AS n
     ), customers AS (
       INSERT INTO customer (id, reference, first_name, last_name, email, phone, company, address, metadata)
       SELECT id, name, 'Ada', 'Lovelace', name || '@example.com', '+12025550143', 'Analytical Engines Ltd',
         '{"line1": "12 Main Street", "city": "Springfield", "state": "IL", "postalCode": "62701", "country": "US"}',
         '[{"key": "plan", "value": "annual"}]'
       FROM new
     ), refs AS (
       INSERT INTO customer_reference (reference, customer_id, holders) SELECT name, id, 1 FROM new
     ), mode AS (
       INSERT INTO account_mode (provider, account, mode) VALUES ('STAX', 'default', 'TEST')
     ), keys AS (
       INSERT INTO idempotency_key (key, mode, together) SELECT name, 'TEST', false FROM new
     ), links AS (
       INSERT INTO provider_customer (id, customer_id, provider, account, mode, external_id)
       SELECT gen_random_uuid(), id, 'STAX', 'default', 'TEST', name FROM new
     )
     INSERT INTO customer_creation (
       id, state, provider, account, mode, customer_id, existing_customer, reference, idempotency_key, fingerprint,
       attempts, lease_until, recover_until, external_id, created, settled_at)
     SELECT gen_random_uuid(), 'SUCCEEDED', 'STAX', 'default', 'TEST', id, false, name, name, name, 1, now(), now(),
       name, true, now()
     FROM new`,
  );
  await query(url, 'VACUUM ANALYZE');
}
