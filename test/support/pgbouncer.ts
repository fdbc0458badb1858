import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { own, ownedDirectory, owner } from '../crash/support/postgres-node.js';
import { until } from '../crash/support/until.js';
import { freePort } from './free-port.js';

/** Where Debian has it; others find it in their path. */
const program = ['/usr/sbin/pgbouncer', ...found()].find((path) => existsSync(path));
export const hasPgBouncer = program !== undefined;

function found(): string[] {
  try {
    return [execFileSync('sh', ['-c', 'command -v pgbouncer'], { encoding: 'utf8' }).trim()];
  } catch {
    return [];
  }
}

export interface PgBouncer {
  /** The URL of a database, through the pooler. */
  through(url: string): URL;
  close(): Promise<void>;
}

/** A real PgBouncer that gives each transaction the next free of a few connections to the server. */
export async function startPgBouncer(server: string): Promise<PgBouncer> {
  const target = new URL(server);
  const port = await freePort();
  // It refuses to run as root.
  const directory = await ownedDirectory('pgbouncer-');
  const login = [`user=${decodeURIComponent(target.username) || 'postgres'}`];
  if (target.password) login.push(`password=${decodeURIComponent(target.password)}`);
  const file = join(directory, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${target.hostname} port=${target.port || 5432} ${login.join(' ')}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
server_round_robin = 1
max_client_conn = 200
`,
  );
  await own(file, 0o600);
  let output = '';
  const child: ChildProcess = spawn(program ?? '', [file], { ...owner, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (!(await until(() => output.includes(`listening on 127.0.0.1:${port}`) || child.exitCode !== null, 10_000))) {
    child.kill('SIGKILL');
  }
  if (!output.includes('listening on')) throw new Error(`PgBouncer did not start:\n${output}`);
  return {
    through(url) {
      const pooled = new URL(url);
      pooled.host = `127.0.0.1:${port}`;
      return pooled;
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
