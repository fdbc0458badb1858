import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Database, migratePostgres, openDatabase } from '../../src/repositories/database.js';
import { migrate, migrationNames, migrationsDirectory } from '../../src/repositories/migrations.js';
import { connectPglite } from '../../src/repositories/pglite-connection.js';

export interface TestDatabase extends Database {
  /** The PostgreSQL's URL, for tests that open further connections; undefined if the database is embedded. */
  readonly url: string | undefined;
}

/**
 * Opens an empty, migrated database, which is deleted when it is closed. It is embedded and in memory, or, if
 * `TEST_DATABASE_URL` names a PostgreSQL whose user may create databases, a new one on that server.
 */
export async function openTestDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  return server ? openOnServer(server, options) : openInMemory();
}

async function openOnServer(server: string, options: { poolSize?: number }): Promise<TestDatabase> {
  const { url, drop } = await createDatabase(server);
  await migratePostgres(url);
  const database = await openDatabase({ ...options, url });
  return extend(database, url, async () => {
    await database.close();
    await drop();
  });
}

/** Creates an empty database on the server, without tables. */
export async function createDatabase(server: string): Promise<{
  url: string;
  drop: () => Promise<void>;
  /** Changes a setting of this database, for connections that are opened afterwards. */
  set: (setting: string) => Promise<void>;
}> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await execute(server, `CREATE DATABASE ${name}`);
  return {
    url: url.toString(),
    drop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`),
    set: (setting) => execute(server, `ALTER DATABASE ${name} ${setting}`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function openInMemory(): Promise<TestDatabase> {
  const database = await openDatabase({ template: await template() });
  return extend(database, undefined, () => database.close());
}

/** Copies property descriptors, not values: reading `prisma` here would load the ORM, which most tests do not need. */
function extend(database: Database, url: string | undefined, close: () => Promise<void>): TestDatabase {
  return Object.defineProperties({} as TestDatabase, {
    ...Object.getOwnPropertyDescriptors(database),
    url: { value: url, enumerable: true },
    close: { value: close, enumerable: true },
  });
}

const cache = fileURLToPath(new URL('../../node_modules/.cache/unified-customers/', import.meta.url));

/** The data directory of a migrated database, made once for each set of migrations and cached between test runs. */
async function template(): Promise<Blob> {
  const path = join(cache, `pglite-${await migrationsHash()}.tar`);
  try {
    return new Blob([await readFile(path)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const connection = await connectPglite({});
  try {
    await migrate(connection);
    const dump = await connection.pglite.dumpDataDir('none');
    await mkdir(cache, { recursive: true });
    const unfinished = `${path}.${randomUUID()}`;
    await writeFile(unfinished, Buffer.from(await dump.arrayBuffer()));
    await rename(unfinished, path);
    return dump;
  } finally {
    await connection.close();
  }
}

async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256').update(await pgliteVersion());
  for (const name of await migrationNames()) {
    hash.update(name).update(await readFile(join(migrationsDirectory, name, 'migration.sql')));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Part of the cache key, because a data directory can be opened only by the version that made it. */
async function pgliteVersion(): Promise<string> {
  const manifest = new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url);
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}
