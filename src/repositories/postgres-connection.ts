import { hash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Connection, type DatabaseLog, withScripts } from './connection.js';
import { fromPostgres } from './database-error.js';

export interface PostgresOptions {
  readonly url: string;
  /** Connections at most; 10 unless told. */
  readonly poolSize?: number | undefined;
  readonly log?: DatabaseLog | undefined;
  /** For migrations, which may take as long as they need. */
  readonly unbounded?: boolean | undefined;
}

const connectTimeoutMs = 5_000;

/**
 * How long one statement may take, in milliseconds, far beyond what any of ours needs: the database gives up first; when
 * nothing is heard of it either, e.g. as a failover swallows its packets, the connection is given up.
 */
const statementTimeoutMs = 5_000;
const silenceMs = 6_000;

/** Opens a pool; connections are made when first needed, so that a database that is down does not stop the start. */
export async function connectPostgres({ url, poolSize = 10, log, unbounded }: PostgresOptions): Promise<Connection> {
  const { schema, prepared, connectionString } = readUrl(url);
  const session = [
    // The driver adapter writes and reads times without their zone, and takes them to be UTC.
    "SET TIME ZONE 'UTC'",
    // Our statements read a few rows each: compiling one takes longer than it could ever save.
    'SET jit = off',
    ...(schema === undefined ? [] : [`SET search_path TO ${pg.escapeIdentifier(schema)}`]),
  ].join('; ');
  const pool = new pg.Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    ...(unbounded ? {} : { query_timeout: silenceMs }),
    // A parameter of the connection's start, of which PgBouncer lets through only those that it tracks.
    ...(unbounded || !prepared ? {} : { statement_timeout: statementTimeoutMs }),
    fallback_application_name: 'unified-customers',
    // The pool waits for the promise, although its types do not say so.
    onConnect: async (client) => {
      await client.query(session);
    },
  });
  const driver = new PrismaPg(pool, {
    ...(schema === undefined ? {} : { schema }),
    ...(prepared ? { statementNameGenerator: ({ sql }) => statementName(sql) } : {}),
    onConnectionError: (error) => log?.(`lost a database connection: ${error.message}`),
  });
  pool.on('error', (error) => log?.(`lost an idle database connection: ${error.message}`));
  const connect = async () => withScripts(await driver.connect(), (script) => pool.query(script));
  const { provider, adapterName } = driver;
  return {
    backend: 'postgresql',
    factory: { provider, adapterName, connect, connectToShadowDb: () => driver.connectToShadowDb() },
    adapter: await connect(),
    // Straight to the pool: the adapter's own wrapping of arguments and rows costs a tenth of a whole creation.
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
 * Prisma's own URL parameters, which the driver does not know: `schema`, and `pgbouncer=true` for a pooler that hands
 * out another connection each time, on which nothing can stay prepared.
 */
export function readUrl(url: string): { connectionString: string; schema?: string; prepared: boolean } {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema');
  const prepared = parsed.searchParams.get('pgbouncer') !== 'true';
  for (const parameter of ['schema', 'pgbouncer']) parsed.searchParams.delete(parameter);
  return { connectionString: parsed.toString(), prepared, ...(schema === null ? {} : { schema }) };
}

const statementNames = new Map<string, string>();
/** More distinct texts than the program has: past it they come from queries built at run time. */
const maxStatementNames = 500;

/** The same name for the same text, so that each connection parses and plans it once. */
export function statementName(sql: string): string {
  let name = statementNames.get(sql);
  if (name === undefined) {
    if (statementNames.size >= maxStatementNames) statementNames.clear();
    name = `s_${hash('sha256', sql, 'base64url').slice(0, 22)}`;
    statementNames.set(sql, name);
  }
  return name;
}
