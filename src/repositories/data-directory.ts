import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unpack } from './unpack.js';

/** The database on disk is damaged or missing, and was not replaced by an empty one. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

export interface DataDirectoryOptions {
  /** Whether an earlier process has used this data directory. */
  readonly usedBefore: boolean;
  /** An empty database as a tar archive. */
  readonly archive: () => Promise<Blob>;
}

/**
 * Finds the database in a data directory, or creates it on the first start. Never deletes what may be somebody's data,
 * and never replaces a lost database by an empty one while anything else says that there were customers: they would all
 * be created again.
 *
 * @returns the path of the database.
 * @throws DataDirectoryError with a message that says what to do.
 */
export async function ensureDatabase(root: string, { usedBefore, archive }: DataDirectoryOptions): Promise<string> {
  const directory = join(root, 'pglite');
  const state = await inspect(directory);
  if (state === 'damaged') {
    throw new DataDirectoryError(
      `${directory} has files but no PG_VERSION, so it is a damaged database or something else. Nothing was changed. ${remedy(root)}`,
    );
  }
  if (state !== 'complete') {
    const firstStart = state === 'absent' && (!usedBefore || existsSync(unfinished(directory)));
    if (!firstStart && (await emulatorHasCustomers(root))) {
      throw new DataDirectoryError(
        `${directory} is ${state}, but the emulated providers in ${join(root, 'emulator')} still have customers: an empty database would create them again. ${remedy(root)}`,
      );
    }
    await create(directory, state, archive);
  }
  await rm(fillingMarker(directory), { force: true });
  return directory;
}

export const remedy = (root: string): string => `Restore it from a backup, or delete ${root} to start anew`;

/** The archive is unpacked beside the database's place and then renamed: whatever has the final name is complete. */
async function create(directory: string, state: IncompleteState, archive: () => Promise<Blob>): Promise<void> {
  const unpacking = unfinished(directory);
  try {
    await rm(unpacking, { recursive: true, force: true });
    await unpack(await archive(), unpacking);
    if (state === 'incomplete') await rm(directory, { recursive: true });
    if (state === 'empty') await rmdir(directory);
    // Without fsync: the embedded database does not promise to survive a power loss.
    await rename(unpacking, directory);
  } catch (error) {
    await rm(unpacking, { recursive: true, force: true });
    // The next start sees by it that no database was ever complete here.
    if (state === 'absent') await mkdir(unpacking).catch(() => {});
    throw new DataDirectoryError(`${directory} could not be created: ${(error as Error).message}`, { cause: error });
  }
}

const unfinished = (directory: string): string => `${directory}.unpacking`;

/** `incomplete`: an earlier version of this program was killed while it created the database, before anything was stored. */
type IncompleteState = 'absent' | 'empty' | 'incomplete';

async function inspect(directory: string): Promise<IncompleteState | 'damaged' | 'complete'> {
  const names = await namesIn(directory);
  if (names === undefined) return 'absent';
  if (names.length === 0) return 'empty';
  if (existsSync(fillingMarker(directory)) && !(await hasTables(directory))) return 'incomplete';
  return names.includes('PG_VERSION') ? 'complete' : 'damaged';
}

/** Earlier versions kept this file beside the database while they created it in place. */
const fillingMarker = (directory: string): string => `${directory}.filling`;

/**
 * Whether the migrations have ever run. PostgreSQL names the files of tables by number, and gives numbers from 16384 on
 * to tables that are not its own.
 */
async function hasTables(directory: string): Promise<boolean> {
  const base = join(directory, 'base');
  const databases = (await namesIn(base)) ?? [];
  const files = await Promise.all(databases.map((name) => namesIn(join(base, name))));
  return files.flat().some((name) => Number.parseInt(name ?? '', 10) >= 16_384);
}

async function emulatorHasCustomers(root: string): Promise<boolean> {
  const directory = join(root, 'emulator');
  const files = ((await namesIn(directory)) ?? []).filter((name) => name.endsWith('.jsonl'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.some((size) => size > 0);
}

/** Undefined when there is no such directory. */
async function namesIn(directory: string): Promise<string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
