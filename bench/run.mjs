// `npm run bench`: see README.md beside it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startCluster } from './cluster.mjs';
import { createDatabase } from './database.mjs';
import { entitiesAgainstQuery, halfLoad, millionCustomers, slowCommits } from './experiments.mjs';
import { compare, ratio } from './measure.mjs';
import { postgresCpu } from './postgres-cpu.mjs';
import { printed as printedBy, start, stop } from './processes.mjs';
import { runProgram, undo } from './program.mjs';
import { providers } from './providers.mjs';
import { comparison, machine } from './report.mjs';
import { writeResults } from './results.mjs';
import { checkSameCall } from './same-call.mjs';
import { bareLoop, peerSides, service } from './sides.mjs';
import { targetsOf, targetTable } from './targets.mjs';

/** @typedef {import('./sides.mjs').Variant} Variant */

const options = optionsOrExit();

await runProgram(bench);

async function bench() {
  const { provider, million } = options;
  const { loads, rounds, creates } = plan();
  const world = await setUp();
  const { ours, bare, sides, database, databaseCpu } = world;
  const printed = /** @type {string[]} */ ([]);
  const print = (/** @type {string} */ text) => {
    printed.push(text);
    console.log(text);
  };
  print(machine(`PostgreSQL ${database.version}`));
  print(`createCustomer at ${provider}, ${rounds} rounds, each side in turn, medians`);
  await checkSameCall(world.emulatorUrl, provider, {
    ours: () => ours.side.run({ operations: 1, concurrency: 1, variant: 'plain' }),
    bare: () => bare.side.run({ operations: 1, concurrency: 1, variant: 'plain' }),
  });

  /** @type {{ concurrency: number, variant: Variant, sides: Record<string, import('./measure.mjs').Figures[]> }[]} */
  const runs = [];
  for (const { concurrency, variant } of loads) {
    const measured = await compare(
      sides,
      { operations: creates(concurrency), concurrency, variant },
      { rounds, databaseCpu },
    );
    runs.push({ concurrency, variant, sides: measured });
    const what = variant === 'plain' ? 'without key and reference' : 'with key and reference';
    print(`\n${concurrency} at once, ${what}\n${comparison(measured)}`);
  }

  const run = (/** @type {number} */ concurrency) =>
    runs.find((one) => one.concurrency === concurrency && one.variant === 'plain')?.sides;
  const [at32, at128] = [run(32)?.[ours.side.name], run(128)?.[ours.side.name]];
  const best = Math.max(...[...(at32 ?? []), ...(at128 ?? [])].map(({ perSecond }) => perSecond));
  const targets = targetsOf({
    ratio(side, other, figure, concurrency) {
      const [mine, theirs] = [run(concurrency)?.[side], run(concurrency)?.[other]];
      return mine && theirs && ratio(mine, theirs, figure);
    },
    moreAtOnce: at32 && at128 && ratio(at128, at32, 'perSecond'),
    slowCommits: await slowCommits(world, rounds),
    halfLoad: await halfLoad(world, best / 2, { seconds: options.quick ? 3 : 10, rounds }),
    entities: await entitiesAgainstQuery(world, rounds),
    million: million ? await millionCustomers(world, rounds, print) : undefined,
  });
  print(`\n${targetTable(targets)}`);

  const name = options.quick ? 'quick' : 'bench';
  await writeResults(name, { at: new Date().toISOString(), provider, rounds, runs, targets }, printed);
}

/** What is measured: everything, or what fits into three minutes. */
function plan() {
  const { quick } = options;
  const plain = (quick ? [1, 32, 128] : [1, 4, 32, 128]).map((concurrency) => ({ concurrency, variant: 'plain' }));
  return {
    loads: /** @type {{ concurrency: number, variant: Variant }[]} */ (
      quick ? plain : [...plain, { concurrency: 32, variant: 'keyed' }]
    ),
    rounds: quick ? 2 : 3,
    /** Each run takes some seconds on the fastest side. */
    creates: (/** @type {number} */ concurrency) => (quick ? 0.4 : 1) * Math.min(400 * concurrency, 2000),
  };
}

/** Starts PostgreSQL, the emulated provider and all sides, each as a process of its own. */
async function setUp() {
  const { provider, before } = options;
  const folder = await mkdtemp(join(tmpdir(), 'unified-customers-bench-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const serverUrl = process.env.BENCH_DATABASE_URL || (await startCluster(undo));
  const database = await createDatabase(serverUrl);
  undo.push(database.drop);
  const databaseCpu = await postgresCpu(database.url);

  const emulator = start('dist/emulator/main.js', { EMULATOR_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' });
  undo.push(() => stop(emulator));
  const providerUrl = await printedBy(emulator, new RegExp(`${provider}_BASE_URL=(\\S+)`));

  const surroundings = { provider, providerUrl, folder, undo };
  const ours = await service({ databaseUrl: database.url }, surroundings);
  const bare = await bareLoop(database.url, surroundings);
  const sides = [ours.side, bare.side, ...(await peerSides(database.url, surroundings))];
  if (before !== undefined) {
    const earlier = await createDatabase(serverUrl, before);
    undo.push(earlier.drop);
    const of = { databaseUrl: earlier.url, checkout: before, name: 'before' };
    sides.push((await service(of, surroundings)).side);
  }
  return {
    ...{ database, databaseCpu, serverUrl, surroundings, ours, bare, sides },
    emulatorUrl: new URL(providerUrl).origin,
  };
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
      quick: { type: 'boolean', default: false },
      million: { type: 'boolean', default: false },
      before: { type: 'string' },
      provider: { type: 'string', default: 'STAX' },
    },
  });
  const provider = values.provider.toUpperCase();
  if (!(provider in providers)) throw new Error(`--provider is one of ${Object.keys(providers).join(', ')}`);
  return { ...values, provider };
}
