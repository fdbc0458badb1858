import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customerIds } from './support/audit.js';
import { type EmulatorProcess, startEmulatorProcess } from './support/emulator-process.js';
import { openPgliteStore } from './support/pglite-store.js';
import { serverUrl } from './support/postgres-server.js';
import { openPostgresStore } from './support/postgres-store.js';
import { providers, settingsFor } from './support/providers.js';
import { type CreateAnswer, type CustomerInput, type ServerProcess, startServer } from './support/server-process.js';
import type { Store } from './support/store.js';
import { until } from './support/until.js';

const backends: { name: string; open: () => Promise<Store> }[] = [
  { name: 'the embedded database', open: openPgliteStore },
  ...(serverUrl ? [{ name: 'PostgreSQL', open: () => openPostgresStore(serverUrl as string) }] : []),
];

/** No call to a provider ends by itself while a test looks. */
const patient = 20_000;

describe.each(backends)('a server on $name that is told to stop', ({ open }) => {
  let store: Store;
  let emulator: EmulatorProcess;
  let emulatorDir: string;
  let server: ServerProcess | undefined;
  let round = 0;
  let inputs: CustomerInput[];

  beforeAll(async () => {
    emulatorDir = await mkdtemp(join(tmpdir(), 'shutdown-emulator-'));
    [store, emulator] = await Promise.all([open(), startEmulatorProcess(emulatorDir)]);
  });

  afterAll(async () => {
    await server?.kill();
    await emulator.stop();
    await rm(emulatorDir, { recursive: true, force: true });
    await store.drop();
  });

  /** `timeoutMs`: how long a call to a provider may take; a short time unless told. */
  const start = async ({ timeoutMs }: { readonly timeoutMs?: number }): Promise<ServerProcess> => {
    await server?.kill();
    const patience = timeoutMs ? providers.map((provider) => [`${provider}_TIMEOUT_MS`, String(timeoutMs)]) : [];
    const settings = { ...settingsFor((provider) => emulator.baseUrl(provider)), ...Object.fromEntries(patience) };
    server = await startServer({ ...settings, ...store.settings });
    return server;
  };

  /** One creation under way at each provider, whose requests suffer the fault. */
  async function underWay(server: ServerProcess, fault: object): Promise<Promise<CreateAnswer | undefined>[]> {
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
    expect(await until(sent, 15_000)).toBe(true);
    return answers;
  }

  /** Each creation came to exactly one customer, whatever became of the first request. */
  async function expectOneOfEach(): Promise<void> {
    await emulator.clearFaults();
    await store.expireLeases();
    const server = await start({});
    await Promise.all(
      providers.map(async (provider, index) => {
        const input = inputs[index] as CustomerInput;
        let answer = await server.createCustomer(provider, input);
        await until(async () => {
          if (answer.creation) answer = await server.createCustomer(provider, input);
          return answer.creation === undefined;
        }, 30_000);
        expect(answer).toMatchObject({ __typename: 'CreateCustomerSuccess', created: false });
        expect(await customerIds(emulator, provider, input.email as string)).toEqual([
          answer.providerCustomer?.externalId,
        ]);
      }),
    );
  }

  const readiness = async (server: ServerProcess): Promise<number | undefined> => {
    try {
      return (await fetch(`${server.url}/readyz`, { headers: { connection: 'close' } })).status;
    } catch {
      return undefined;
    }
  };

  test('says that it is not ready, finishes what it accepted, and exits with 0', async () => {
    const server = await start({ timeoutMs: patient });
    expect(await readiness(server)).toBe(200);
    const answers = await underWay(server, { kind: 'latency', ms: 2_000 });
    server.signal('SIGTERM');
    expect(await until(async () => (await readiness(server)) === 503, 2_000, 20)).toBe(true);
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ __typename: 'CreateCustomerSuccess', created: true });
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
    await expectOneOfEach();
  });

  test.each([
    ['does not end', undefined],
    ['would take longer than it has', 120_000],
  ])('records as unknown what %s, and exits with 0', async (_, timeoutMs) => {
    const server = await start({ timeoutMs });
    const answers = await underWay(server, { kind: 'hang', recorded: true });
    server.signal('SIGTERM');
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ __typename: 'ProviderOutcomeUnknownError', creation: { status: 'UNKNOWN' } });
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
    await expectOneOfEach();
  });

  test('exits at once when it is told a second time, and loses nothing', async () => {
    const server = await start({ timeoutMs: patient });
    const answers = await underWay(server, { kind: 'hang', recorded: true });
    server.signal('SIGTERM');
    expect(await until(async () => (await readiness(server)) === 503, 5_000, 20)).toBe(true);
    server.signal('SIGTERM');
    // One that waited for the calls would exit with 0.
    expect(await server.exited).toEqual({ code: 1, signal: null });
    await Promise.all(answers);
    await expectOneOfEach();
  });
});
