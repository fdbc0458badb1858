import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataDirectoryError, ensureDatabase } from '../../../src/repositories/data-directory.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'data-directory-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const usedBefore = true;

/** Writes files below the data directory; those whose name ends with a slash are directories. */
async function lay(files: readonly string[], content = 'content\n'): Promise<void> {
  for (const file of files) {
    await mkdir(join(root, file.endsWith('/') ? file : dirname(file)), { recursive: true });
    if (!file.endsWith('/')) await writeFile(join(root, file), content);
  }
}

const lies = async (): Promise<string[]> => (await readdir(root, { recursive: true })).sort();

/** An archive with an empty database in miniature. */
async function archive(): Promise<Blob> {
  const from = await mkdtemp(join(tmpdir(), 'archive-'));
  try {
    await writeFile(join(from, 'PG_VERSION'), '18\n');
    return new Blob([new Uint8Array(spawnSync('tar', ['-cf', '-', '-C', from, '.']).stdout)]);
  } finally {
    await rm(from, { recursive: true });
  }
}

const created = ['pglite', 'pglite/PG_VERSION'];
const stored = ['pglite/PG_VERSION', 'pglite/base/5/1259', 'pglite/base/5/16384'];
const neverFilled = ['pglite/PG_VERSION', 'pglite/base/5/1259', 'pglite/base/5/pg_internal.init'];
const customers = 'emulator/stax.jsonl';

describe('the database in a data directory', () => {
  it.each([
    ['nothing is there', [], !usedBefore],
    ['it was deleted', [], usedBefore],
    ['it was emptied', ['pglite/'], usedBefore],
    ['a start was killed while it created it', ['pglite.unpacking/base/5/1259'], usedBefore],
    ['an earlier version was killed while it created it', [...neverFilled, 'pglite.filling'], usedBefore],
  ])('is created when %s', async (_, files, used) => {
    await lay(files);
    expect(await ensureDatabase(root, { usedBefore: used, archive })).toBe(join(root, 'pglite'));
    expect(await lies()).toEqual(created);
  });

  it.each([
    ['the emulator was used before it', [], !usedBefore],
    ['a start was killed while it created it', ['pglite.unpacking/base/5/1259'], usedBefore],
  ])('is created beside emulated customers when %s', async (_, files, used) => {
    await lay([...files, customers]);
    await ensureDatabase(root, { usedBefore: used, archive });
    expect(await lies()).toEqual(['emulator', customers, ...created]);
  });

  it.each([
    ['it was deleted', [], 'is absent'],
    ['it was emptied', ['pglite/'], 'is empty'],
    ['it lost its tables and is marked as never filled', [...neverFilled, 'pglite.filling'], 'is incomplete'],
  ])('is not created beside emulated customers when %s', async (_, files, complaint) => {
    await lay([...files, customers]);
    const before = await lies();
    const attempt = ensureDatabase(root, { usedBefore, archive });
    await expect(attempt).rejects.toThrow(DataDirectoryError);
    await expect(attempt).rejects.toThrow(
      `${join(root, 'pglite')} ${complaint}, but the emulated providers in ${join(root, 'emulator')} still have customers`,
    );
    await expect(attempt).rejects.toThrow(`Restore it from a backup, or delete ${root} to start anew`);
    expect(await lies()).toEqual(before);
  });

  it('is created beside an emulator whose files are empty', async () => {
    await lay([customers], '');
    await ensureDatabase(root, { usedBefore, archive });
    expect(await lies()).toEqual(['emulator', customers, ...created]);
  });

  it.each([
    ['', []],
    [', and loses a marker that says that it was never filled', ['pglite.filling']],
  ])('is left as it is%s', async (_, marker) => {
    await lay(stored);
    const before = await lies();
    await lay(marker);
    await ensureDatabase(root, { usedBefore, archive });
    expect(await lies()).toEqual(before);
  });

  it.each([
    ['', []],
    [', marked as never filled or not', ['pglite.filling']],
  ])('is refused and left as it is when it has no PG_VERSION%s', async (_, marker) => {
    await lay([...stored.slice(1), ...marker]);
    const before = await lies();
    await expect(ensureDatabase(root, { usedBefore, archive })).rejects.toThrow('has files but no PG_VERSION');
    expect(await lies()).toEqual(before);
  });

  it('is created by the next start when it could not be, also beside emulated customers', async () => {
    await lay([customers]);
    const full = async () => {
      throw new Error('ENOSPC: no space left on device');
    };
    await expect(ensureDatabase(root, { usedBefore: false, archive: full })).rejects.toThrow(
      `${join(root, 'pglite')} could not be created: ENOSPC: no space left on device`,
    );
    await ensureDatabase(root, { usedBefore, archive });
    expect(await lies()).toEqual(['emulator', customers, ...created]);
  });
});
