import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A copy of the sources and of what was made from them. */
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'build-'));
  for (const path of [
    'src',
    'schema',
    'prisma',
    'dist',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ]) {
    await cp(join(root, path), join(copy, path), { recursive: true, preserveTimestamps: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** The status at the end, and what the compiler had to say. */
function build(): string {
  const { status, stdout } = spawnSync(process.execPath, ['src/dev/build.mjs'], { cwd: copy, encoding: 'utf8' });
  return `${status} ${stdout}`;
}
const built = '0 ';
const source = () => join(copy, 'src/domain/text.ts');
const compiled = () => readFile(join(copy, 'dist/domain/text.js'), 'utf8');
const builtAt = async () => (await stat(join(copy, 'dist/.made-from'))).mtimeMs;

test('makes what is missing or older than its sources, and nothing else', { timeout: 120_000 }, async () => {
  expect(build()).toBe(built);
  const first = await builtAt();
  expect(build()).toBe(built);
  expect(await builtAt()).toBe(first);

  await appendFile(source(), 'export const changed = true;\n');
  expect(build()).toBe(built);
  expect(await compiled()).toContain('changed = true');

  await rm(join(copy, 'src/generated/wire'), { recursive: true });
  expect(build()).toBe(built);
  await stat(join(copy, 'src/generated/wire/xpay.ts'));
});

test('what did not compile is compiled again', { timeout: 120_000 }, async () => {
  await appendFile(source(), 'export const wrong: number = "text";\n');
  for (const _ of ['at first', 'again']) expect(build()).toMatch(/^2 src\/domain\/text\.ts.*TS2322/);

  await cp(join(root, 'src/domain/text.ts'), source());
  expect(build()).toBe(built);
  expect(await compiled()).not.toContain('wrong');
});
