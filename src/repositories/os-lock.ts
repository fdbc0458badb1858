import { spawnSync } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * Flags of `open` that lock the file as it is opened. Node.js passes them on to the system but does not name them:
 * `O_EXLOCK | O_NONBLOCK` of the BSDs, and libuv's `UV_FS_O_EXLOCK`, which on Windows opens the file for nobody else.
 */
const lockingFlags: Partial<Record<NodeJS.Platform, number>> = {
  darwin: 0x20 | 0x4,
  freebsd: 0x20 | 0x4,
  win32: 0x1000_0000,
};

/** The errors of `open` with these flags when the file is locked already. */
const lockedCodes: readonly unknown[] = ['EAGAIN', 'EWOULDBLOCK', 'EBUSY'];

/**
 * Opens a file with the operating system's exclusive lock, and creates it when it does not exist. The system releases
 * the lock when the handle is closed or its process ends, in whatever way.
 *
 * @returns undefined when the lock is held through another handle, by this process or another.
 */
export async function openLocked(path: string): Promise<FileHandle | undefined> {
  const flags = constants.O_RDWR | constants.O_CREAT;
  const locking = lockingFlags[process.platform];
  if (locking !== undefined) {
    return open(path, flags | locking, 0o600).catch((error: NodeJS.ErrnoException) => {
      if (lockedCodes.includes(error.code)) return undefined;
      throw error;
    });
  }
  const handle = await open(path, flags, 0o600);
  try {
    if (lockWithCommand(handle)) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/**
 * Linux has flock(2) for it, which Node.js cannot call, but the command `flock` can: the lock belongs to the open file,
 * which the command inherits from this process, so this process keeps the lock when the command has ended.
 */
function lockWithCommand(handle: FileHandle): boolean {
  const { status, stderr, error } = spawnSync('flock', ['-xn', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', handle.fd],
    encoding: 'utf8',
  });
  if (status === 0) return true;
  if (status === 1 && stderr === '') return false;
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw new Error('the command flock is not installed; it is part of util-linux and of BusyBox');
  }
  throw error ?? new Error(stderr.trim());
}
