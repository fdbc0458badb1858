// `npm run bench`: see README.md beside it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { newCustomer, toInput } from './customers.mjs';
import { createDatabase, query } from './database.mjs';
import { runLoad } from './load.mjs';
import { message, printed, start, stop } from './processes.mjs';
import { providers } from './providers.mjs';
import { comparison, machine, reads } from './report.mjs';
import { checkSameCall } from './same-call.mjs';
import { connect } from './service.mjs';
import { figuresOf } from './statistics.mjs';

/** The number of entities in one request. */
const batch = 1_000;

const options = optionsOrExit();
/** @type {(() => Promise<unknown>)[]} Clean-up steps, run in reverse order. */
const undo = [];

const environment = setUp();
/** @type {Promise<void> | undefined} */
let ending;

process.on('SIGINT', () => end(130));
process.on('SIGTERM', () => end(143));
try {
  await bench();
  await end(0);
} catch (error) {
  // Errors that come while everything is being stopped are a consequence of that.
  if (ending === undefined) console.error(error instanceof Error ? error.message : error);
  await end(1);
}

/**
 * Runs the clean-up steps once, and exits.
 *
 * @param {number} code The exit code; that of the first call counts.
 */
function end(code) {
  ending ??= cleanUp(code);
  return ending;
}

/** @param {number} code */
async function cleanUp(code) {
  // If the set-up were still running, it would start processes that are not stopped here.
  await environment.catch(() => {});
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    await step().catch((/** @type {Error} */ error) => console.error(`While cleaning up: ${error.message}`));
  }
  process.exit(code);
}

async function bench() {
  const { provider, rounds, creates, concurrency, reference } = options;
  const { database, service, bare, emulatorUrl } = await environment;
  console.log(machine(`PostgreSQL ${database.version}`));
  console.log(
    `createCustomer at ${provider}: ${rounds} rounds of ${creates}, ${concurrency} at once, each side in turn` +
      `${reference ? ', with a reference' : ''}\n`,
  );

  const createOurs = () => service.createCustomer(toInput(newCustomer(reference)), provider);
  const sides = {
    ours: (/** @type {number} */ operations) => measure({ operations, concurrency }, createOurs),
    async bare(/** @type {number} */ operations) {
      const answer = message(bare);
      bare.send({ operations, concurrency });
      const run = /** @type {any} */ (await answer);
      if (run.failed) throw new Error(`The bare loop failed: ${run.failed}`);
      return figuresOf(run);
    },
  };

  await checkSameCall(emulatorUrl, provider, { ours: () => sides.ours(1), bare: () => sides.bare(1) });
  await sides.ours(creates);
  await sides.bare(creates);
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await sides.ours(creates));
    theirs.push(await sides.bare(creates));
  }
  await checkStored(database.url, 2 * (1 + (1 + rounds) * creates));
  console.log(`${comparison(ours, theirs)}\n`);
  console.log(reads(await measureReads()));

  /**
   * Runs the load and measures it, with the server's CPU time.
   *
   * @param {import('./load.mjs').Amount} amount
   * @param {() => Promise<unknown>} operation
   */
  async function measure(amount, operation) {
    const before = await service.cpuMs();
    const load = await runLoad(amount, operation);
    return figuresOf({ ...load, cpuMs: (await service.cpuMs()) - before });
  }

  async function measureReads() {
    const rows = await query(
      database.url,
      `SELECT customer_id AS id, external_id AS "externalId" FROM provider_customer ORDER BY id DESC LIMIT ${batch}`,
    );
    const customers = rows.map(({ id }) => ({ __typename: 'Customer', id }));
    const links = rows.map(({ externalId }) => ({
      __typename: 'ProviderCustomer',
      provider,
      account: 'default',
      externalId,
    }));
    const next = cycle(rows);
    /** @type {[string, number, import('./load.mjs').Amount, () => Promise<unknown>][]} */
    const kinds = [
      [
        `_entities: ${rows.length} Customer`,
        rows.length,
        { operations: 40, concurrency: 1 },
        () => service.entities(customers),
      ],
      [
        `_entities: ${rows.length} ProviderCustomer with customer`,
        rows.length,
        { operations: 40, concurrency: 1 },
        () => service.entities(links),
      ],
      ['customer(id)', 1, { operations: 2 * creates, concurrency }, () => service.customer(next().id)],
    ];
    const results = [];
    for (const [name, items, amount, operation] of kinds) {
      await runLoad({ ...amount, operations: Math.ceil(amount.operations / 2) }, operation);
      results.push({ name, items, figures: await measure(amount, operation) });
    }
    return results;
  }
}

/** Creates a database, and starts the emulated provider, the service in production mode, and the bare loop. */
async function setUp() {
  const { provider, concurrency, reference } = options;
  const folder = await mkdtemp(join(tmpdir(), 'unified-customers-bench-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const database = await createDatabase(
    process.env.BENCH_DATABASE_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres',
  );
  undo.push(database.drop);

  const emulator = started('dist/emulator/main.js', { EMULATOR_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' });
  const providerUrl = await printed(emulator, new RegExp(`${provider}_BASE_URL=(\\S+)`));

  const server = started('dist/main.js', {
    NODE_ENV: 'production',
    PORT: '0',
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    [`${provider}_BASE_URL`]: providerUrl,
    ...Object.fromEntries(
      Object.entries(providers[provider]?.settings ?? {}).map(([name, value]) => [`${provider}_${name}`, value]),
    ),
  });
  const service = connect(await printed(server, /GraphQL at (http:\S+)\/graphql/), concurrency);
  undo.push(service.close);

  const bare = started('bench/bare-loop.mjs', {
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    PROVIDER: provider,
    PROVIDER_URL: providerUrl,
    WITH_REFERENCE: reference ? 'yes' : 'no',
  });
  await message(bare);
  return { database, service, bare, emulatorUrl: new URL(providerUrl).origin };
}

/**
 * @param {string} file
 * @param {Record<string, string>} env
 */
function started(file, env) {
  const child = start(file, env);
  undo.push(() => stop(child));
  return child;
}

/**
 * Throws unless both sides together have stored the expected number of customers, with all their data.
 *
 * @param {string} url
 * @param {number} expected
 */
async function checkStored(url, expected) {
  const [{ count }] = await query(
    url,
    `SELECT count(*)::integer FROM customer_creation k
     JOIN provider_customer l ON l.customer_id = k.customer_id AND l.external_id = k.external_id
     JOIN customer c ON c.id = k.customer_id
     WHERE k.state = 'SUCCEEDED' AND c.email IS NOT NULL AND c.address IS NOT NULL`,
  );
  if (count !== expected) throw new Error(`${count} customers are stored whole, not ${expected}`);
}

/**
 * @template T
 * @param {readonly T[]} values
 * @returns {() => T}
 */
function cycle(values) {
  let at = 0;
  return () => /** @type {T} */ (values[at++ % values.length]);
}

function optionsOrExit() {
  try {
    return readOptions();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      provider: { type: 'string', default: 'STAX' },
      rounds: { type: 'string', default: '5' },
      creates: { type: 'string', default: '2500' },
      concurrency: { type: 'string', default: '16' },
      reference: { type: 'boolean', default: false },
    },
  });
  const provider = values.provider.toUpperCase();
  if (!(provider in providers)) throw new Error(`--provider is one of ${Object.keys(providers).join(', ')}`);
  const whole = (/** @type {'rounds' | 'creates' | 'concurrency'} */ name) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1`);
    return value;
  };
  return {
    provider,
    rounds: whole('rounds'),
    creates: whole('creates'),
    concurrency: whole('concurrency'),
    reference: values.reference,
  };
}
