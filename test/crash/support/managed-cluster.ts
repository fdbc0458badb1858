import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../support/free-port.js';
import { binaries, ownedDirectory, owner } from './postgres-node.js';
import { until } from './until.js';

/** Where Debian's package `pg-auto-failover-cli` has it, with `postgresql-…-auto-failover` for the server's version. */
const program = '/usr/bin/pg_autoctl';
export const hasManager =
  binaries !== undefined && existsSync(program) && existsSync(join(binaries, '../lib/pgautofailover.so'));

/** A primary and a synchronous standby under pg_auto_failover: its monitor promotes, nobody else does. */
export interface ManagedCluster {
  /** Both nodes; the service has to find the one that takes writes. */
  readonly url: string;
  /** The name of the node that takes writes; undefined while there is none. */
  primary(): Promise<string | undefined>;
  /** Waits until there is a primary that confirms nothing without its standby. */
  ready(): Promise<void>;
  /** As a power cut: SIGKILL to a node's manager, to its server and to all their processes. */
  kill(name: string): Promise<void>;
  /** Starts a killed node again; the manager makes it a standby. */
  start(name: string): void;
  query<Row extends object>(text: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Milliseconds, where the defaults are made for networks: a dead primary is given up after about three seconds. */
const hasty = {
  health_check_period: 500,
  health_check_timeout: 500,
  health_check_retry_delay: 200,
  node_considered_unhealthy_timeout: 2_000,
  primary_demote_timeout: 2_000,
  startup_grace_period: 1_000,
};

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killAll(child.pid);
});

export async function openManagedCluster(): Promise<ManagedCluster> {
  const directory = await ownedDirectory('managed-cluster-');
  const children = new Map<string, ChildProcess>();
  const logs: string[] = [];
  const env = {
    PATH: `${binaries}:${process.env.PATH}`,
    LC_ALL: 'C',
    HOME: directory,
    XDG_RUNTIME_DIR: directory,
    XDG_CONFIG_HOME: join(directory, 'config'),
    XDG_DATA_HOME: join(directory, 'share'),
  };
  const runNode = (name: string, args: readonly string[]) => {
    const child = spawn(program, [...args], { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'], ...owner });
    running.add(child);
    child.once('exit', () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        logs.push(text);
        if (logs.length > 200) logs.shift();
      });
    }
    children.set(name, child);
  };
  const dataDir = (name: string) => join(directory, name);
  const create = (name: string, kind: 'monitor' | 'postgres', port: number, more: readonly string[]) => {
    const place = [
      '--pgdata',
      dataDir(name),
      '--pgport',
      String(port),
      '--hostname',
      '127.0.0.1',
      '--listen',
      '127.0.0.1',
    ];
    runNode(name, ['create', kind, ...place, '--auth', 'trust', '--no-ssl', ...more, '--run']);
  };

  const monitorPort = await freePort();
  const ports: Record<string, number> = { one: await freePort(), two: await freePort() };
  const monitorUrl = `postgresql://autoctl_node@127.0.0.1:${monitorPort}/pg_auto_failover`;
  const failed = (what: string) => new Error(`${what}; the manager says:\n${logs.join('')}`);
  const eventually = async (what: string, isSo: () => Promise<boolean>) => {
    if (!(await until(() => isSo().catch(() => false), 60_000, 100))) throw failed(what);
  };
  const states = async (): Promise<string> => {
    const rows = await ask<{ state: string }>(
      monitorUrl,
      `SELECT reportedstate::text || '/' || goalstate::text AS state FROM pgautofailover.node ORDER BY 1`,
    );
    return rows.map(({ state }) => state).join(' ');
  };

  create('monitor', 'monitor', monitorPort, []);
  await eventually('the monitor does not start', async () => (await states()) === '');
  const superuser = `postgresql://postgres@127.0.0.1:${monitorPort}/postgres`;
  for (const [name, ms] of Object.entries(hasty))
    await ask(superuser, `ALTER SYSTEM SET pgautofailover.${name} = ${ms}`);
  await ask(superuser, 'SELECT pg_reload_conf()');
  const member = ['--username', 'postgres', '--dbname', 'postgres', '--monitor', `${monitorUrl}?sslmode=disable`];
  create('one', 'postgres', ports.one as number, [...member, '--name', 'one']);
  await eventually('the first node does not start', async () => (await states()) === 'single/single');
  create('two', 'postgres', ports.two as number, [...member, '--name', 'two']);

  const urlOf = (name: string) => `postgresql://postgres@127.0.0.1:${ports[name]}/postgres`;
  const takesWrites = async (name: string): Promise<boolean> => {
    const [row] = await ask<{ standby: boolean }>(urlOf(name), 'SELECT pg_is_in_recovery() AS standby');
    return row?.standby === false;
  };
  const primary = async (): Promise<string | undefined> => {
    for (const name of Object.keys(ports)) if (await takesWrites(name).catch(() => false)) return name;
    return undefined;
  };
  const cluster: ManagedCluster = {
    url: `postgresql://postgres@127.0.0.1:${ports.one},127.0.0.1:${ports.two}/postgres`,
    primary,
    ready: () =>
      eventually(
        'there is no primary with a standby',
        async () => (await states()) === 'primary/primary secondary/secondary',
      ),
    async kill(name) {
      const child = children.get(name);
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      killAll(child?.pid);
      await ended;
    },
    start: (name) => runNode(name, ['run', '--pgdata', dataDir(name)]),
    async query<Row extends object>(text: string) {
      const name = await primary();
      if (name === undefined) throw failed('no node takes writes');
      return ask<Row>(urlOf(name), text);
    },
    async close() {
      for (const child of running) killAll(child.pid);
      await until(() => running.size === 0, 5_000);
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await cluster.ready();
  return cluster;
}

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Signals a process and all that it has started, each of which is in a session of its own; parents first. */
function killAll(pid: number | undefined): void {
  if (pid === undefined) return;
  const parents = parentsOfAll();
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  for (const member of family) {
    try {
      process.kill(member, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** The parent of every process, from `/proc`: the fourth field of `stat`, after a name that may hold anything. */
function parentsOfAll(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended.
    }
  }
  return parents;
}
