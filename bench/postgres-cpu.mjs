import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

/** Of a clock tick, in which Linux counts CPU time. */
const tickMs = 10;

/**
 * Returns a function that tells the CPU time of all processes of a PostgreSQL since they started, in milliseconds, those of
 * ended connections included. Undefined where the server is not on this machine.
 *
 * @param {string} url
 * @returns {Promise<(() => Promise<number>) | undefined>}
 */
export async function postgresCpu(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    const backend = await processOf(rows[0].pid);
    if (backend?.name !== 'postgres') return undefined;
    return () => cpuOfFamily(backend.parent);
  } finally {
    await client.end();
  }
}

/** @param {number} postmaster */
async function cpuOfFamily(postmaster) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(pids.map((pid) => processOf(Number(pid))));
  return processes.reduce((sum, one) => {
    if (one?.pid === postmaster) return sum + one.ownMs + one.endedMs;
    return one?.parent === postmaster ? sum + one.ownMs : sum;
  }, 0);
}

/** @param {number} pid */
async function processOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat ?? '') ?? [];
  if (rest === undefined) return undefined;
  // From the third field on: proc(5).
  const fields = rest.split(' ').map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return {
    pid,
    name,
    parent: fields[1] ?? 0,
    ownMs: (user + system) * tickMs,
    endedMs: (endedUser + endedSystem) * tickMs,
  };
}
