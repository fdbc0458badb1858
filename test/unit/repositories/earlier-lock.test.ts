import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeEarlierHolder } from '../../../src/repositories/earlier-lock.js';
import { lockFile } from '../../../src/repositories/file-lock.js';
import { type EarlierLock, earlierLockOf } from '../../support/earlier-lock.js';

let directory: string;
/** On a disk of this machine. */
let path: string;
let holder: ChildProcess;
let held: EarlierLock;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(directory, 'it.lock');
  holder = spawn('sleep', ['60']);
  held = await earlierLockOf(holder.pid ?? 0);
  await writeFile(path, JSON.stringify(held));
});
afterAll(async () => {
  holder.kill();
  await rm(directory, { recursive: true, force: true });
});

describe.skipIf(process.platform !== 'linux')('the holder of a lock of an earlier version', () => {
  it('is alive while it runs', async () => {
    expect(await judgeEarlierHolder(held, path)).toBe('alive');
    await expect(lockFile(path, 'It')).rejects.toThrow(`It is in use by process ${held.pid}: end it first`);
  });

  it('is dead when another process has its id', async () => {
    expect(await judgeEarlierHolder({ ...held, pid: process.pid }, path)).toBe('dead');
  });

  it('is dead when it has ended', async () => {
    const ended = spawn('sleep', ['60']);
    const lock = await earlierLockOf(ended.pid ?? 0);
    ended.kill('SIGKILL');
    await new Promise((resolve) => ended.once('exit', resolve));
    expect(await judgeEarlierHolder(lock, path)).toBe('dead');
  });

  it('is dead when it is from an earlier boot, and the disk is of this machine', async () => {
    expect(await judgeEarlierHolder({ ...held, startedAt: 'earlier 1' }, path)).toBe('dead');
  });

  it('may be alive on another machine, when the disk may be shared with that', async () => {
    expect(await judgeEarlierHolder({ ...held, startedAt: 'elsewhere 1' }, '/proc/self/stat')).toBe('unknown');
  });

  it('may be alive when there is no telling its start', async () => {
    expect(await judgeEarlierHolder({ ...held, startedAt: '' }, path)).toBe('unknown');
  });
});
