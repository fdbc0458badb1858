import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, type GraphQLSchema, isUnionType, parse, validate } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import { type RunningApp, startApp } from '../support/app.js';

/*
 * The TypeScript of docs/frontend.md is one module. It is taken from the page, compiled by what a reader's editor checks it
 * with, and run against the service.
 */

interface Violation {
  readonly path: string[];
  readonly code: string;
  readonly message: string;
}
type Outcome = Readonly<Record<string, unknown> & { do: string; violations?: Violation[] }>;
interface Attempt {
  readonly provider: string;
  readonly input: object;
}
interface Input {
  readonly path: string[];
  readonly label: string;
  readonly required: boolean;
}
interface Page {
  readonly createCustomer: string;
  readonly providers: string;
  send(url: string, query: string, variables: object): Promise<Record<string, unknown>>;
  nextAfter(result: object, tries: number): Outcome;
  begin(provider: string, input: object): Attempt;
  unanswered(): Attempt | undefined;
  carryOut(url: string, attempt: Attempt): Promise<Outcome>;
  byField(violations: readonly Violation[], fields: readonly string[]): Map<string, string[]>;
  check(input: Input, typed: string): string | undefined;
}

let folder: string;
let file: string;
let text: string;
let page: Page;
let running: RunningApp;
let url: string;
let schema: GraphQLSchema;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontend-page-'));
  file = join(folder, 'page.ts');
  text = await readFile('docs/frontend.md', 'utf8');
  await writeFile(file, [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join('\n'));
  page = (await import(/* @vite-ignore */ file)) as Page;
  schema = buildSchema(await readFile('schema/subgraph.graphql', 'utf8'), { assumeValid: true, assumeValidSDL: true });
  running = await startApp({ SOAP_TIMEOUT_MS: '1000', RECOVERY_INTERVAL_MS: '20' });
  url = `${running.url}/graphql`;
});
afterAll(async () => {
  await running?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

let persons = 0;
const person = () => ({ firstName: 'Asha', lastName: 'Rao', email: `asha${persons++}@example.com` });
const inject = (fault: Fault) => running.app.emulator?.faults.inject('SOAP', { operationId: 'createCustomer', fault });
const recorded = () => running.app.emulator?.customerStore('SOAP').customers().length ?? Number.NaN;

/** Loses what some requests are answered, or the requests themselves. */
function stubFetch(...faults: ((send: () => Promise<Response>) => Promise<Response>)[]): void {
  const real = fetch;
  vi.stubGlobal('fetch', (...given: Parameters<typeof fetch>) => {
    const fault = faults.shift();
    return fault ? fault(() => real(...given)) : real(...given);
  });
}

it('is accepted by the compiler, in its strict mode and with the types of browsers', async () => {
  const options = ['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--noUnusedLocals', '--ignoreConfig'];
  const target = ['--target', 'es2023', '--lib', 'es2023,dom,dom.iterable', '--module', 'esnext', '--types', ''];
  const ended = promisify(execFile)('node_modules/.bin/tsc', [...options, ...target, file]);
  await expect(ended).resolves.toMatchObject({ stdout: '' });
});

it('asks only for what the schema has', () => {
  const documents = [...text.matchAll(/`\s*((?:query|mutation) [^`]*)`/g)].map(([, document = '']) => parse(document));
  expect(documents).toHaveLength(3);
  for (const document of documents) expect(validate(schema, document)).toEqual([]);
});

it('has an advice for every member of the union', () => {
  const union = schema.getType('CreateCustomerResult');
  const [, section = ''] = /^## What to do with each answer$(.*?)^## /ms.exec(text) ?? [];
  for (const { name } of isUnionType(union) ? union.getTypes() : []) expect(section).toContain(`\`${name}\``);
});

it('creates a customer, and forgets the attempt', async () => {
  const before = recorded();
  const attempt = page.begin('SOAP', person());
  expect(page.unanswered()).toEqual(attempt);
  expect(await page.carryOut(url, attempt)).toEqual({ do: 'go-on', customerId: expect.any(String) });
  expect([recorded(), page.unanswered()]).toEqual([before + 1, undefined]);
});

it('goes on after a reload without creating a second customer', async () => {
  const before = recorded();
  const attempt = page.begin('SOAP', person());
  await page.send(url, page.createCustomer, attempt);
  const kept = page.unanswered();
  if (!kept) throw new Error('Nothing was kept');
  expect(await page.carryOut(url, kept)).toMatchObject({ do: 'go-on' });
  expect(recorded()).toBe(before + 1);
});

it('sends the same again when the answer is lost, when there is too much to do, and when nothing is connected', async () => {
  const before = recorded();
  const lost = async (send: () => Promise<Response>) => {
    await send();
    throw new TypeError('fetch failed');
  };
  const busy = async () =>
    Response.json(
      { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
      { status: 503, headers: { 'retry-after': '1' } },
    );
  stubFetch(lost, busy);
  expect(await page.carryOut(url, page.begin('SOAP', person()))).toMatchObject({ do: 'go-on' });
  expect(recorded()).toBe(before + 1);

  stubFetch(busy);
  expect(await page.send(url, page.createCustomer, {})).toMatchObject({ kind: 'again', seconds: 1 });
  stubFetch(() => Promise.reject(new TypeError('fetch failed')));
  expect(await page.send(url, page.createCustomer, {})).toMatchObject({ kind: 'again', seconds: 2 });
});

it('follows a creation whose outcome is unknown', async () => {
  const before = recorded();
  inject({ kind: 'reset', recorded: true });
  expect(await page.carryOut(url, page.begin('SOAP', person()))).toMatchObject({ do: 'go-on' });
  expect(recorded()).toBe(before + 1);
});

it('shows violations at their fields', async () => {
  const outcome = await page.carryOut(url, page.begin('SOAP', { firstName: 'Asha', email: 'asha' }));
  expect(outcome.do).toBe('correct');
  const messages = page.byField(outcome.violations ?? [], ['email', 'lastName']);
  expect([...messages.keys()].sort()).toEqual(['email', 'lastName']);
  const deep = { path: ['metadata', '0', 'key'], code: 'X', message: 'No.' };
  const shown = page.byField([deep, { ...deep, path: [] }, { ...deep, path: ['other'] }], ['metadata']);
  expect([...shown]).toEqual([
    ['metadata', ['No.']],
    ['', ['No.', 'No.']],
  ]);
});

it('waits for as long as an error says, and knows what to do with errors that are added later', () => {
  const later = { __typename: 'AddedLaterError', message: 'New.' };
  expect(page.nextAfter({ ...later, retryable: true }, 3)).toEqual({ do: 'send-again', seconds: 8 });
  expect(page.nextAfter({ ...later, retryable: true, retryAfterSeconds: 30 }, 3)).toMatchObject({ seconds: 30 });
  expect(page.nextAfter({ ...later, retryable: false }, 3)).toEqual({ do: 'give-up', message: 'New.' });
});

it('gives up at once when the page itself is wrong', async () => {
  expect(await page.carryOut(url, page.begin('NOBODY', {}))).toEqual({ do: 'give-up', message: 'BAD_USER_INPUT' });
});

it('checks a form by what `providers` says', async () => {
  const answer = await page.send(url, page.providers, {});
  const { providers } = answer.data as { providers: { provider: string; inputs: Input[] }[] };
  const inputs = providers.find(({ provider }) => provider === 'SOAP')?.inputs ?? [];
  const input = (name: string) => {
    const found = inputs.find(({ path }) => path.join('.') === name);
    if (!found) throw new Error(`There is no input ${name}`);
    return found;
  };
  expect(page.check(input('firstName'), ' ')).toMatch(/is needed/);
  expect(page.check(input('firstName'), 'Asha')).toBeUndefined();
  expect(page.check(input('firstName'), 'x'.repeat(1_000))).toEqual(expect.any(String));
  expect(page.check(input('phone'), '')).toBeUndefined();
});
