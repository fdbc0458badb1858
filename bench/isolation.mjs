// `npm run bench:isolation`: see README.md beside it.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { providerDefinitions } from '../dist/datasources/registry.js';
import { startCluster } from './cluster.mjs';
import { newCustomer, toInput } from './customers.mjs';
import { createDatabase } from './database.mjs';
import { printed, start, stop } from './processes.mjs';
import { runProgram, undo } from './program.mjs';
import { machine, table } from './report.mjs';
import { connect } from './service.mjs';
import { median, quantile } from './statistics.mjs';

/** Longer than a run, so that no hanging call times out and the circuit breaker stays closed. */
const timeoutMs = 120_000;
const roundMs = 10_000;

const { hanging, perSecond, rounds } = optionsOrExit();
const others = providerDefinitions.map(({ name }) => name).filter((name) => name !== hanging);

await runProgram(bench);

async function bench() {
  const { database, services } = await setUp();
  console.log(machine(`PostgreSQL ${database.version}`));
  console.log(
    `${perSecond} creations a second at each of ${providerDefinitions.length} providers and each of two servers: ` +
      `${hanging} answers one and hangs for the other; ${rounds} rounds of ${roundMs / 1000} s\n`,
  );
  await round(services);
  /** @type {P99[][]} */
  const measured = [];
  for (let count = 0; count < rounds; count++) measured.push(await round(services));
  console.log(report(measured));
}

/** @typedef {Record<string, number>} P99 In milliseconds, for each provider that does not hang, and for `all` of them. */

/**
 * Begins creations at all providers at a constant rate, without waiting for answers. The servers take turns call by call,
 * so that other load on the machine affects both alike.
 *
 * @param {readonly ReturnType<typeof connect>[]} services
 * @returns {Promise<P99[]>} By service.
 */
async function round(services) {
  const latencies = services.map(() => Object.fromEntries(others.map((name) => [name, /** @type {number[]} */ ([])])));
  const turns = [...others, hanging].flatMap((provider) =>
    services.map((service, side) => ({ provider, service, side })),
  );
  const intervalMs = 1000 / (perSecond * turns.length);
  const calls = [];
  const began = performance.now();
  for (let turn = 0; turn * intervalMs < roundMs; turn++) {
    const due = began + turn * intervalMs;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const { provider, service, side } = /** @type {(typeof turns)[number]} */ (turns[turn % turns.length]);
    const call = service.createCustomer(toInput(newCustomer(false)), provider);
    // Counted from the moment when the call was due, so that a late beginning counts too.
    if (provider !== hanging) calls.push(call.then(() => latencies[side]?.[provider]?.push(performance.now() - due)));
    else call.catch(() => {});
  }
  await Promise.all(calls);
  return latencies.map((byProvider) => ({
    ...Object.fromEntries(Object.entries(byProvider).map(([name, values]) => [name, p99(values)])),
    all: p99(Object.values(byProvider).flat()),
  }));
}

/** @param {number[]} values */
function p99(values) {
  return quantile(
    values.sort((a, b) => a - b),
    0.99,
  );
}

/** @param {readonly P99[][]} measured */
function report(measured) {
  const rows = [...others, 'all'].map((name) => {
    const [answers = [], hangs = []] = [0, 1].map((side) => measured.map((sides) => sides[side]?.[name] ?? Number.NaN));
    const ratios = hangs.map((value, index) => value / (answers[index] ?? Number.NaN));
    return [
      name === 'all' ? `all ${others.length}` : name,
      `${median(answers).toFixed(1)} ms`,
      `${median(hangs).toFixed(1)} ms`,
      `${median(ratios).toFixed(2)} ×`,
      `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    ];
  });
  return table([
    ['', `p99, ${hanging} answers`, `p99, ${hanging} hangs`, 'ratio, median', 'ratio, min to max'],
    ...rows,
  ]);
}

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'unified-customers-isolation-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const database = await createDatabase(process.env.BENCH_DATABASE_URL || (await startCluster(undo)));
  undo.push(database.drop);
  const emulator = started('dist/emulator/main.js', { EMULATOR_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' });
  const emulatorUrl = new URL(await printed(emulator, /providers on (http:\S+)\./)).origin;
  const settings = {
    NODE_ENV: 'production',
    PORT: '0',
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    [`${hanging}_TIMEOUT_MS`]: String(timeoutMs),
    ...Object.fromEntries(
      providerDefinitions.flatMap(({ name, settings }) => [
        [`${name}_BASE_URL`, `${emulatorUrl}/${name.toLowerCase()}`],
        // With a provider's rate limit, the run would measure only that.
        [`${name}_RATE_LIMIT_PER_SECOND`, '1000000'],
        [`${name}_FAILED_REQUESTS_PER_MINUTE`, '1000000'],
        ...settings.flatMap((setting) => (setting.emulated ? [[`${name}_${setting.name}`, setting.emulated]] : [])),
      ]),
    ),
  };
  const calm = started('dist/main.js', settings);
  const disturbed = started('dist/main.js', { ...settings, [`${hanging}_BASE_URL`]: await startSilentServer() });
  const services = [];
  for (const server of [calm, disturbed]) {
    // Enough connections for all calls that may hang, so that the load generator does not delay the other calls.
    const service = connect(await printed(server, /GraphQL at (http:\S+)\/graphql/), 512);
    undo.push(service.close);
    services.push(service);
  }
  return { database, services };
}

/** Starts a server that accepts connections and never answers. Resolves to its URL. */
async function startSilentServer() {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).resume());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  undo.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
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

function optionsOrExit() {
  try {
    const { values } = parseArgs({
      options: {
        hanging: { type: 'string', default: 'STAX' },
        rate: { type: 'string', default: '20' },
        rounds: { type: 'string', default: '6' },
      },
    });
    const name = values.hanging.toUpperCase();
    const names = providerDefinitions.map((definition) => definition.name);
    if (!names.includes(name)) throw new Error(`--hanging is one of ${names.join(', ')}`);
    const [rate, count] = [Number(values.rate), Number(values.rounds)];
    if (!(rate >= 1) || !Number.isInteger(count) || count < 1) throw new Error('--rate and --rounds are from 1');
    return { hanging: name, perSecond: rate, rounds: count };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(2);
  }
}
