import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printSubgraph } from '../../src/graphql/schema.js';

/** `npm run schema:breaking`, in a folder of its own where today's schema was released as 0.10.0. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const released = printSubgraph();
let folder: string;

const write = (file: string, sdl: string) => writeFileSync(join(folder, 'schema', file), sdl);
const check = () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['schema/breaking-changes.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breaking-'));
  mkdirSync(join(folder, 'schema/releases'), { recursive: true });
  cpSync(join(root, 'schema/breaking-changes.mjs'), join(folder, 'schema/breaking-changes.mjs'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  write('releases/0.10.0.graphql', released);
  write('releases/0.9.0.graphql', 'type Query { ofAnOlderRelease: Int }');
  write('releases/README.md', '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each<[string, string, string, RegExp]>([
  ['what stays', '', '', /^Nothing breaks since 0\.10\.0\.\n$/],
  ['a field more', 'type Address {', 'type Address {\n  region: String', /^Nothing breaks/],
  ['a violation code more', 'enum ViolationCode {', 'enum ViolationCode {\n  ODD', /^careful: .*\nNothing breaks/],
])('%s breaks nothing', (_, from, to, said) => {
  write('subgraph.graphql', released.replace(from, to));
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
  write('subgraph.graphql', changed);
  expect(check()).toEqual({ status: 1, said: expect.stringContaining(said) });
});

test('a change that was decided on is told with its reason, and breaks nothing; another still does', () => {
  const description = 'Customer.company was removed.';
  const accepted = [
    { since: '0.10.0', description, because: 'Nobody used it.' },
    { since: '0.9.0', description: 'Customer.email was removed.', because: 'Long ago.' },
  ];
  write('releases/accepted.json', JSON.stringify(accepted));
  const changed = released.replace(/^ {2}company: String$/m, '  firm: String');
  write('subgraph.graphql', changed);
  const said = `accepted: ${description} Nobody used it.\nNothing else breaks since 0.10.0.\n`;
  expect(check()).toEqual({ status: 0, said: expect.stringContaining(said) });
  write('subgraph.graphql', changed.replace(/^ {2}phoneCountry: String$/m, '  phoneCountry: String!'));
  expect(check()).toEqual({ status: 1, said: expect.stringMatching(/breaking since 0\.10\.0: .*phoneCountry/) });
  rmSync(join(folder, 'schema/releases/accepted.json'));
});

test('the version of package.json is among the releases, so that the next change is compared with it', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(existsSync(join(root, `schema/releases/${version}.graphql`))).toBe(true);
});
