import { futimesSync, readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { parseLock } from './lock-record.js';

/** Another process has taken the lock of this one, or its file was deleted. */
export class LockLostError extends Error {
  override readonly name = 'LockLostError';
}

export interface FileLock {
  /**
   * To be called before every step that only the holder may take. It usually only compares clocks.
   *
   * @throws LockLostError when the lock is lost, or the error that kept this process from checking.
   */
  assertHeld(): void;
  /** Whether the lock was found lost at the last check. */
  readonly lost: boolean;
  release(): Promise<void>;
}

export interface HeldFile {
  readonly handle: FileHandle;
  readonly path: string;
  /** Begins the error message. */
  readonly what: string;
  readonly token: string;
  readonly onLost?: (error: LockLostError) => void;
}

/** How often the holder checks that it still holds the lock, and shows that it is alive by the file's modification time. */
export const heartbeatMs = 1_000;
/** The result of a check counts for so long. */
const validMs = 2_000;

/** Keeps a lock that was just taken, with a heartbeat, until it is released or found lost. */
export function keepLock({ handle, path, what, token, onLost }: HeldFile): FileLock {
  let lost: LockLostError | undefined;
  let checkedAt = readClocks();

  /** Synchronous, so that no time passes between the check and the step that depends on it. */
  function check(): void {
    if (isOurs(path, token)) {
      const seconds = Date.now() / 1_000;
      futimesSync(handle.fd, seconds, seconds);
      checkedAt = readClocks();
      return;
    }
    clearInterval(heartbeat);
    lost = new LockLostError(
      `${what} no longer belongs to this process: another process has taken it, or ${path} was deleted`,
    );
    onLost?.(lost);
  }

  const heartbeat = setInterval(() => {
    try {
      check();
    } catch {
      // The next heartbeat tries again; meanwhile `assertHeld` throws.
    }
  }, heartbeatMs).unref();

  return {
    assertHeld() {
      if (lost === undefined && isOlderThan(validMs, checkedAt)) check();
      if (lost !== undefined) throw lost;
    },
    get lost() {
      return lost !== undefined;
    },
    async release() {
      clearInterval(heartbeat);
      try {
        // Not what another holder has written.
        if (lost === undefined && isOurs(path, token)) await handle.truncate(0);
      } finally {
        await handle.close();
      }
    },
  };
}

function isOurs(path: string, token: string): boolean {
  try {
    const content = parseLock(readFileSync(path, 'utf8'));
    return content.kind === 'held' && content.record.token === token;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    // On Windows a locked file can be opened by nobody, not even by its holder. Then it is certainly still locked.
    if (code === 'EBUSY') return true;
    throw error;
  }
}

/** Two clocks, because neither is enough: one can be set, and the other stops while the machine sleeps. */
interface Clocks {
  readonly wall: number;
  readonly monotonic: number;
}

const readClocks = (): Clocks => ({ wall: Date.now(), monotonic: performance.now() });

function isOlderThan(ms: number, then: Clocks): boolean {
  const now = readClocks();
  return now.monotonic - then.monotonic > ms || Math.abs(now.wall - then.wall) > ms;
}
