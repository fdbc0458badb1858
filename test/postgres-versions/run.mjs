// Runs the tests that use a database on each version of PostgreSQL, or on those that are named: `-- 14 18`.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const all = ['14', '15', '16', '17', '18'];
const wanted = process.argv.slice(2);
const tests = ['test/integration/repositories', 'test/e2e'];
/** These use the embedded database, or servers of their own. */
const others = ['embedded-database', 'file-lock', 'servers'].map((name) => `--exclude=**/${name}.test.ts`);

/** PostgreSQL refuses to run as root: then it runs as a user that can do nothing else. */
const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

async function untilItAnswers(url) {
  const program = join(root, 'test/support/postgres-answers.mjs');
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    if (spawnSync(process.execPath, [program, url]).status === 0) return;
    await sleep(200);
  }
  throw new Error(`PostgreSQL does not answer at ${url}`);
}

function runTool(file, args, options) {
  const { status, error, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${file} ended with ${status}:\n${stderr}`);
  return stdout.trim();
}

/** @returns whether the tests passed. */
async function testOn(version) {
  const native = join(here, 'node_modules', `postgresql-${version}`, 'native');
  // The package makes its links in a script, which npm may not be allowed to run.
  runTool(process.execPath, [join(dirname(native), 'scripts', 'hydrate-symlinks.js')], { cwd: dirname(native) });
  for (const program of ['initdb', 'postgres']) chmodSync(join(native, 'bin', program), 0o755);
  const directory = mkdtempSync(join(tmpdir(), 'postgres-versions-'));
  if (owner.uid) chownSync(directory, owner.uid, owner.gid);
  const options = { cwd: directory, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...owner };
  const data = join(directory, 'data');
  const initdb = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'];
  runTool(join(native, 'bin', 'initdb'), [...initdb, '--pgdata', data], options);
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...options, stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
    await untilItAnswers(url);
    process.stdout.write(`\n== ${runTool(join(native, 'bin', 'postgres'), ['--version'], options)}\n`);
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const env = { ...process.env, TEST_DATABASE_URL: url };
    const { status } = spawnSync(process.execPath, [vitest, 'run', ...tests, ...others], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    return status === 0;
  } finally {
    server.kill('SIGINT');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
}

const results = [];
for (const version of wanted.length > 0 ? wanted : all) results.push([version, await testOn(version)]);
process.stdout.write('\n');
for (const [version, passed] of results)
  process.stdout.write(`PostgreSQL ${version}: ${passed ? 'passed' : 'FAILED'}\n`);
if (results.some(([, passed]) => !passed)) process.exitCode = 1;
