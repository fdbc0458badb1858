// `npm run bench:profile`: see README.md beside it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startCluster } from './cluster.mjs';
import { createDatabase } from './database.mjs';
import { printed, start, stop } from './processes.mjs';
import { runProgram, undo } from './program.mjs';
import { table } from './report.mjs';
import { service } from './sides.mjs';

/** Parts with less than this share of the CPU time are counted together. */
const leastShare = 0.01;

await runProgram(async () => console.log(await profile()));

/** Where the CPU time of the service goes while it creates customers, 32 at once. */
async function profile() {
  const folder = await mkdtemp(join(tmpdir(), 'unified-customers-profile-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const database = await createDatabase(process.env.BENCH_DATABASE_URL || (await startCluster(undo)));
  undo.push(database.drop);
  const emulator = start('dist/emulator/main.js', { EMULATOR_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' });
  undo.push(() => stop(emulator));
  const providerUrl = await printed(emulator, /STAX_BASE_URL=(\S+)/);
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const { side, client } = await service(
    { databaseUrl: database.url, flags },
    { provider: 'STAX', providerUrl, folder, undo },
  );
  const run = (/** @type {number} */ operations) => side.run({ operations, concurrency: 32, variant: 'plain' });
  await run(2_000);
  const { seconds } = await run(20_000);
  await client.close();
  await stop(side.child);
  const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const shares = sharesOf(JSON.parse(await readFile(join(folder, file), 'utf8')));
  return `${(20_000 / seconds).toFixed(0)} creates a second under the profiler\n\n${table([
    ['', 'share of CPU'],
    ...shares.map(([part, share]) => [part, `${(100 * share).toFixed(1)} %`]),
  ])}`;
}

/**
 * The share of each part in the CPU time, the largest first.
 *
 * @param {{ nodes: { id: number, callFrame: { functionName: string, url: string } }[], samples: number[], timeDeltas: number[] }} profile
 * @returns {[part: string, share: number][]}
 */
function sharesOf({ nodes, samples, timeDeltas }) {
  const partOf = new Map(nodes.map(({ id, callFrame }) => [id, part(callFrame)]));
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const [at, id] of samples.entries()) {
    const name = partOf.get(id) ?? '?';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[at] ?? 0));
  }
  times.delete('idle');
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  const all = [...times].map(([name, time]) => /** @type {[string, number]} */ ([name, time / total]));
  const large = all.filter(([, share]) => share >= leastShare).sort(([, a], [, b]) => b - a);
  const rest = 1 - large.reduce((sum, [, share]) => sum + share, 0);
  return [...large, [`${all.length - large.length} others`, rest]];
}

/** @param {{ functionName: string, url: string }} callFrame */
function part({ functionName, url }) {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (name) return name;
  const [, folder] = /\/dist\/(\w+)/.exec(url) ?? [];
  if (folder) return `this service: ${folder}/`;
  if (url.startsWith('node:')) return `Node.js: ${url.slice('node:'.length).replace('internal/', '').split('/')[0]}`;
  return (
    { '(garbage collector)': 'garbage collection', '(idle)': 'idle', writev: 'writing to sockets (writev)' }[
      functionName
    ] ?? 'V8 and other native code'
  );
}
