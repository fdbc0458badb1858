import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as prepopulated } from '@electric-sql/pglite-prepopulatedfs';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { queryThrough } from './adapter-query.js';
import { type Connection, withScripts } from './connection.js';
import { DataDirectoryError, ensureDatabase, remedy } from './data-directory.js';
import { lockFile } from './file-lock.js';
import type { FileLock } from './held-lock.js';
import { defaultSchema, inSchema } from './tables.js';

export interface PgliteOptions {
  /** The directory that contains the database in `pglite`; when undefined, the database is in memory. */
  readonly dataDir?: string;
  /** Initial contents from `dumpDataDir`; an empty database by default. */
  readonly template?: Blob;
  /**
   * Called when this process has lost the directory: another process took it over while this one was suspended, or it was
   * deleted. No more statements are executed, so the process should end.
   */
  readonly onLost?: (error: Error) => void;
}

export interface PgliteConnection extends Connection {
  readonly backend: 'pglite';
  readonly pglite: PGlite;
}

/**
 * Opens PostgreSQL in process.
 *
 * @throws LockedError when another process has the directory open: two would corrupt it.
 * @throws DataDirectoryError when the database in it is damaged or missing.
 */
export async function connectPglite({ dataDir, template, onLost }: PgliteOptions): Promise<PgliteConnection> {
  const archive = async () => template ?? (await prepopulated());
  if (dataDir === undefined) {
    const pglite = await PGlite.create({ dataDir: 'memory://', loadDataDir: await archive() });
    return connect(pglite, () => pglite.close());
  }
  const root = resolve(dataDir);
  await mkdir(root, { recursive: true });
  const lockPath = join(root, 'pglite.lock');
  const usedBefore = existsSync(lockPath);
  const lock = await lockFile(lockPath, `The embedded database in ${dataDir}`, { onLost });
  try {
    const pglite = await openDirectory(await ensureDatabase(root, { usedBefore, archive }), root);
    executeOnlyWhileHeld(pglite, lock);
    return await connect(pglite, async () => {
      // Closing would write to files that are no longer this process's.
      if (!lock.lost) await pglite.close();
      await lock.release();
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openDirectory(directory: string, root: string): Promise<PGlite> {
  try {
    return await PGlite.create({ dataDir: directory });
  } catch (error) {
    // PGlite's own message seldom says more than that it failed.
    const { name, message } = error as Partial<Error>;
    throw new DataDirectoryError(
      `${directory} could not be opened (${message ?? name}): it cannot be read or written, is damaged, or was made by another version. ${remedy(root)}`,
      { cause: error },
    );
  }
}

/** PGlite's `query`, `exec` and `transaction` all go through this method. */
function executeOnlyWhileHeld(pglite: PGlite, lock: FileLock): void {
  const execute = pglite.execProtocolRaw.bind(pglite);
  pglite.execProtocolRaw = async (...message) => {
    lock.assertHeld();
    return execute(...message);
  };
}

async function connect(pglite: PGlite, close: () => Promise<void>): Promise<PgliteConnection> {
  // The driver adapter writes and reads times without a time zone, as UTC.
  await pglite.exec("SET TIME ZONE 'UTC'");
  const adapter = await connectAdapter(pglite);
  const [query, qualify] = [queryThrough(adapter), inSchema(defaultSchema)];
  return {
    backend: 'pglite',
    schema: defaultSchema,
    pglite,
    factory: {
      provider: 'postgres',
      adapterName: 'pglite-prisma-adapter',
      connect: () => connectAdapter(pglite),
      connectToShadowDb: connectScratch,
    },
    adapter,
    query: (text, args) => query(qualify(text), args),
    pool: () => ({ inUse: 0, idle: 0, waiting: 0, max: 0 }),
    renew: async () => {},
    close,
  };
}

async function connectAdapter(pglite: PGlite): Promise<SqlDriverAdapter> {
  return withScripts(await new PrismaPGlite(pglite).connect(), (script) => pglite.exec(script));
}

/** An empty database in memory, for the schema engine to replay migrations on. */
async function connectScratch(): Promise<SqlDriverAdapter> {
  const pglite = await PGlite.create({ dataDir: 'memory://', loadDataDir: await prepopulated() });
  return Object.assign(await connectAdapter(pglite), { dispose: () => pglite.close() });
}
