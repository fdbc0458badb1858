import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeEarlierHolder, ownStart } from './earlier-lock.js';
import { type FileLock, heartbeatMs, keepLock, type LockLostError } from './held-lock.js';
import {
  describeHolder,
  type LockContent,
  type LockRecord,
  parseLock,
  serializeLock,
  thisMachine,
} from './lock-record.js';
import { openLocked } from './os-lock.js';

/** Another process holds the lock, or may hold it. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

export interface LockOptions {
  /** Called once, when the lock is found lost. */
  readonly onLost?: (error: LockLostError) => void;
  /** How long to retry, in milliseconds: a process that was just killed may need a moment to end. */
  readonly patienceMs?: number;
  /** Lets a test play another machine whose locks this one cannot see. */
  readonly system?: { readonly machine: string; readonly openLocked: typeof openLocked };
}

/** A holder on another machine without a heartbeat for so long is dead. By then it no longer trusts its last check. */
const silenceMs = 5_000;

/**
 * Takes a lock, or says who holds it.
 *
 * The lock is the operating system's exclusive lock on the file. It works between containers, and it ends with its
 * process in whatever way that ends. The record in the file says who the holder is, and protects the lock where the
 * system's lock does not reach: from a machine that shares the disk but not the locks, and from earlier versions of this
 * program, which did not take the system's lock. The file remains after the release, because deleting it could delete
 * the lock of the next holder.
 *
 * @param what Begins the error message, e.g. `The embedded database in .data`.
 * @throws LockedError when another process holds it, or that cannot be ruled out.
 */
export async function lockFile(path: string, what: string, options: LockOptions = {}): Promise<FileLock> {
  const { onLost, patienceMs = 1_000, system = { machine: thisMachine(), openLocked } } = options;
  const record: LockRecord = {
    pid: process.pid,
    startedAt: await ownStart(),
    token: randomUUID(),
    machine: system.machine,
    host: hostname(),
  };
  let handle: FileHandle | undefined;
  try {
    handle = await openPatiently(path, patienceMs, system.openLocked);
    if (handle === undefined) throw new LockedError(inUse(await readLock(path).catch(() => unknownHolder)));
    await claim(handle, path, record);
  } catch (error) {
    await handle?.close();
    const reason = error instanceof LockedError ? error.message : `cannot be locked: ${(error as Error).message}`;
    throw new LockedError(`${what} ${reason}`, { cause: error });
  }
  return keepLock({ handle, path, what, token: record.token, onLost });
}

async function openPatiently(
  path: string,
  patienceMs: number,
  tryOpen: typeof openLocked,
): Promise<FileHandle | undefined> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const handle = await tryOpen(path);
    if (handle !== undefined || performance.now() > deadline) return handle;
    await sleep(100);
  }
}

/** Writes the new holder's record, unless the holder on record may be alive although the system's lock was free. */
async function claim(handle: FileHandle, path: string, record: LockRecord): Promise<void> {
  const left = parseLock(await handle.readFile('utf8'));
  if (left.kind === 'unreadable') throw new LockedError(inDoubt(path, 'cannot be read'));
  if (left.kind === 'held by earlier version') {
    const verdict = await judgeEarlierHolder(left.record, path);
    if (verdict === 'alive') throw new LockedError(inUse(left));
    if (verdict === 'unknown') {
      throw new LockedError(
        inDoubt(path, `names ${describeHolder(left)}, and it cannot be seen from here whether that has ended`),
      );
    }
  }
  // On Windows the lock of a file on a server is the server's, and counts for all machines.
  const elsewhere = left.kind === 'held' && left.record.machine !== record.machine && process.platform !== 'win32';
  if (elsewhere) await awaitSilence(path);
  await handle.write(serializeLock(record), 0);
  if (elsewhere) await confirmClaim(path, record);
}

/** @throws LockedError as soon as the holder shows that it is alive. */
async function awaitSilence(path: string): Promise<void> {
  const before = await pulse(path);
  const deadline = performance.now() + silenceMs;
  while (performance.now() < deadline) {
    await sleep(heartbeatMs / 4);
    if ((await pulse(path)) !== before) throw new LockedError(inUse(await readLock(path)));
  }
}

/** When two machines claim the lock of a dead third one at the same moment, the record that is written last counts. */
async function confirmClaim(path: string, { token }: LockRecord): Promise<void> {
  await sleep(heartbeatMs);
  const now = await readLock(path);
  if (now.kind !== 'held' || now.record.token !== token) throw new LockedError(inUse(now));
}

/** Changes with every heartbeat. The file is opened anew each time, as this makes a network file system ask its server. */
async function pulse(path: string): Promise<string> {
  const handle = await open(path);
  try {
    return `${(await handle.stat()).mtimeMs} ${await handle.readFile('utf8')}`;
  } finally {
    await handle.close();
  }
}

async function readLock(path: string): Promise<LockContent> {
  return parseLock(await readFile(path, 'utf8'));
}

const unknownHolder: LockContent = { kind: 'unreadable' };

const inUse = (holder: LockContent): string =>
  `is in use by ${describeHolder(holder)}: end it first, or use another directory`;

const inDoubt = (path: string, why: string): string =>
  `may be in use: ${path} ${why}. Make sure that no other process uses it, delete that file, and start again`;
