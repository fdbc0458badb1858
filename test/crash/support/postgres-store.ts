import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migratePostgres } from '../../../src/repositories/database.js';
import { createDatabase } from '../../support/database.js';
import { expireLeases } from '../../support/expire-leases.js';
import { type Hold, readRecords, rowsReported, type Statement, type Store, type When, words } from './store.js';
import { until } from './until.js';

const tables: Readonly<Record<Statement, string>> = { begin: 'customer_creation', settle: 'provider_customer' };

/**
 * A database of its own on the server; a statement is held by a lock on the table that it writes to. A module loaded into
 * the server tells how many creations are in it.
 */
export async function openPostgresStore(server: string): Promise<Store & { readonly url: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'crash-postgresql-'));
  const [order, report] = [join(directory, 'order'), join(directory, 'report')];
  const { url, drop } = await createDatabase(server);
  await migratePostgres(url);
  const control = new pg.Client({ connectionString: url, application_name: 'control' });
  await control.connect();

  async function backends(condition: string, ...values: unknown[]): Promise<number[]> {
    const { rows } = await control.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND application_name <> 'control' AND ${condition}`,
      values,
    );
    return rows.map(({ pid }) => pid);
  }

  async function hold(statement: Statement, when: When): Promise<Hold> {
    const holder = new pg.Client({ connectionString: url, application_name: 'control' });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query(`LOCK TABLE ${tables[statement]} IN SHARE MODE`);
    await writeFile(order, words[statement]);
    const waiting = () => backends(`wait_event_type = 'Lock' AND strpos(query, $1) > 0`, words[statement]);
    /** How many creations are in the statements, if all of them wait. */
    const stopped = async () => {
      const begun = existsSync(report) ? readFileSync(report, 'utf8') : '';
      return (await waiting()).length === begun.split('\n').length - 1 ? rowsReported(begun) : 0;
    };
    return {
      async reached(count, withinMs) {
        await until(async () => (await stopped()) >= count, withinMs);
        return stopped();
      },
      async finish() {
        await rm(order, { force: true });
        await rm(report, { force: true });
        // PostgreSQL does not notice that the client is gone while it waits for the lock: once it has the lock, it
        // carries the statement out for nobody.
        if (when === 'before') {
          for (const pid of await waiting()) await control.query('SELECT pg_terminate_backend($1)', [pid]);
          await until(async () => (await waiting()).length === 0, 5_000);
        }
        await holder.query('COMMIT');
        await holder.end();
      },
    };
  }

  return {
    url,
    backend: 'PostgreSQL',
    settings: { DATABASE_URL: url, REPORT_ORDER: order, REPORT: report },
    preload: new URL('postgres-report.mjs', import.meta.url),
    // The repository runs no more statements of a kind at once.
    atOnce: () => 4,
    hold,
    async expireLeases() {
      // What the dead server's connections still do may itself take a lease.
      if (!(await until(async () => (await backends('true')).length === 0, 10_000))) {
        throw new Error('connections of a dead server are still there');
      }
      await control.query(expireLeases());
    },
    read: () => readRecords({ url }),
    async drop() {
      await control.end();
      await drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
