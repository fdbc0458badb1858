// `npm run soak`: see README.md beside it.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '../../bench/load.mjs';
import { providers } from '../../bench/providers.mjs';
import { machine, table } from '../../bench/report.mjs';
import { median } from '../../bench/statistics.mjs';
import { arrivals } from './arrivals.mjs';
import { afterMs, capacityMs, overloadFactor, overloadMs, settledWithinMs, shareOfCapacity } from './bounds.mjs';
import { compare } from './ledger.mjs';
import { judge } from './verdicts.mjs';
import { metric, sampling, watchReadiness } from './watch.mjs';
import { openWorld } from './world.mjs';

const minutes = Number(process.env.SOAK_MINUTES ?? 10);
if (!(minutes > 0)) {
  console.error('SOAK_MINUTES is a number above 0');
  process.exit(2);
}

/** @type {(() => Promise<unknown>)[]} Clean-up steps, run in reverse order. */
const undo = [];
/** @type {Promise<never> | undefined} */
let ending;

process.on('SIGINT', () => end(130));
process.on('SIGTERM', () => end(143));
try {
  await end((await soak()) ? 0 : 1);
} catch (error) {
  // After a signal the soak fails because everything is being stopped.
  if (ending === undefined) console.error(error);
  await end(1);
}

/** @param {number} code */
function end(code) {
  ending ??= cleanUp().then(() => process.exit(code));
  return ending;
}

async function cleanUp() {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    await step().catch((/** @type {Error} */ error) => console.error(`While cleaning up: ${error.message}`));
  }
}

async function soak() {
  const { DATABASE_URL, TEST_DATABASE_URL } = process.env;
  const world = await openWorld(TEST_DATABASE_URL || DATABASE_URL || undefined, undo);
  const { client, origin } = world;
  console.log(machine(world.database));
  /** @type {Map<string, import('./arrivals.mjs').Asked>} */
  const asked = new Map();
  const load = arrivals(client, Object.keys(providers), asked);

  const capacity = await measureCapacity(load.createOne);
  const perSecond = shareOfCapacity * capacity;
  const lengthMs = minutes * 60_000;
  console.log(
    `The machine can do ${capacity.toFixed(0)} creations a second. ${perSecond.toFixed(0)} a second for ${minutes} minutes.`,
  );

  const hasEnded = () => world.ended() !== undefined;
  await world.openConnections();
  const stopSampling = sampling(Math.min(10_000, lengthMs / 30), world.sample);
  const stopWatching = watchReadiness(origin);
  const steady = { calls: await load.run(perSecond, lengthMs, hasEnded), probes: await stopWatching() };
  const samples = await stopSampling();
  console.log(described(samples));
  throwIfEnded(world);

  // What else ran on the machine may have ended: what was too much before need not be too much now.
  const muchPerSecond = overloadFactor * Math.max(perSecond, shareOfCapacity * (await measureCapacity(load.createOne)));
  console.log(
    `${muchPerSecond.toFixed(0)} a second for ${overloadMs / 1000} seconds, then ${perSecond.toFixed(0)} again.`,
  );
  await world.openConnections();
  const stopWatchingOverload = watchReadiness(origin);
  const overload = {
    calls: await load.run(muchPerSecond, overloadMs, hasEnded),
    probes: await stopWatchingOverload(),
  };
  const after = await load.run(perSecond, afterMs, hasEnded);

  throwIfEnded(world);
  const leftOpen = await waitUntilSettled(origin);
  const { links, states } = await world.readRecords();
  console.log(`In the database: ${states.map(({ state, count }) => `${count} ${state}`).join(', ')}.\n`);
  const findings = await compare(asked, links, world.folder);
  const verdicts = judge({ capacity, samples, steady, overload, after, leftOpen, findings });
  console.log(table([['', 'measured', 'expected', ''], ...verdicts.map(({ cells }) => cells)]));
  return verdicts.every(({ holds }) => holds);
}

/** @param {{ ended: () => string | undefined }} world */
function throwIfEnded({ ended }) {
  const how = ended();
  if (how !== undefined) throw new Error(how);
}

/**
 * In a closed loop, which never asks for more than can be done; the first seconds are for the compiler.
 *
 * @param {() => Promise<void>} createOne
 */
async function measureCapacity(createOne) {
  const [operations, concurrency] = [500, 32];
  const perSecond = [];
  const began = performance.now();
  for (let sinceMs = 0; sinceMs < capacityMs || perSecond.length === 0; sinceMs = performance.now() - began) {
    const { seconds } = await runLoad({ operations, concurrency }, createOne);
    if (sinceMs >= capacityMs / 2) perSecond.push(operations / seconds);
  }
  return median(perSecond);
}

/** @param {readonly import('./watch.mjs').Sample[]} samples */
function described(samples) {
  const range = (/** @type {number[]} */ values) => `${Math.min(...values)} to ${Math.max(...values)}`;
  const connections = samples.flatMap(({ connections }) => connections ?? []);
  return (
    `Meanwhile ${range(samples.map(({ inWork }) => inWork))} requests in work, ` +
    `${range(samples.map(({ open }) => open))} creations open` +
    (connections.length > 0 ? `, ${range(connections)} connections to the database.` : '.')
  );
}

/**
 * How many creations are still open when they all should be settled.
 *
 * @param {string} origin
 */
async function waitUntilSettled(origin) {
  const deadline = performance.now() + settledWithinMs;
  for (;;) {
    const text = await (await fetch(`${origin}/metrics`)).text();
    const open = metric(text, 'customer_creations_open');
    if (open === 0 || performance.now() > deadline) return open;
    await sleep(1_000);
  }
}
