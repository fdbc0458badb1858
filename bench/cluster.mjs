import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.mjs';
import { query } from './database.mjs';

const debian = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root: then it runs as a user that can do nothing else. */
const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * Starts a PostgreSQL of this run's own, with the settings that one has after installing it: every commit is on the disk
 * before it is answered.
 *
 * @param {(() => Promise<unknown>)[]} undo
 * @returns {Promise<string>} Its URL.
 */
export async function startCluster(undo) {
  const bin = folderOfPrograms();
  const directory = await mkdtemp(join(tmpdir(), 'unified-customers-bench-postgres-'));
  undo.push(() => rm(directory, { recursive: true, force: true }));
  if (owner.uid) await chown(directory, owner.uid, owner.gid);
  const options = { cwd: directory, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...owner };
  const data = join(directory, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--pgdata', data],
    { ...options, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In a group of its own: Ctrl-C would end it before its databases are dropped.
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...options, stdio: 'ignore', detached: true });
  const ended = once(server, 'exit');
  undo.push(async () => {
    server.kill('SIGINT');
    await ended;
  });
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await untilItAnswers(url);
  return url;
}

/** @param {string} url */
async function untilItAnswers(url) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await query(url, 'SELECT');
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}

/** The newest of Debian's, or what `pg_config` says. */
function folderOfPrograms() {
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1);
  const { status, stdout } = newest ? { status: 0, stdout: join(debian, newest, 'bin') } : runPgConfig();
  if (status === 0) return stdout.trim();
  throw new Error('There is no PostgreSQL here: install one, or name a server in BENCH_DATABASE_URL');
}

const runPgConfig = () => spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
