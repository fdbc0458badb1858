import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { CreationStore } from '../../src/domain/creation-store.js';
import { createClocks } from '../../src/services/recovery/clocks.js';
import { makeRecovery } from '../../src/services/recovery/recovery.js';
import { momentsPass, openWorld, type World } from '../support/services.js';

/** Somebody sets the database's clock, or this machine's. No creation may be sent twice, and no key forgotten, by that. */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.emulator.faults.clear();
  await world.database.sql(
    'TRUNCATE customer_creation, idempotency_key, provider_customer, customer, customer_reference',
    [],
  );
});
afterEach(() => void vi.useRealTimers());

const day = 24 * 3_600_000;
const at = (provider: string) => ({ provider, account: 'default', timeoutMs: 2_000 });
const someone = () => {
  const reference = newId();
  return { reference, firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
};

/** The same store, whose clock is ahead of the real one by that much. */
const ahead = (store: CreationStore, ms: () => number): CreationStore => {
  const set = (time: Date) => new Date(time.getTime() + ms());
  return {
    ...store,
    clock: async () => set(await store.clock()),
    claimDue: async (...args) =>
      (await store.claimDue(...args)).map((claimed) => ({ ...claimed, claimedAt: set(claimed.claimedAt) })),
  };
};

/** A process whose clocks, and whose database's clock, the test sets. */
function start(provider: string, keepSettledMs = 30 * day) {
  const time = { databaseAhead: 0, wallAhead: 0, passed: 0 };
  const warnings: string[] = [];
  const clocks = createClocks({
    wall: () => Date.now() + time.passed + time.wallAhead,
    monotonic: () => performance.now() + time.passed,
  });
  const process = world.start([at(provider)], (given) => ({
    ...given,
    creations: ahead(given.creations, () => time.passed + time.databaseAhead),
    warn: (error) => warnings.push((error as Error).message),
  }));
  const recovery = makeRecovery(process.dependencies, { intervalMs: 10, perAccount: 8, keepSettledMs, clocks });
  return { ...process, recovery, time, warnings };
}

async function unknownAt(provider: string): Promise<string> {
  const process = world.start([at(provider)]);
  world.emulator.faults.inject(provider, {
    operationId: 'createCustomer',
    times: 9,
    fault: { kind: 'reset', recorded: true },
  });
  const outcome = await process.createCustomer(someone(), provider);
  world.emulator.faults.clear();
  await process.close();
  return outcome.kind === 'unknown' ? outcome.creation.id : outcome.kind;
}

test.each([day, -day])('recovery waits for as long as a lease when the clock was set by %i ms', async (ms) => {
  const id = await unknownAt('SOAP');
  const { recovery, time, warnings, close } = start('SOAP');
  time.databaseAhead = ms;
  await momentsPass(world);
  expect(await recovery.runOnce()).toBe(0);
  expect(warnings).toEqual([
    `the database's clock is 86400 s ${ms > 0 ? 'ahead of' : 'behind'} its course; recovery waits 9 s before it goes on`,
  ]);
  time.passed += 8_900;
  await momentsPass(world);
  expect(await recovery.runOnce()).toBe(0);
  expect(await world.creations.find(id)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
  time.passed += 200;
  await world.database.sql("UPDATE customer_creation SET lease_until = now() - interval '1 second'", []);
  expect(await recovery.runOnce()).toBe(1);
  await recovery.idle();
  await close();
  expect(await world.creations.find(id)).toMatchObject({ state: 'SUCCEEDED' });
  expect(warnings).toHaveLength(1);
});

test('what would be sent too late by the clock of the process is not sent, whatever the database says', async () => {
  const id = await unknownAt('XPAY');
  const { recovery, time, close } = start('XPAY');
  const before = world.emulator.requests('XPAY').length;
  await momentsPass(world);
  time.wallAhead = 22 * 3_600_000;
  expect(await recovery.runOnce()).toBe(1);
  await recovery.idle();
  await close();
  expect(await world.creations.find(id)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
  expect(world.emulator.requests('XPAY')).toHaveLength(before);
});

test('once the database too says that it is too late, an operator has to settle it', async () => {
  const id = await unknownAt('XPAY');
  const { recovery, time, close } = start('XPAY');
  await world.database.sql("UPDATE customer_creation SET recover_until = now() - interval '1 second'", []);
  await momentsPass(world);
  time.wallAhead = -4 * 3_600_000;
  expect(await recovery.runOnce()).toBe(1);
  await recovery.idle();
  await close();
  expect(await world.creations.find(id)).toMatchObject({ state: 'NEEDS_REVIEW', attempts: 1 });
});

test.each([6, -6])('a process whose clock is off by %i hours recovers, after it has waited once', async (hours) => {
  const id = await unknownAt('XPAY');
  const { recovery, time, warnings, close } = start('XPAY');
  time.databaseAhead = -hours * 3_600_000;
  await momentsPass(world);
  expect(await recovery.runOnce()).toBe(0);
  time.passed += 10_000;
  await momentsPass(world);
  await world.database.sql("UPDATE customer_creation SET lease_until = now() - interval '1 second'", []);
  expect(await recovery.runOnce()).toBe(1);
  await recovery.idle();
  await close();
  expect(await world.creations.find(id)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  expect(warnings).toHaveLength(1);
});

test('a clock of the database that is behind when a creation begins gives it no more time', async () => {
  const process = world.start([at('XPAY')]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 23 * 3_600_000 });
  const outcome = await process.createCustomer(someone(), 'XPAY');
  vi.useRealTimers();
  expect(outcome.kind).toBe('succeeded');
  const [row] = await world.database.sql<{ hours: number }>(
    'SELECT extract(epoch FROM recover_until - now())::float8 / 3600 AS hours FROM customer_creation',
    [],
  );
  expect(row?.hours).toBeCloseTo(21.6 - 23, 1);
  await process.close();
});

test('no key is forgotten because the clock of the database, or of the machine, was set forward', async () => {
  const process = world.start([at('SOAP')]);
  const input = { ...someone(), idempotencyKey: newId() };
  expect(await process.createCustomer(input, 'SOAP')).toMatchObject({ created: true });
  const { recovery, time, close } = start('SOAP');
  time.databaseAhead = 31 * day;
  time.wallAhead = 31 * day;
  recovery.start();
  const prunes = vi.spyOn(world.database, 'prisma', 'get');
  await vi.waitUntil(() => prunes.mock.calls.length > 0, { timeout: 10_000 });
  await recovery.stop();
  prunes.mockRestore();
  expect(await world.creations.findByIdempotencyKey(input.idempotencyKey, 'EMULATED')).toBeDefined();
  await Promise.all([close(), process.close()]);
});
