import { hash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Connection, type DatabaseLog, withScripts } from './connection.js';
import { fromPostgres } from './database-error.js';
import { readDatabaseUrl } from './database-url.js';
import { ServerPool, SessionPool } from './postgres-pool.js';
import { inSchema } from './tables.js';

export interface PostgresOptions {
  readonly url: string;
  /** Largest number of connections; 10 by default. */
  readonly poolSize?: number;
  readonly log?: DatabaseLog;
  /** For migrations: a single session, without a limit to the time of a statement. */
  readonly forMigrations?: boolean;
}

/**
 * Time limits of one statement, in milliseconds, far longer than any of ours needs. The database cancels the statement
 * first; when it does not answer, for example because packets are lost in a failover, the connection is closed.
 */
const statementTimeoutMs = 5_000;
const silenceMs = 6_000;

/**
 * Opens a pool, which connects on first use, so that the process starts even while the database is down.
 *
 * @throws DatabaseUrlError
 */
export async function connectPostgres({
  url,
  poolSize = 10,
  log,
  forMigrations = false,
}: PostgresOptions): Promise<Connection> {
  const target = readDatabaseUrl(url);
  const { schema, prepared } = target;
  // The driver adapter writes and reads times without a time zone, as UTC; PgBouncer gives the zone on to each connection.
  // Just-in-time compilation costs more than it saves for statements that read a few rows; behind a pooler it would be
  // switched off for other applications too.
  const session = prepared ? "SET TIME ZONE 'UTC'; SET jit = off" : "SET TIME ZONE 'UTC'";
  const pool = forMigrations
    ? new SessionPool(target, { session })
    : new ServerPool(target, {
        session,
        max: poolSize,
        query_timeout: silenceMs,
        // A startup parameter; PgBouncer accepts only the startup parameters that it tracks.
        statement_timeout: prepared ? statementTimeoutMs : undefined,
      });
  const driver = new PrismaPg(pool, {
    schema,
    statementNameGenerator: prepared ? ({ sql }) => statementName(sql) : undefined,
    onConnectionError: (error) => log?.(`lost a database connection: ${error.message}`),
  });
  pool.on('error', (error) => log?.(`lost an idle database connection: ${error.message}`));
  const connect = async () => withScripts(await driver.connect(), (script) => pool.query(script));
  const qualify = inSchema(schema);
  const { provider, adapterName } = driver;
  return {
    backend: 'postgresql',
    schema,
    factory: { provider, adapterName, connect, connectToShadowDb: () => driver.connectToShadowDb() },
    adapter: await connect(),
    // Uses the pool directly: the adapter's conversion of arguments and rows costs a tenth of a creation's CPU time.
    query: async (sql, args) => {
      const text = qualify(sql);
      try {
        const name = prepared ? statementName(text) : undefined;
        return (await pool.query<object>({ name, text, values: [...args] })).rows;
      } catch (error) {
        throw fromPostgres(error);
      }
    },
    pool: () => ({
      inUse: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max: pool.options.max,
    }),
    renew: () => pool.renew(),
    close: () => pool.end(),
  };
}

const statementNames = new Map<string, string>();
/** More than the number of our own statements; any beyond it are built at run time. */
const maxStatementNames = 500;

/** Gives each text a stable name, so that every connection parses and plans it once. */
export function statementName(sql: string): string {
  let name = statementNames.get(sql);
  if (name === undefined) {
    if (statementNames.size >= maxStatementNames) statementNames.clear();
    name = `s_${hash('sha256', sql, 'base64url').slice(0, 22)}`;
    statementNames.set(sql, name);
  }
  return name;
}
