// `npm run bench:start`: see README.md beside it.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../test/support/free-port.mjs';
import { startCluster } from './cluster.mjs';
import { createDatabase } from './database.mjs';
import { runProgram, undo } from './program.mjs';
import { providers } from './providers.mjs';
import { machine } from './report.mjs';
import { residentMb, run, untilReady } from './server-process.mjs';
import { resultsOf, startTable, targetTable } from './start-results.mjs';

/** @typedef {import('./start-results.mjs').Start} Start */

const root = fileURLToPath(new URL('..', import.meta.url));
const restMs = 10_000;

const { rounds, json } = optionsOrExit();

await runProgram(bench);

async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'unified-customers-start-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const database = await createDatabase(process.env.BENCH_DATABASE_URL || (await startCluster(undo)));
  undo.push(database.drop);
  const about = machine(`PostgreSQL ${database.version}`);
  console.log(`${about}\n${rounds} starts of each, in turn\n`);

  const imports = (await readFile(join(root, 'dist/main.js'), 'utf8')).match(/^import .*;$/gm)?.join('\n') ?? '';
  const onPostgres = { NODE_ENV: 'production', DATABASE_URL: database.url, DATA_DIR: folder, ...credentials() };
  const node = process.execPath;
  /** @type {Record<string, (atRest: boolean) => Promise<Start>>} */
  const programs = {
    node: () => untilEnd([node, '-e', '0']),
    imports: () => untilEnd([node, '--input-type=module', '-e', imports], join(root, 'dist')),
    postgres: (atRest) => untilServing([node, 'dist/main.js'], onPostgres, atRest),
    embedded: (atRest) => untilServing(['npm', 'start'], { DATA_DIR: join(folder, 'embedded') }, atRest),
  };
  // The first start of each, which may have to read files from the disk and creates the embedded database.
  for (const start of Object.values(programs)) await start(false);
  /** @type {Record<string, Start[]>} */
  const measured = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, start] of Object.entries(programs)) measured[name]?.push(await start(true));
  }
  const { starts, targets } = resultsOf(measured);
  console.log(`${startTable(starts)}\n\n${targetTable(targets)}`);
  if (!json) return;
  const results = new URL('results/', import.meta.url);
  await mkdir(results, { recursive: true });
  const written = { machine: about, at: new Date().toISOString(), rounds, starts, targets };
  await writeFile(new URL('start.json', results), `${JSON.stringify(written, undefined, 2)}\n`);
  console.log('\nWritten: bench/results/start.json');
}

/**
 * @param {readonly string[]} command
 * @param {string} [cwd]
 * @returns {Promise<Start>}
 */
async function untilEnd(command, cwd = root) {
  const began = performance.now();
  await run(command, { cwd }).succeeded;
  return { ms: performance.now() - began };
}

/**
 * @param {readonly string[]} command
 * @param {Record<string, string>} settings
 * @param {boolean} atRest Whether to measure the memory too.
 * @returns {Promise<Start>}
 */
async function untilServing(command, settings, atRest) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const server = run(command, { cwd: root, env: { ...settings, PORT: String(port) } });
  undo.push(server.stop);
  await untilReady(origin, server);
  const ms = performance.now() - began;
  if (atRest) await sleep(restMs);
  const mb = atRest ? await residentMb(origin) : undefined;
  undo.pop();
  await server.stop();
  return { ms, mb };
}

/** Of all providers, so that none is missing when the service starts. */
function credentials() {
  return Object.fromEntries(
    Object.entries(providers).flatMap(([name, { settings }]) =>
      Object.entries(settings).map(([key, value]) => [`${name}_${key}`, value]),
    ),
  );
}

function optionsOrExit() {
  try {
    const { values } = parseArgs({
      options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1');
    return { rounds, json: values.json };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
