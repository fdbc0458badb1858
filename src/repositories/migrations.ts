import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import type { DiffTarget, MigrationList, SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import type { Connection } from './connection.js';
import { quoted } from './tables.js';

/** The database lacks migrations, and applying them failed. */
class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const prismaDirectory = findPrismaDirectory(dirname(fileURLToPath(import.meta.url)));
export const migrationsDirectory = join(prismaDirectory, 'migrations');
const schemaFile = join(prismaDirectory, 'schema.prisma');

/** Sources and compiled files lie at different depths below the package, where `prisma/` is. */
function findPrismaDirectory(from: string): string {
  const candidate = join(from, 'prisma');
  if (existsSync(join(candidate, 'schema.prisma'))) return candidate;
  if (dirname(from) === from) throw new MigrationError('prisma/schema.prisma is missing from this installation');
  return findPrismaDirectory(dirname(from));
}

/** Names of the migrations, oldest first. */
export async function migrationNames(): Promise<string[]> {
  const entries = await readdir(migrationsDirectory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * Names of the migrations that the database lacks, oldest first. Costs two small statements and does not load the engine.
 *
 * @throws DatabaseError
 */
export async function pendingMigrations({ query }: Pick<Connection, 'query'>): Promise<string[]> {
  const [found] = (await query(`SELECT to_regclass('{_prisma_migrations}')::text AS name`, [])) as {
    name: string | null;
  }[];
  const applied = found?.name == null ? [] : ((await query(appliedMigrations, [])) as { name: string }[]);
  const names = new Set(applied.map(({ name }) => name));
  return (await migrationNames()).filter((name) => !names.has(name));
}

const appliedMigrations = `
  SELECT migration_name AS name FROM {_prisma_migrations} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

/**
 * The key of Prisma's own advisory lock, which `prisma migrate deploy` takes too. The engine takes it once more; a session
 * can hold it twice.
 */
const advisoryLock = 72707369;

/**
 * Applies pending migrations and returns their names. Several processes may do this to one PostgreSQL at once: all but one
 * wait. All of it is one transaction, so that a pooler leaves it one connection, that the lock and the search path end with
 * it, and that a migration that fails leaves nothing behind.
 *
 * @param connection has a single session.
 * @throws MigrationError when a migration fails, or when one that failed earlier has not been resolved.
 * @throws DatabaseError
 */
export async function migrate(connection: Connection): Promise<readonly string[]> {
  const run = async (sql: string) => {
    await connection.query(sql, []);
  };
  await run('BEGIN');
  try {
    await run(`SET LOCAL search_path TO ${quoted(connection.schema)}`);
    await run(`SELECT pg_advisory_xact_lock(${advisoryLock})::text`);
    const applied = await applyPending(connection);
    await run('COMMIT');
    return applied;
  } catch (error) {
    // When the connection is lost, so is the transaction.
    await run('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function applyPending(connection: Connection): Promise<readonly string[]> {
  if ((await pendingMigrations(connection)).length === 0) return [];
  const { provider, adapterName, connect, connectToShadowDb } = connection.factory;
  const factory: Connection['factory'] = {
    provider,
    adapterName,
    connect: async () => withinTransaction(await connect()),
    connectToShadowDb,
  };
  return withEngine(factory, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: await readMigrations(),
      filters: noFilter,
    });
    return appliedMigrationNames;
  });
}

/**
 * The engine's lock then ends with the transaction too, and a script that fails undoes itself alone: the engine goes on
 * with the transaction to note the failure, and only then reports it.
 */
function withinTransaction(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const { queryRaw, executeRaw, executeScript } = adapter;
  const ofTransaction = (sql: string) => sql.replaceAll('pg_advisory_lock(', 'pg_advisory_xact_lock(');
  return Object.assign(adapter, {
    queryRaw: (query: SqlQuery) => queryRaw.call(adapter, { ...query, sql: ofTransaction(query.sql) }),
    executeRaw: (query: SqlQuery) => executeRaw.call(adapter, { ...query, sql: ofTransaction(query.sql) }),
    async executeScript(script: string) {
      await executeScript.call(adapter, 'SAVEPOINT script');
      try {
        await executeScript.call(adapter, ofTransaction(script));
      } catch (error) {
        await executeScript.call(adapter, 'ROLLBACK TO SAVEPOINT script');
        throw error;
      }
      await executeScript.call(adapter, 'RELEASE SAVEPOINT script');
    },
  });
}

/** SQL that turns the result of all migrations into `prisma/schema.prisma`; undefined when there is no difference. */
export async function diffFromMigrations(connection: Connection): Promise<string | undefined> {
  return withEngine(connection.factory, async (engine) => {
    const from: DiffTarget = { tag: 'migrations', ...(await readMigrations()) };
    const to: DiffTarget = {
      tag: 'schemaDatamodel',
      files: [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }],
    };
    const { exitCode, stdout } = await engine.diff({ from, to, script: true, exitCode: true, filters: noFilter });
    return exitCode === 0 ? undefined : (stdout ?? undefined);
  });
}

const noFilter: SchemaFilter = { externalTables: [], externalEnums: [] };

async function readMigrations(): Promise<MigrationList> {
  const names = await migrationNames();
  return {
    baseDir: migrationsDirectory,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(migrationsDirectory, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(join(migrationsDirectory, path, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}

/** Runs Prisma's schema engine, as WebAssembly: 5 MB, loaded only when there is something to do. */
async function withEngine<T>(factory: Connection['factory'], use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  bindings ??= loadBindings();
  const { SchemaEngine } = await bindings;
  const silent = () => {};
  try {
    const engine = await SchemaEngine.new(
      { datamodels: undefined },
      silent,
      bindMigrationAwareSqlAdapterFactory(factory),
    );
    try {
      return await use(engine);
    } finally {
      engine.free();
    }
  } catch (error) {
    throw new MigrationError(withoutTrace(error), { cause: error });
  }
}

/** Cuts off the locations in the engine's own source that follow its message. */
function withoutTrace(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\n\s+0: [\s\S]*/, '').trim();
}

let bindings: ReturnType<typeof loadBindings> | undefined;

/** Loads the engine directly: its entry point imports the .wasm file as a module, which Node supports only with a flag. */
async function loadBindings() {
  const loaded = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...loaded } });
  loaded.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return loaded;
}

/** The part of Node's global `WebAssembly` used here, which its types lack. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};
