import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../../support/free-port.js';
import { until } from './until.js';

/** Where Debian has the programs of each version; `pg_config` tells it on other systems. */
const debian = '/usr/lib/postgresql';

/** The directory of `initdb`, `postgres` and `pg_basebackup`, of the newest version; undefined if there is none. */
export const binaries: string | undefined = [
  ...(existsSync(debian) ? readdirSync(debian) : [])
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(debian, version, 'bin')),
  ...pgConfig(),
].find((directory) => ['initdb', 'postgres', 'pg_basebackup'].every((name) => existsSync(join(directory, name))));

function pgConfig(): string[] {
  try {
    return [execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()];
  } catch {
    return [];
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package makes. */
export const owner: { readonly uid: number; readonly gid: number } | undefined =
  process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;

function idOf(which: '-u' | '-g'): number {
  // Where there is no such user there is no such package either, and `binaries` says so.
  return binaries ? Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' })) : 0;
}

const environment = { PATH: process.env.PATH, LC_ALL: 'C' };
const program = (name: string) => join(binaries ?? '', name);

/** Runs one of PostgreSQL's programs to its end. */
export async function runTool(name: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(program(name), [...args], { cwd, env: environment, ...owner });
}

/** Makes the data directory of a new server, and returns its path; `directory` is the owner's. */
export async function initDataDir(directory: string, name: string): Promise<string> {
  const dataDir = join(directory, name);
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'];
  await runTool('initdb', [...options, '--pgdata', dataDir], directory);
  return dataDir;
}

/** Makes a file the owner's. */
export async function own(path: string, mode: number): Promise<void> {
  await chmod(path, mode);
  if (owner) await chown(path, owner.uid, owner.gid);
}

/** A temporary directory in which PostgreSQL's programs may write. */
export async function ownedDirectory(prefix: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  if (owner) await chown(directory, owner.uid, owner.gid);
  return directory;
}

/** A PostgreSQL server on one data directory, as a process of its own. */
export interface PostgresNode {
  readonly port: number;
  readonly url: string;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** As a power cut: SIGKILL to the server and to every process that it has started. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
// A test that was aborted must not leave servers behind; their own processes end when the server has.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** @param settings Of `postgresql.conf`, above what the data directory says. */
export async function startNode(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresNode> {
  const port = await freePort();
  const all = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // No machine loses its power here.
    fsync: 'off',
    ...settings,
  };
  const child = spawn(
    program('postgres'),
    ['-D', dataDir, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: dataDir, env: environment, stdio: ['ignore', 'pipe', 'pipe'], ...owner },
  );
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      ended = true;
      running.delete(child);
      resolve();
    });
  });

  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const control = await firstConnection(url, () => ended);
  if (control === undefined) {
    child.kill('SIGKILL');
    throw new Error(`PostgreSQL did not start:\n${output}`);
  }
  return {
    port,
    url,
    query: async (text, values = []) => (await control.query(text, [...values])).rows,
    async kill() {
      if (ended) return;
      const { rows } = await control.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
      child.kill('SIGKILL');
      for (const { pid } of rows) signalIfThere(pid);
      await exited;
    },
  };
}

/** The connection with which a server is looked at, once it takes one; undefined when it never does. */
async function firstConnection(url: string, ended: () => boolean): Promise<pg.Client | undefined> {
  let connected: pg.Client | undefined;
  await until(
    async () => {
      if (ended()) return true;
      const client = new pg.Client({ connectionString: url, application_name: 'control' });
      // The server is killed under it.
      client.on('error', () => {});
      try {
        await client.connect();
        connected = client;
      } catch {
        return false;
      }
      return true;
    },
    20_000,
    50,
  );
  return connected;
}

function signalIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
