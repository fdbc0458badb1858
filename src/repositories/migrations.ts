import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget, MigrationList, SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import type { Connection } from './connection.js';
import { toDatabaseError } from './database-error.js';

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
  const [found] = (await query(`SELECT to_regclass('_prisma_migrations')::text AS name`, [])) as {
    name: string | null;
  }[];
  const applied = found?.name == null ? [] : ((await query(appliedMigrations, [])) as { name: string }[]);
  const names = new Set(applied.map(({ name }) => name));
  return (await migrationNames()).filter((name) => !names.has(name));
}

const appliedMigrations = `
  SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

/**
 * The key of Prisma's own advisory lock. A session can hold it twice, so the engine, which takes it too but does not wait
 * long, always gets it in our session. `prisma migrate deploy` respects it as well.
 */
const advisoryLock = 72707369;

/**
 * Applies pending migrations and returns their names. Several processes may do this to one PostgreSQL at once: all but one
 * wait.
 *
 * @param connection has a single session, to which the lock belongs.
 * @throws MigrationError when a migration fails, or when one that failed earlier has not been resolved.
 */
export async function migrate(connection: Connection): Promise<readonly string[]> {
  const lock = (verb: 'lock' | 'unlock') =>
    connection.adapter.queryRaw({ sql: `SELECT pg_advisory_${verb}(${advisoryLock})::text`, args: [], argTypes: [] });
  try {
    await lock('lock');
  } catch (error) {
    throw toDatabaseError(error);
  }
  try {
    if ((await pendingMigrations(connection)).length === 0) return [];
    return await withEngine(connection, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: await readMigrations(),
        filters: noFilter,
      });
      return appliedMigrationNames;
    });
  } finally {
    await lock('unlock');
  }
}

/** SQL that turns the result of all migrations into `prisma/schema.prisma`; undefined when there is no difference. */
export async function diffFromMigrations(connection: Connection): Promise<string | undefined> {
  return withEngine(connection, async (engine) => {
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
async function withEngine<T>(connection: Connection, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  bindings ??= loadBindings();
  const { SchemaEngine } = await bindings;
  const silent = () => {};
  try {
    const engine = await SchemaEngine.new(
      { datamodels: undefined },
      silent,
      bindMigrationAwareSqlAdapterFactory(connection.factory),
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
