import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import { reloadOnHangup } from '../../src/reload.js';
import { CreateCustomerDocument, ProvidersDocument } from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

let directory: string;
let settings: Readonly<Record<string, string>>;
let running: RunningApp;
const lines: { readonly level: number; readonly msg: string }[] = [];
const file = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reload-'));
  await writeFile(file('key'), 'key-before\n');
  await writeFile(file('settings'), `EMULATOR=all\nSTAX_API_KEY_FILE=${file('key')}\n`);
  settings = { SETTINGS_FILE: file('settings') };
  running = await startApp(settings, pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line)) }));
  reloadOnHangup(running.app, readConfig(settings), () => readConfig(settings));
});
afterAll(async () => {
  process.removeAllListeners('SIGHUP');
  await running.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Changes files, and says so; resolves when a line of the log begins with this text. */
async function reloaded(files: Readonly<Record<string, string>>, line: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(file(name), text);
  const before = lines.length;
  process.kill(process.pid, 'SIGHUP');
  while (!lines.slice(before).some(({ msg }) => msg.startsWith(line))) await sleep(5);
}

async function create(email: string, account?: string) {
  const input = { firstName: 'Asha', email, account };
  const { data } = await running.query(CreateCustomerDocument, { input, provider: 'STAX' });
  return data?.createCustomer.__typename;
}

/** The keys that Stax was called with, each once, in the order of their first calls. */
const keysUsed = () => [
  ...new Set(running.app.emulator?.requests('STAX').map(({ headers }) => String(headers.authorization).split(' ')[1])),
];

const accounts = async () => {
  const { data } = await running.query(ProvidersDocument, {});
  return data?.providers.find(({ provider }) => provider === 'STAX')?.accounts.map(({ name }) => name);
};

test('SIGHUP takes over credentials and accounts; what is in flight ends under the old ones', async () => {
  running.app.emulator?.faults.inject('STAX', { times: 1, fault: { kind: 'latency', ms: 1_500 } });
  const inFlight = create('in.flight@example.com');
  while (keysUsed().length === 0) await sleep(5);
  await reloaded(
    {
      key: 'key-after',
      settings: `EMULATOR=all\nSTAX_API_KEY_FILE=${file('key')}\nSTAX__EU__API_KEY=key-eu\n`,
    },
    'SIGHUP: the accounts',
  );
  expect(await create('after@example.com')).toBe('CreateCustomerSuccess');
  expect(await create('eu@example.com', 'eu')).toBe('CreateCustomerSuccess');
  expect(await accounts()).toEqual(['default', 'eu']);
  expect(await inFlight).toBe('CreateCustomerSuccess');
  expect(keysUsed()).toEqual(['key-before', 'key-after', 'key-eu']);
  expect(lines.at(-1)?.msg).toBe('SIGHUP: the accounts are those of the files now');
});

test('half a file changes nothing', async () => {
  const whole = `EMULATOR=all\nSTAX_API_KEY_FILE=${file('key')}\nSTAX__EU__API_KEY=key-eu\n`;
  for (const settings of ['', 'EMULATOR=all\nSTAX_API_K', 'STAX_API_KEY: key-after\nEMULATOR=all\n']) {
    await reloaded({ settings }, 'SIGHUP: nothing is changed: SETTINGS_FILE');
  }
  await reloaded({ settings: whole }, 'SIGHUP: the accounts');
  expect(await accounts()).toEqual(['default', 'eu']);
});

test('wrong settings change nothing, and are named', async () => {
  await reloaded({ settings: 'EMULATOR=all\nSTAX_APIKEY=secret-of-ours\n' }, 'SIGHUP: nothing is changed');
  expect(lines.at(-1)).toMatchObject({ level: 50, msg: expect.stringContaining('did you mean STAX_API_KEY?') });
  expect(await create('still@example.com', 'eu')).toBe('CreateCustomerSuccess');
  expect(JSON.stringify(lines)).not.toMatch(/secret-of-ours|key-(before|after|eu)/);
});

test('an account that is gone can be created at no more, and other settings wait for the next start', async () => {
  const text = `EMULATOR=all\nSTAX_API_KEY_FILE=${file('key')}\nDEFAULT_PHONE_COUNTRY=DE\n`;
  await reloaded({ settings: text }, 'SIGHUP: settings other than those of providers');
  expect(await accounts()).toEqual(['default']);
  expect(await create('gone@example.com', 'eu')).toBe('ProviderNotConfiguredError');
  expect(await create('default@example.com')).toBe('CreateCustomerSuccess');
});

test('a process that is about to stop takes over nothing', async () => {
  running.app.drain();
  await reloaded({ key: 'key-late' }, 'SIGHUP: nothing is changed: the process is about to stop');
  expect(await create('late@example.com')).toBe('CreateCustomerSuccess');
  expect(keysUsed()).not.toContain('key-late');
});
