import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as prepopulated } from '@electric-sql/pglite-prepopulatedfs';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { queryThrough } from './adapter-query.js';
import { type Connection, withScripts } from './connection.js';
import { lockFile } from './file-lock.js';
import type { FileLock } from './held-lock.js';

export interface PgliteOptions {
  /** The database lies in `pglite` below it; in memory when undefined. */
  readonly dataDir?: string | undefined;
  /** A data directory to begin with, as `dumpDataDir` made it; an empty database by default. */
  readonly template?: Blob | undefined;
  /**
   * Called when this process has lost the directory: another process took it while this one stood still, or it was
   * deleted. No statement is executed any more, so the process had better end.
   */
  readonly onLost?: ((error: Error) => void) | undefined;
}

export interface PgliteConnection extends Connection {
  readonly backend: 'pglite';
  readonly pglite: PGlite;
}

/**
 * Opens PostgreSQL in process.
 *
 * @throws LockedError when another process has the directory open: two would corrupt it.
 */
export async function connectPglite({ dataDir, template, onLost }: PgliteOptions): Promise<PgliteConnection> {
  if (dataDir === undefined) {
    const pglite = await create('memory://', template);
    return connect(pglite, () => pglite.close());
  }
  const root = resolve(dataDir);
  await mkdir(root, { recursive: true });
  const lock = await lockFile(join(root, 'pglite.lock'), `The embedded database in ${dataDir}`, { onLost });
  try {
    const pglite = await openDirectory(join(root, 'pglite'), template);
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

/** A directory whose first filling was cut short is of no use: it is known by a file beside it, and filled again. */
async function openDirectory(directory: string, template: Blob | undefined): Promise<PGlite> {
  const filling = `${directory}.filling`;
  if (existsSync(filling)) await rm(directory, { recursive: true, force: true });
  if (existsSync(directory)) return PGlite.create({ dataDir: directory });
  await writeFile(filling, '');
  const pglite = await create(directory, template);
  await rm(filling);
  return pglite;
}

/** Unpacking a prepared data directory takes half the memory and a quarter of the time of `initdb`. */
async function create(dataDir: string, template: Blob | undefined): Promise<PGlite> {
  return PGlite.create({ dataDir, loadDataDir: template ?? (await prepopulated()) });
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
  // The driver adapter writes and reads times without their zone, and takes them to be UTC.
  await pglite.exec("SET TIME ZONE 'UTC'");
  const adapter = await connectAdapter(pglite);
  return {
    backend: 'pglite',
    pglite,
    factory: {
      provider: 'postgres',
      adapterName: 'pglite-prisma-adapter',
      connect: () => connectAdapter(pglite),
      connectToShadowDb: connectScratch,
    },
    adapter,
    query: queryThrough(adapter),
    close,
  };
}

async function connectAdapter(pglite: PGlite): Promise<SqlDriverAdapter> {
  return withScripts(await new PrismaPGlite(pglite).connect(), (script) => pglite.exec(script));
}

/** An empty database in memory, for the schema engine to replay migrations on. */
async function connectScratch(): Promise<SqlDriverAdapter> {
  const pglite = await create('memory://', undefined);
  return Object.assign(await connectAdapter(pglite), { dispose: () => pglite.close() });
}
