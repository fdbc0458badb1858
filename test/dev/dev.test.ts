import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../support/free-port.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const patience = { timeout: 60_000, interval: 20 };

/** A copy of the sources, served by `npm run dev`'s program. */
let copy: string;
let dev: ChildProcess;
let url: string;
let said = '';

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'dev-'));
  for (const path of ['src', 'schema', 'prisma', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    await cp(join(root, path), join(copy, path), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const { PATH } = process.env;
  dev = spawn(process.execPath, ['src/dev/main.mjs'], {
    cwd: copy,
    env: { PATH, PORT: String(port), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [dev.stdout, dev.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await vi.waitUntil(async () => (await health()) !== undefined, patience);
}, 90_000);

afterAll(async () => {
  if (dev?.exitCode === null) {
    dev.kill('SIGTERM');
    await once(dev, 'exit');
  }
  await rm(copy, { recursive: true, force: true });
}, 30_000);

const admin = () => join(copy, 'src/admin.ts');
const health = (): Promise<string | undefined> =>
  fetch(`${url}/healthz`).then(
    (answer) => answer.text(),
    () => undefined,
  );

let edits = 0;
/** Another answer of `/healthz`, in a source as it was before the tests. */
async function edited(): Promise<{ answer: string; source: string }> {
  edits += 1;
  const source = await readFile(join(root, 'src/admin.ts'), 'utf8');
  const answer = `{"status":"ok","edit":${edits}}`;
  return { answer, source: source.replace("({ status: 'ok' })", `({ status: 'ok', edit: ${edits} })`) };
}

/** Waits until it is served; says how long that took to whoever sets `SHOW_TIMES`. */
async function served(answer: string): Promise<void> {
  const saved = performance.now();
  await expect.poll(health, patience).toBe(answer);
  if (process.env.SHOW_TIMES) console.log(`served after ${Math.round(performance.now() - saved)} ms`);
}

test('serves ten changes in a row', async () => {
  for (let n = 0; n < 10; n += 1) {
    const { answer, source } = await edited();
    await writeFile(admin(), source);
    await served(answer);
  }
}, 300_000);

test('serves the last of many changes that come at once, and one that replaces the file', async () => {
  for (let n = 0; n < 5; n += 1) {
    await writeFile(admin(), (await edited()).source);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  const { answer, source } = await edited();
  await writeFile(`${admin()}.new`, source);
  await rename(`${admin()}.new`, admin());
  await served(answer);
}, 120_000);

test('goes on serving through a slip in the syntax, says where it is, and serves the repaired file', async () => {
  const before = await health();
  await writeFile(admin(), `${(await edited()).source}\nconst = ;\n`);
  await vi.waitUntil(() => /src\/admin\.ts:\d+:\d+/.test(said), patience);
  expect(await health()).toBe(before);
  const { answer, source } = await edited();
  await writeFile(admin(), source);
  await served(answer);
}, 120_000);

test('serves what has a wrong type, and says so', async () => {
  const { answer, source } = await edited();
  await writeFile(admin(), `${source}\nexport const wrong: number = 'text';\n`);
  await served(answer);
  await vi.waitUntil(() => said.includes('error TS2322'), patience);
}, 120_000);

test('serves again after a change with which the server could not start', async () => {
  await writeFile(admin(), `throw new Error('not today');\n${(await edited()).source}`);
  await vi.waitUntil(() => said.includes('not today') && said.includes('the server ended'), patience);
  const { answer, source } = await edited();
  await writeFile(admin(), source);
  await served(answer);
}, 120_000);

test("serves a change in a provider's document", async () => {
  const path = join(copy, 'schema/providers/vaultera.openapi.yaml');
  const asked = async () => {
    const body = JSON.stringify({ query: '{ providers { inputs { maxLength } } }' });
    const headers = { 'content-type': 'application/json' };
    return fetch(`${url}/graphql`, { method: 'POST', headers, body }).then(
      (answer) => answer.text(),
      () => '',
    );
  };
  expect(await asked()).toContain('"data"');
  expect(await asked()).not.toContain('"maxLength":77}');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/maxLength: \d+/g, 'maxLength: 77'));
  await expect.poll(asked, patience).toContain('"maxLength":77}');
}, 120_000);

test('leaves nothing running when it is stopped', async () => {
  dev.kill('SIGINT');
  const [code] = await once(dev, 'exit');
  expect(code).toBe(0);
  expect(await health()).toBeUndefined();
}, 60_000);
