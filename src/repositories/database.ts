import type { Connection, DatabaseLog, PoolState } from './connection.js';
import { migrate, pendingMigrations } from './migrations.js';
import { createOrm, type Orm } from './orm.js';
import { connectPglite, type PgliteOptions } from './pglite-connection.js';
import { connectPostgres } from './postgres-connection.js';

/** The process's database. */
export interface Database {
  readonly backend: 'postgresql' | 'pglite';
  /**
   * Prisma's client, for what is not on the hot path; its query compiler is loaded with its first query.
   *
   * @throws DatabaseError
   */
  readonly prisma: Orm;
  /**
   * Runs one statement on the connections that the ORM uses too, without the ORM.
   *
   * @param text The same text each time: it is prepared once per connection, and kept by its text. A first line
   *   `-- name` is what traces call it. Names of tables are in braces; see tables.ts.
   * @param args JSON as text; times as ISO 8601 text.
   * @returns rows by column name, JSON parsed and times as `Date`.
   * @throws DatabaseError, which holds none of the arguments.
   */
  sql<Row extends object>(text: string, args: readonly unknown[]): Promise<Row[]>;
  pool(): PoolState;
  /** @throws DatabaseError when the database does not answer. */
  ping(): Promise<void>;
  /** Whether the database refuses writes, for example because it is a standby. */
  isReadOnly(): Promise<boolean>;
  /** Names of the migrations that the database lacks; empty when it is ready. */
  migrationsPending(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface DatabaseOptions extends PgliteOptions {
  /** URL of PostgreSQL; when undefined, the embedded database in `dataDir` is used. */
  readonly url?: string;
  /** Largest number of connections to PostgreSQL. */
  readonly poolSize?: number;
  readonly log?: DatabaseLog;
}

/**
 * Opens PostgreSQL, or the embedded database, which applies pending migrations. PostgreSQL is migrated only by
 * `npm run db:migrate`, because a replica that starts must not change tables that others still use.
 *
 * @throws LockedError when another process has the embedded database open.
 * @throws DataDirectoryError when the embedded database is damaged or lost.
 * @throws MigrationError when the embedded database could not be brought up to date.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url !== undefined) return overConnection(await connectPostgres({ ...options, url: options.url }));
  const connection = await connectPglite(options);
  try {
    const applied = await migrate(connection);
    if (applied.length > 0) options.log?.(`applied ${applied.length} database migrations, up to ${applied.at(-1)}`);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return overConnection(connection);
}

/**
 * Applies pending migrations to PostgreSQL, and returns their names.
 *
 * @throws DatabaseUrlError
 * @throws MigrationError
 * @throws DatabaseError
 */
export async function migratePostgres(url: string): Promise<readonly string[]> {
  const connection = await connectPostgres({ url, forMigrations: true });
  try {
    return await migrate(connection);
  } finally {
    await connection.close();
  }
}

function overConnection(connection: Connection): Database {
  let prisma: Orm | undefined;
  const sql = async <Row extends object>(text: string, args: readonly unknown[]): Promise<Row[]> =>
    (await connection.query(text, args)) as Row[];
  return {
    backend: connection.backend,
    get prisma() {
      prisma ??= createOrm(connection.factory);
      return prisma;
    },
    sql,
    pool: connection.pool,
    ping: async () => {
      await sql('SELECT 1', []);
    },
    async isReadOnly() {
      const [row] = await sql<{ readOnly: string }>(
        `SELECT current_setting('transaction_read_only') AS "readOnly"`,
        [],
      );
      const readOnly = row?.readOnly === 'on';
      // Perhaps there is another primary by now; a connection that is asked again and again would never end.
      if (readOnly) void connection.renew();
      return readOnly;
    },
    migrationsPending: () => pendingMigrations(connection),
    close: async () => {
      await prisma?.$disconnect();
      await connection.close();
    },
  };
}
