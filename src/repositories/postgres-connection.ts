import { hash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Connection, type DatabaseLog, withScripts } from './connection.js';
import { fromPostgres } from './database-error.js';

export interface PostgresOptions {
  readonly url: string;
  /** Largest number of connections; 10 by default. */
  readonly poolSize?: number;
  readonly log?: DatabaseLog;
  /** Disables the time limit of statements, for migrations. */
  readonly unbounded?: boolean;
}

const connectTimeoutMs = 5_000;

/**
 * Time limits of one statement, in milliseconds, far longer than any of ours needs. The database cancels the statement
 * first; when it does not answer, for example because packets are lost in a failover, the connection is closed.
 */
const statementTimeoutMs = 5_000;
const silenceMs = 6_000;

/** Opens a pool, which connects on first use, so that the process starts even while the database is down. */
export async function connectPostgres({ url, poolSize = 10, log, unbounded }: PostgresOptions): Promise<Connection> {
  const { schema, prepared, connectionString } = readUrl(url);
  const session = [
    // The driver adapter writes and reads times without a time zone, as UTC.
    "SET TIME ZONE 'UTC'",
    // Just-in-time compilation costs more than it saves for statements that read a few rows.
    'SET jit = off',
    ...(schema === undefined ? [] : [`SET search_path TO ${pg.escapeIdentifier(schema)}`]),
  ].join('; ');
  const pool = new pg.Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    query_timeout: unbounded ? undefined : silenceMs,
    // A startup parameter; PgBouncer accepts only the startup parameters that it tracks.
    statement_timeout: unbounded || !prepared ? undefined : statementTimeoutMs,
    fallback_application_name: 'unified-customers',
    // The pool waits for the promise, although its types do not say so.
    onConnect: async (client) => {
      await client.query(session);
    },
  });
  const driver = new PrismaPg(pool, {
    schema,
    statementNameGenerator: prepared ? ({ sql }) => statementName(sql) : undefined,
    onConnectionError: (error) => log?.(`lost a database connection: ${error.message}`),
  });
  pool.on('error', (error) => log?.(`lost an idle database connection: ${error.message}`));
  const connect = async () => withScripts(await driver.connect(), (script) => pool.query(script));
  const { provider, adapterName } = driver;
  return {
    backend: 'postgresql',
    factory: { provider, adapterName, connect, connectToShadowDb: () => driver.connectToShadowDb() },
    adapter: await connect(),
    // Uses the pool directly: the adapter's conversion of arguments and rows costs a tenth of a creation's CPU time.
    query: async (text, args) => {
      try {
        const name = prepared ? statementName(text) : undefined;
        return (await pool.query<object>({ name, text, values: [...args] })).rows;
      } catch (error) {
        throw fromPostgres(error);
      }
    },
    close: () => pool.end(),
  };
}

/**
 * Handles Prisma's URL parameters, which the driver does not know: `schema`, and `pgbouncer=true` for a pooler that assigns
 * connections per transaction, where prepared statements are lost.
 */
export function readUrl(url: string): { connectionString: string; schema?: string; prepared: boolean } {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? undefined;
  const prepared = parsed.searchParams.get('pgbouncer') !== 'true';
  for (const parameter of ['schema', 'pgbouncer']) parsed.searchParams.delete(parameter);
  return { connectionString: parsed.toString(), prepared, schema };
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
