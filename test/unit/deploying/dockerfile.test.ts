import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageSettings, read, root, version } from './files.js';

/** Instructions with their arguments, continued lines joined. */
const instructions = (path: string): { name: string; args: string }[] =>
  read(path)
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', args = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { name, args };
    });

/** What is copied from the folder that is built in. */
const sources = (path: string): string[] =>
  instructions(path)
    .filter(({ name, args }) => name === 'COPY' && !args.includes('--from='))
    .flatMap(({ args }) => args.split(' ').slice(0, -1));

const patterns = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** Whether `.dockerignore` lets a path through: the last pattern that matches it, or a folder above it, decides. */
function isSent(path: string): boolean {
  let sent = true;
  for (const pattern of patterns) {
    const bare = pattern.replace(/^!/, '');
    const matches =
      bare === '*' ||
      (bare.startsWith('**/') ? path.split('/').includes(bare.slice(3)) : `${path}/`.startsWith(`${bare}/`));
    if (matches) sent = pattern.startsWith('!');
  }
  return sent;
}

describe.each(['Dockerfile', 'examples/compose/gateway.Dockerfile'])('%s', (file) => {
  it.each(sources(file))('copies %s, which is there and is sent', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
    expect(isSent(path)).toBe(true);
  });

  it('runs as a user by number, which engines can tell from root, and hears signals', () => {
    const last = (wanted: string) => instructions(file).findLast(({ name }) => name === wanted)?.args;
    expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(JSON.parse(last('CMD') ?? '')).toContain('node');
    expect(last('FROM')).toMatch(/^\$\{NODE_IMAGE\}$/);
  });
});

it('neither secrets nor what was installed or generated here is sent', () => {
  for (const path of [
    'node_modules',
    'examples/gateway/node_modules',
    'src/generated',
    'examples/compose/secrets',
    '.data',
    '.git',
    '.env',
  ]) {
    expect(isSent(path), path).toBe(false);
  }
  expect(isSent('src/main.ts')).toBe(true);
});

it('the image has the version of the package, and production settings', () => {
  expect(read('Dockerfile')).toContain(`\nARG VERSION=${version}\n`);
  expect(imageSettings()).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', DATA_DIR: '/data' });
});
