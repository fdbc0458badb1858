import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Another process that is alive holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/** What a lock file says of its holder. */
interface Holder {
  readonly pid: number;
  /** Tells a process from an earlier one that had the same id; empty where the system does not say. */
  readonly startedAt: string;
  readonly token: string;
}

/**
 * Takes the lock, or says who has it. The lock of a process that has died, however it died, is taken over.
 *
 * @param what Begins the sentence of the error, e.g. `The embedded database in .data`.
 * @returns what gives it back.
 * @throws LockedError when it is held.
 */
export async function lockFile(path: string, what: string): Promise<() => Promise<void>> {
  const self: Holder = { pid: process.pid, startedAt: await startOf(process.pid), token: randomUUID() };
  const mine = `${path}.${self.token}`;
  await writeFile(mine, JSON.stringify(self), { flush: true });
  try {
    while (!(await tryLink(mine, path))) {
      const holder = await readHolder(path);
      if (holder === undefined) continue;
      if (await isAlive(holder)) {
        throw new LockedError(`${what} is in use by process ${holder.pid}: end it first, or use another directory`);
      }
      await discard(path, holder);
    }
  } finally {
    await rm(mine, { force: true });
  }
  held.add(self.token);
  return async () => {
    held.delete(self.token);
    if ((await readHolder(path))?.token === self.token) await rm(path, { force: true });
  };
}

/** Locks of this very process: an id alone would not tell them from those of an earlier process with the same id. */
const held = new Set<string>();

async function isAlive({ pid, startedAt, token }: Holder): Promise<boolean> {
  if (pid === unreadable.pid) return false;
  if (pid === process.pid) return held.has(token);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and someone else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return (await startOf(pid)) === startedAt;
}

/** Linux: when the process was started, in clock ticks since boot. */
async function startOf(pid: number): Promise<string> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The second field, the command's name in parentheses, may hold spaces; the start time is the 22nd.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot.trim()} ${ticks}`;
  } catch {
    return '';
  }
}

/** Whether the file came to be at `to`, whole from the first moment where the file system knows hard links. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      return copyFile(from, to, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A lock file that was cut short, with its holder. */
const unreadable: Holder = { pid: 0, startedAt: '', token: '' };

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return unreadable;
    throw error;
  }
}

/** Moves a dead holder's lock away; should it have become another's in the meantime, that one is put back. */
async function discard(path: string, dead: Holder): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readHolder(aside))?.token !== dead.token) await tryLink(aside, path);
  await rm(aside, { force: true });
}
