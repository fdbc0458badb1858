import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import { exampleTabs } from '../../src/graphql/example-operations.js';
import { freePort } from '../support/free-port.js';

/** The tabs, by the names of the operations in them. */
const tabs = exampleTabs(providerDefinitions).map(({ query }) => /(?:mutation|query) (\w+)/.exec(query)?.[1] ?? '');
/** Tabs that create. */
const [first = '', ...others] = tabs.slice(0, 3);

/** Debian's Chromium, unless `CHROMIUM_PATH` names another. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const browserOptions = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const serverFile = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let server: ChildProcess;
let dataDir: string;
let origin: string;
let browser: Browser;
let page: Page;
/** Where the page sent requests to, `data:` and `blob:` aside. */
let origins: Set<string>;
let mishaps: string[];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'graphiql-'));
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const { PATH } = process.env;
  server = spawn(process.execPath, [serverFile], {
    env: { PATH, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await vi.waitUntil(isReady, { timeout: 60_000, interval: 200 });
  browser = await chromium.launch({ executablePath, args: browserOptions });
}, 90_000);

afterAll(async () => {
  await browser?.close();
  if (server?.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  page = await context.newPage();
  origins = new Set();
  mishaps = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.protocol !== 'blob:') origins.add(url.origin);
  });
  page.on('pageerror', (error) => mishaps.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') mishaps.push(message.text());
  });
  await page.goto(origin);
  // A tab cannot be changed before both editors are there.
  await page.getByText(`${first}(`).waitFor();
  await page.getByText('"Asha"').waitFor();
  return () => context.close();
}, 30_000);

/** Opens a tab by one click and runs what is in it; gives the text of GraphiQL's answer. */
async function run(tab: string): Promise<string> {
  await page.getByRole('tab', { name: tab }).click();
  await page.getByRole('tab', { name: tab, selected: true }).waitFor();
  // GraphiQL learns the name of the operation in the editor a tenth of a second after it changed, and shows no sign of it.
  await page.waitForTimeout(500);
  const answered = page.waitForResponse((response) => response.request().postData()?.includes(tab) ?? false);
  await page.getByRole('button', { name: /^Execute/ }).click();
  await answered;
  const shown = page.getByLabel('Result Window');
  await shown.getByText('__typename').first().waitFor();
  return (await shown.innerText()).replaceAll('\u00a0', ' ');
}

describe('GraphiQL in a browser', () => {
  it.each([1280, 1024, 768, 600, 400])(
    'fits a window %i pixels wide, which does not scroll',
    async (width) => {
      await page.setViewportSize({ width, height: 700 });
      await page.mouse.move(15, 300);
      await page.mouse.wheel(500, 500);
      await page.waitForTimeout(200);
      const html = page.locator('html');
      expect(await html.evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop])).toEqual([0, 0]);
      expect(await html.evaluate(({ scrollWidth }) => scrollWidth)).toBe(width);
      expect(await run(first)).toContain('"CreateCustomerSuccess"');
    },
    30_000,
  );

  it('creates a customer at the first provider as it stands, and shows the same one the second time', async () => {
    const answer = await run(first);
    expect(answer).toContain('"CreateCustomerSuccess"');
    expect(answer).toContain('"created": true');
    const again = await run(first);
    expect(again).toContain('"CreateCustomerSuccess"');
    await expect.poll(() => page.getByLabel('Result Window').innerText()).toMatch(/"created":\sfalse/);
    expect(mishaps).toEqual([]);
  }, 30_000);

  it.each(others)(
    'succeeds in %s',
    async (tab) => {
      expect(await run(tab)).toContain('"CreateCustomerSuccess"');
      expect(mishaps).toEqual([]);
    },
    30_000,
  );

  it('shows what is wrong with an input, and where', async () => {
    const answer = await run('SeeViolations');
    expect(answer).toContain('"InvalidCustomerInputError"');
    expect(answer).toMatch(/"path": \[\s*"phone"\s*\]/);
    expect(mishaps).toEqual([]);
  }, 30_000);

  it('keeps what was open when the page is loaded again', async () => {
    const [second = ''] = others;
    await page.getByRole('tab', { name: second }).click();
    await page.getByRole('tab', { name: second, selected: true }).waitFor();
    // GraphiQL stores what is open half a second after the last change.
    await page.waitForTimeout(1000);
    await page.reload();
    await page.getByRole('tab', { name: second, selected: true }).waitFor();
    expect(await page.getByRole('tab').count()).toBe(tabs.length);
  }, 30_000);

  it('talks to no other origin', async () => {
    await run(first);
    expect([...origins]).toEqual([origin]);
  }, 30_000);
});

async function isReady(): Promise<boolean> {
  if (server.exitCode !== null) throw new Error('the server ended; was it built?');
  return fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
