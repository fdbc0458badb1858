import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpack } from '../../../src/repositories/unpack.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'unpack-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** What the system's own tar makes of some files, one of them longer than a block. */
async function archive(options: string): Promise<Buffer> {
  await mkdir(join(root, 'from', 'base', 'empty'), { recursive: true });
  await writeFile(join(root, 'from', 'PG_VERSION'), '18\n');
  await writeFile(join(root, 'from', 'base', '1'), Buffer.alloc(1_300, 7));
  await writeFile(join(root, 'from', 'base', '2'), '');
  return spawnSync('tar', [options, '-', '--format=ustar', '-C', join(root, 'from'), '.']).stdout;
}

describe('unpacking an archive', () => {
  it.each(['-cf', '-czf'])('restores files and directories of one made with tar %s', async (options) => {
    const to = join(root, 'to');
    await unpack(new Blob([new Uint8Array(await archive(options))]), to);
    expect((await readdir(to, { recursive: true })).sort()).toEqual([
      'PG_VERSION',
      'base',
      'base/1',
      'base/2',
      'base/empty',
    ]);
    expect(await readFile(join(to, 'PG_VERSION'), 'utf8')).toBe('18\n');
    expect(await readFile(join(to, 'base', '1'))).toEqual(Buffer.alloc(1_300, 7));
    expect((await stat(to)).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.indexOf(Buffer.alloc(100, 7)) + 50)],
    ['is none', () => Buffer.from('no archive')],
  ])('fails when it %s', async (_, spoil) => {
    const bytes = spoil(await archive('-cf'));
    await expect(unpack(new Blob([new Uint8Array(bytes)]), join(root, 'to'))).rejects.toThrow('the archive is damaged');
  });
});
