import { constants } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LockedError, type LockOptions, lockFile } from '../../../src/repositories/file-lock.js';
import { LockLostError } from '../../../src/repositories/held-lock.js';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
  path = join(directory, 'it.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const impatient: LockOptions = { patienceMs: 0 };

describe('a file lock', () => {
  it('is held by one at a time, says by whom, and leaves an empty file behind', async () => {
    const lock = await lockFile(path, 'It');
    await expect(lockFile(path, 'It', impatient)).rejects.toThrow(
      new LockedError(
        `It is in use by process ${process.pid} on ${hostname()}: end it first, or use another directory`,
      ),
    );
    expect(() => lock.assertHeld()).not.toThrow();
    await lock.release();
    await (await lockFile(path, 'It')).release();
    expect(await readdir(directory)).toEqual(['it.lock']);
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('is given to one of many who ask at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFile(path, 'It', impatient)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.release();
  });

  it.each([
    ['nothing', () => ''],
    ['half a record', (text: string) => text.slice(0, 40)],
  ])('is held whatever its file says: %s', async (_, spoil) => {
    const lock = await lockFile(path, 'It');
    await writeFile(path, spoil(await readFile(path, 'utf8')));
    await expect(lockFile(path, 'It', impatient)).rejects.toThrow('It is in use by another process');
    await lock.release();
  });

  it('is not taken when what an earlier holder left cannot be read', async () => {
    await writeFile(path, '{"pid":12,"star');
    await expect(lockFile(path, 'It')).rejects.toThrow(
      new LockedError(
        `It may be in use: ${path} cannot be read. Make sure that no other process uses it, delete that file, and start again`,
      ),
    );
    expect(await readFile(path, 'utf8')).toBe('{"pid":12,"star');
  });

  it('says why it cannot be had', async () => {
    await expect(lockFile(join(directory, 'none', 'it.lock'), 'It')).rejects.toThrow(/^It cannot be locked: ENOENT: /);
  });

  it('is lost when its file is deleted, and says so once', async () => {
    const onLost = vi.fn();
    const lock = await lockFile(path, 'It', { onLost });
    await rm(path);
    await vi.waitFor(() => expect(lock.lost).toBe(true), 3_000);
    expect(() => lock.assertHeld()).toThrow(LockLostError);
    expect(() => lock.assertHeld()).toThrow('It no longer belongs to this process');
    await lock.release();
    expect(onLost).toHaveBeenCalledOnce();
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a file lock on a disk that machines share without sharing its locks', () => {
  const onAnotherMachine: LockOptions = {
    system: { machine: 'another', openLocked: (file) => open(file, constants.O_RDWR | constants.O_CREAT) },
  };

  it('is respected while its holder on the other machine shows that it is alive', async () => {
    const lock = await lockFile(path, 'It', onAnotherMachine);
    await expect(lockFile(path, 'It')).rejects.toThrow(`It is in use by process ${process.pid} on ${hostname()}`);
    lock.assertHeld();
    await lock.release();
    await (await lockFile(path, 'It')).release();
  });

  it('is given to one of two machines that find a third one silent', async () => {
    await writeFile(path, JSON.stringify({ pid: 7, startedAt: '', token: 'theirs', machine: 'a third', host: 'gone' }));
    const outcomes = await Promise.allSettled([lockFile(path, 'It'), lockFile(path, 'It', onAnotherMachine)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.release();
  });
});
