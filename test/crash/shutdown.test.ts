import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { booked } from './support/books.js';
import { type EmulatorProcess, startEmulatorProcess } from './support/emulator-process.js';
import { openPgliteStore } from './support/pglite-store.js';
import { serverUrl } from './support/postgres-server.js';
import { openPostgresStore } from './support/postgres-store.js';
import { providers, settingsFor, timeoutMs } from './support/providers.js';
import { type CreateAnswer, type CustomerInput, type ServerProcess, startServer } from './support/server-process.js';
import type { Store } from './support/store.js';
import { until } from './support/until.js';

const backends: { name: string; open: () => Promise<Store> }[] = [
  { name: 'the embedded database', open: openPgliteStore },
  ...(serverUrl ? [{ name: 'PostgreSQL', open: () => openPostgresStore(serverUrl as string) }] : []),
];

describe.each(backends)('a server on $name that is told to stop', ({ open }) => {
  let store: Store;
  let emulator: EmulatorProcess;
  let booksDir: string;
  let server: ServerProcess;
  let round = 0;
  let inputs: CustomerInput[];

  beforeAll(async () => {
    booksDir = await mkdtemp(join(tmpdir(), 'shutdown-emulator-'));
    [store, emulator] = await Promise.all([open(), startEmulatorProcess(booksDir)]);
    await start();
  });

  afterAll(async () => {
    await server.kill();
    await emulator.stop();
    await rm(booksDir, { recursive: true, force: true });
    await store.drop();
  });

  const start = async () => {
    server = await startServer({ ...settingsFor((provider) => emulator.baseUrl(provider)), ...store.settings });
  };

  /** One creation under way at each provider, whose requests suffer the fault. */
  async function underWay(fault: object): Promise<Promise<CreateAnswer | undefined>[]> {
    round += 1;
    inputs = providers.map((provider) => ({
      firstName: 'Asha',
      lastName: 'Rao',
      email: `shutdown.${round}.${provider}@example.com`.toLowerCase(),
      phone: '+12025550143',
      idempotencyKey: `shutdown-${round}-${provider}`,
    }));
    for (const provider of providers) await emulator.inject({ provider, times: 'always', fault });
    const answers = providers.map((provider, index) =>
      server.createCustomer(provider, inputs[index] as CustomerInput).catch(() => undefined),
    );
    const sent = async () =>
      (await Promise.all(providers.map((p, i) => emulator.creationRequests(p, inputs[i]?.email ?? '')))).every(
        (n) => n > 0,
      );
    expect(await until(sent, 5_000)).toBe(true);
    return answers;
  }

  /** Each creation came to exactly one customer, whatever became of the first request. */
  async function expectOneOfEach(): Promise<void> {
    await Promise.all(
      providers.map(async (provider, index) => {
        const input = inputs[index] as CustomerInput;
        let answer = await server.createCustomer(provider, input);
        await until(async () => {
          if (answer.creation) answer = await server.createCustomer(provider, input);
          return answer.creation === undefined;
        }, 30_000);
        expect(answer).toMatchObject({ __typename: 'CreateCustomerSuccess', created: false });
        expect(await booked(emulator, provider, input.email as string)).toEqual([answer.providerCustomer?.externalId]);
      }),
    );
  }

  const readiness = async (): Promise<number | undefined> => {
    try {
      return (await fetch(`${server.url}/readyz`, { headers: { connection: 'close' } })).status;
    } catch {
      return undefined;
    }
  };

  test('says that it is not ready, finishes what it accepted, and exits with 0', async () => {
    expect(await readiness()).toBe(200);
    const answers = await underWay({ kind: 'latency', ms: 400 });
    server.signal('SIGTERM');
    expect(await until(async () => (await readiness()) === 503, 1_000, 20)).toBe(true);
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ __typename: 'CreateCustomerSuccess', created: true });
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
    await emulator.clearFaults();
    await start();
    await expectOneOfEach();
  });

  test('records as unknown what does not end, and exits with 0', async () => {
    const answers = await underWay({ kind: 'hang', recorded: true });
    const began = Date.now();
    server.signal('SIGTERM');
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ __typename: 'ProviderOutcomeUnknownError', creation: { status: 'UNKNOWN' } });
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
    // The calls' own deadline, the recovery of what came to an end first, and then some.
    expect(Date.now() - began).toBeLessThan(2 * timeoutMs + 5_000);
    await emulator.clearFaults();
    await start();
    await expectOneOfEach();
  });

  test('exits at once when it is told a second time, and loses nothing', async () => {
    const answers = await underWay({ kind: 'hang', recorded: true });
    server.signal('SIGTERM');
    expect(await until(async () => (await readiness()) === 503, 1_000, 20)).toBe(true);
    const began = Date.now();
    server.signal('SIGTERM');
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(Date.now() - began).toBeLessThan(500);
    await Promise.all(answers);
    await emulator.clearFaults();
    await start();
    await expectOneOfEach();
  });
});
