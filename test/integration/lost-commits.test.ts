import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { Fault } from '../../src/emulator/faults.js';
import type { CreateCustomerOutcome } from '../../src/services/creation/outcome.js';
import type { CreateCustomerInput } from '../../src/services/input/create-customer-input.js';
import { openWorld, type ServiceProcess, type World } from '../support/services.js';

/**
 * A failover to an asynchronous standby forgets the newest commits, acknowledged or not: here all of them. What the
 * callers were told, and what the providers have, stays.
 */

const names = providerDefinitions.map(({ name }) => name);
let world: World;
let process: ServiceProcess;

beforeAll(async () => {
  world = await openWorld();
  process = start();
});
beforeEach(() => {
  world.emulator.faults.clear();
  return forgetAll();
});
afterAll(async () => {
  await process.close();
  await world.close();
});

const start = () =>
  world.start(names.map((provider) => ({ provider, account: 'default', timeoutMs: 2_000, lookUpFirst: true })));
const forgetAll = () =>
  world.database.sql(
    'TRUNCATE customer_creation, idempotency_key, provider_customer, customer, customer_reference',
    [],
  );
const recordsAt = (provider: string) => world.emulator.customerStore(provider).customers().length;
const externalIdOf = (outcome: CreateCustomerOutcome) =>
  outcome.kind === 'succeeded' ? outcome.providerCustomer.externalId : outcome.kind;

function someone(): CreateCustomerInput {
  const reference = newId();
  return { reference, firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
}

describe.each(names)('%s', (provider) => {
  test('a repeat with the same reference finds the record that was forgotten', async () => {
    const input = someone();
    const first = await process.createCustomer(input, provider);
    const before = recordsAt(provider);
    await forgetAll();
    expect(externalIdOf(await process.createCustomer(input, provider))).toBe(externalIdOf(first));
    expect(recordsAt(provider)).toBe(before);
  });

  test('a corrected input is created after a refusal', async () => {
    const input = someone();
    const [name = ''] = Object.keys(
      providerDefinitions.find((definition) => definition.name === provider)?.emulator.failures ?? {},
    ).filter((failure) => failure === 'unauthorized');
    world.emulator.faults.inject(provider, { operationId: 'createCustomer', fault: { kind: 'answer', name } });
    expect(await process.createCustomer(input, provider)).toMatchObject({ kind: 'failed' });
    expect(await process.createCustomer(input, provider)).toMatchObject({ kind: 'succeeded', created: true });
    expect(await process.createCustomer({ ...input, firstName: 'Jane' }, provider)).toMatchObject({
      kind: 'succeeded',
      created: false,
    });
  });
});

test('xPay: a repeat with the same idempotency key finds the record that was forgotten', async () => {
  const input = { ...someone(), reference: undefined, idempotencyKey: newId() };
  const first = await process.createCustomer(input, 'XPAY');
  await forgetAll();
  expect(externalIdOf(await process.createCustomer(input, 'XPAY'))).toBe(externalIdOf(first));
});

const own = { errorCode: 'some_error', errorDescription: 'No.' };
test.each<Fault>([
  { kind: 'status', status: 401, body: own },
  { kind: 'status', status: 429, body: own },
  { kind: 'html', status: 403 },
  { kind: 'empty', status: 404 },
])('xPay: so it is after %j, which a key does not keep, so that the next attempt had the same key', async (fault) => {
  const input = someone();
  world.emulator.faults.inject('XPAY', { times: 3, fault });
  expect(await process.createCustomer(input, 'XPAY')).toMatchObject({ kind: 'failed' });
  world.emulator.faults.clear('XPAY');
  const first = await process.createCustomer(input, 'XPAY');
  await forgetAll();
  expect(externalIdOf(await process.createCustomer(input, 'XPAY'))).toBe(externalIdOf(first));
});

test.each<Fault>([
  { kind: 'html', status: 403 },
  { kind: 'empty', status: 404 },
])(
  'xPay: a repeat that a proxy refused with %j does not keep the next one from finding the forgotten record',
  async (fault) => {
    const input = someone();
    const first = await process.createCustomer(input, 'XPAY');
    await forgetAll();
    world.emulator.faults.inject('XPAY', { fault });
    expect(await process.createCustomer(input, 'XPAY')).toMatchObject({ kind: 'failed' });
    expect(externalIdOf(await process.createCustomer(input, 'XPAY'))).toBe(externalIdOf(first));
  },
);

test('xPay: two customers without reference and key are two, however alike', async () => {
  const input = { ...someone(), reference: undefined };
  const [first, second] = [await process.createCustomer(input, 'XPAY'), await process.createCustomer(input, 'XPAY')];
  expect(externalIdOf(first)).not.toBe(externalIdOf(second));
});

test.each([
  [
    { kind: 'status', status: 401 },
    { kind: 'authentication', httpStatus: 401 },
  ],
  [
    { kind: 'status', status: 429, headers: { 'retry-after': '40' } },
    { kind: 'rate-limit', httpStatus: 429, retryAfterSeconds: 40 },
  ],
] as const)('Stax: when the look-up is answered %j, the caller is told %j', async (fault, failure) => {
  const before = recordsAt('STAX');
  world.emulator.faults.inject('STAX', { operationId: 'listCustomers', times: 9, fault });
  // A process that was told to wait sends nothing more, so it is none that other tests use.
  const told = start();
  expect(await told.createCustomer(someone(), 'STAX')).toMatchObject({ kind: 'failed', failure });
  await told.close();
  world.emulator.faults.clear('STAX');
  expect(recordsAt('STAX')).toBe(before);
});

test('Stax: nothing is sent when the look-up before it fails', async () => {
  const before = recordsAt('STAX');
  world.emulator.faults.inject('STAX', {
    operationId: 'listCustomers',
    times: 9,
    fault: { kind: 'status', status: 500 },
  });
  expect(await process.createCustomer(someone(), 'STAX')).toMatchObject({
    kind: 'failed',
    failure: { kind: 'unavailable', reason: expect.stringContaining('looked up first') },
  });
  expect(recordsAt('STAX')).toBe(before);
});
