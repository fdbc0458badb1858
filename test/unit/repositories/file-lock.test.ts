import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError, lockFile } from '../../../src/repositories/file-lock.js';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(directory, 'it.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const holder = (pid: number, startedAt = '') => JSON.stringify({ pid, startedAt, token: 'theirs' });

describe('a file lock', () => {
  it('is held by one at a time, and leaves nothing behind', async () => {
    const unlock = await lockFile(path, 'It');
    await expect(lockFile(path, 'It')).rejects.toThrow(
      new LockedError(`It is in use by process ${process.pid}: end it first, or use another directory`),
    );
    await unlock();
    await (await lockFile(path, 'It'))();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is given to one of many who ask at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFile(path, 'It')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is respected while another process lives', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    try {
      await writeFile(path, holder(child.pid ?? 0, await startOf(child.pid ?? 0)));
      await expect(lockFile(path, 'It')).rejects.toThrow(`It is in use by process ${child.pid}`);
    } finally {
      child.kill();
    }
  });

  it.each([
    ['a process that has ended', () => holder(spawnSync(process.execPath, ['-e', '']).pid)],
    ['an earlier process with our own id', () => holder(process.pid)],
    ['nobody, as it was cut short', () => ''],
  ])('is taken over from %s', async (_, content) => {
    await writeFile(path, content());
    const unlock = await lockFile(path, 'It');
    expect(await readFile(path, 'utf8')).toContain(`"pid":${process.pid}`);
    await unlock();
    expect(await readdir(directory)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')(
    'is taken over from an earlier process whose id another one has now',
    async () => {
      await writeFile(path, holder(process.ppid, 'an earlier boot 1'));
      await (await lockFile(path, 'It'))();
    },
  );
});

/** As the lock writes it; empty on systems that do not say. */
async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return '';
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}
