import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printSubgraph } from '../../src/graphql/schema.js';

/** `npm run schema:breaking`, in a repository of its own with a release of today's schema. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const released = printSubgraph();
let folder: string;

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-C', folder, ...args]);
const write = (sdl: string) => writeFileSync(join(folder, 'schema/subgraph.graphql'), sdl);
const check = () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['schema/breaking-changes.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breaking-'));
  mkdirSync(join(folder, 'schema'));
  cpSync(join(root, 'schema/breaking-changes.mjs'), join(folder, 'schema/breaking-changes.mjs'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  write(released);
  git('init', '--quiet');
  git('add', 'schema');
  git('commit', '--quiet', '--message', 'released');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('before the first release nothing can break', () => {
  expect(check()).toEqual({ status: 0, said: 'No release yet: nothing can break.\n' });
});

describe('after a release', () => {
  beforeAll(() => {
    git('tag', 'v1.0.0');
  });

  test.each<[string, string, string, RegExp]>([
    ['what stays', '', '', /^Nothing breaks since v1\.0\.0\.\n$/],
    ['a field more', 'type Address {', 'type Address {\n  region: String', /^Nothing breaks/],
    ['a violation code more', 'enum ViolationCode {', 'enum ViolationCode {\n  ODD', /^careful: .*\nNothing breaks/],
  ])('%s breaks nothing', (_, from, to, said) => {
    write(released.replace(from, to));
    expect(check()).toEqual({ status: 0, said: expect.stringMatching(said) });
  });

  test.each<[string, RegExp, string, string]>([
    ['a field of another name', /^ {2}company: String$/m, '  firm: String', 'Customer.company was removed'],
    ['an input that is required now', /^ {2}phoneCountry: String$/m, '  phoneCountry: String!', 'phoneCountry'],
    ['an enum value of another name', /^ {2}STAX$/m, '  OTHER', 'STAX was removed from enum type Provider'],
    ['a member of the union that is gone', / \| CustomerNotFoundError/, '', 'CustomerNotFoundError was removed'],
    ['a key that is gone', /^ {2}@key\(fields: "reference"\)$/m, '', 'Customer is no entity by "reference" any more'],
  ])('%s does', (_, from, to, said) => {
    const changed = released.replace(from, to);
    expect(changed).not.toBe(released);
    write(changed);
    expect(check()).toEqual({ status: 1, said: expect.stringContaining(said) });
  });
});
