import { execFile } from 'node:child_process';
import { open, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { own, ownedDirectory } from '../../crash/support/postgres-node.js';

/** A file system in memory, which can be full without anybody else noticing. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Undefined where file systems may not be mounted, as without root. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const path = await ownedDirectory('chaos-disk-');
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  } catch {
    await rmdir(path);
    return undefined;
  }
  await own(path, 0o700);
  const ballast = join(path, 'ballast');
  return {
    path,
    async fill() {
      const file = await open(ballast, 'a');
      // Ever smaller pieces, so that no room is left at the end.
      for (let bytes = 1 << 20; bytes >= 512; ) {
        const piece = Buffer.alloc(bytes, 1);
        await file.write(piece).catch(() => {
          bytes >>= 1;
        });
      }
      await file.close();
    },
    empty: () => rm(ballast, { force: true }),
    async close() {
      await run('umount', ['--lazy', path]);
      await rmdir(path);
    },
  };
}
