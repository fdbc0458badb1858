import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Lookup, ProviderDefinition, Recovery } from '../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { Creation } from '../../src/domain/creation.js';
import type { Fault } from '../../src/emulator/faults.js';
import { createProviderCustomerRepository } from '../../src/repositories/provider-customer-repository.js';
import type { Dependencies } from '../../src/services/dependencies.js';
import type { CreateCustomerInput } from '../../src/services/input/create-customer-input.js';
import { makeRecovery } from '../../src/services/recovery/recovery.js';
import { type LookupInTests, lookupAt } from '../support/lookup.js';
import { contracts } from '../support/provider-fixtures.js';
import {
  type Account,
  errorBody,
  fieldsOf,
  hoursPass,
  momentsPass,
  openWorld,
  recordedFor,
  type World,
} from '../support/services.js';

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

const named = (has: (definition: ProviderDefinition) => boolean) =>
  providerDefinitions.filter(has).map(({ name }) => name);
/** Providers with a look-up. */
const askable = named(({ recovery }) => recovery.lookup !== undefined);
/** Those that also refuse duplicates themselves. */
const refusing = named(({ recovery }) => recovery.lookup !== undefined && recovery.resend.harmless === 'always');

/** Those that also have a failure of their own for duplicates, with its name. */
const sayingSo = contracts.flatMap(([, { name }, { failures }]) => {
  const [taken] = Object.entries(failures).find(([, { kind }]) => kind === 'already-exists') ?? [];
  return taken !== undefined && refusing.includes(name) ? [[name, taken] as const] : [];
});

const at = (provider: string, timeoutMs = 2_000): Account => ({ provider, account: 'default', timeoutMs });
const options = { intervalMs: 60_000, perAccount: 16, keepSettledMs: 3_600_000 };
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(5);
};

/** Makes a creation whose answer is lost, whether the provider recorded the customer or not. */
async function unknownAt(account: Account, { recorded }: { recorded: boolean }): Promise<Creation> {
  const process = world.start([account]);
  const times = Number.POSITIVE_INFINITY;
  const lost = { operationId: 'createCustomer', times, fault: { kind: 'reset', recorded } } as const;
  world.emulator.faults.inject(account.provider, lost);
  const reference = newId();
  const person = { firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
  const outcome = await process.createCustomer({ ...person, reference }, account.provider);
  world.emulator.faults.clear();
  await process.close();
  return found(outcome.kind === 'unknown' ? outcome.creation.id : 'none');
}

const person = () => ({ firstName: 'Jo', lastName: 'Doe', email: `${newId()}@example.com`, phone: '+12025550143' });

/** Creates a customer in a process of its own. */
async function createAt(provider: string, input: CreateCustomerInput) {
  const process = world.start([at(provider)]);
  const outcome = await process.createCustomer(input, provider);
  await process.close();
  return outcome;
}

/** A provider that recovers in another way than it does. */
function withRecovery(provider: string, change: Partial<Recovery>, look: Partial<Lookup> = {}): Account {
  const definition = providerDefinitions.find(({ name }) => name === provider) as ProviderDefinition;
  const recovery = { ...definition.recovery, ...change };
  const lookup = recovery.lookup && { ...recovery.lookup, ...look };
  return { ...at(provider, 1_000), definition: { ...definition, recovery: { ...recovery, lookup } } };
}

async function found(id: string): Promise<Creation> {
  const creation = await world.creations.find(id);
  if (!creation) throw new Error(`There is no creation ${id}`);
  return creation;
}

/** Runs recovery once over all open creations, in a process of its own, and reads the creation afterwards. */
async function recovered(
  { id }: Creation,
  accounts: readonly Account[],
  wrap?: (dependencies: Dependencies) => Dependencies,
): Promise<Creation> {
  const process = world.start(accounts, wrap);
  await hoursPass(world);
  await process.recovery.runOnce();
  await process.recovery.idle();
  await process.close();
  return found(id);
}

const callsTo = (provider: string, since: number) =>
  world.emulator
    .requests(provider)
    .slice(since)
    .map(({ method }) => method);
const callsSoFar = (provider: string) => world.emulator.requests(provider).length;
const timeIsOver = () =>
  world.database.sql("UPDATE customer_creation SET recover_until = now() - interval '1 second'", []);

test('a creation of an account that is not configured waits until it is configured again', async () => {
  const creation = await unknownAt(at('VAULTERA'), { recorded: true });
  await timeIsOver();
  const untouched = await found(creation.id);
  expect(await recovered(creation, [])).toMatchObject({ state: 'UNKNOWN', reason: fieldsOf(untouched).reason });
  expect(await recovered(creation, [at('VAULTERA')])).toMatchObject({ state: 'SUCCEEDED', created: true });
});

test('a creation that was claimed before its account was changed to another mode is left to that mode', async () => {
  for (const provider of ['VAULTERA', 'XPAY']) {
    const creation = await unknownAt(at(provider), { recorded: false });
    const before = callsSoFar(provider);
    const asClaimed = (dependencies: Dependencies): Dependencies => ({
      ...dependencies,
      accounts: () => [{ provider, account: 'default', mode: 'EMULATED' }],
    });
    expect(await recovered(creation, [{ ...at(provider), mode: 'TEST' }], asClaimed)).toMatchObject({
      state: 'UNKNOWN',
      attempts: 1,
    });
    expect(callsTo(provider, before)).toEqual([]);
  }
});

test('what cannot be tidied up is not tried again at each poll', async () => {
  let tries = 0;
  const process = world.start([at('VAULTERA')], (dependencies) => ({
    ...dependencies,
    creations: {
      ...dependencies.creations,
      pruneReferences: () => {
        tries += 1;
        return Promise.reject(new Error('it took too long'));
      },
    },
  }));
  const recovery = makeRecovery(process.dependencies, { ...options, intervalMs: 10 });
  recovery.start();
  await until(() => tries > 0);
  const { lastRun } = recovery;
  const before = lastRun();
  await until(() => lastRun() !== before);
  expect(tries).toBe(1);
  await recovery.stop();
  await process.close();
});

test('a creation whose time is over needs a review, with the reason, and is not sent again', async () => {
  for (const provider of ['XPAY', 'JUSPAY']) {
    const creation = await unknownAt(at(provider), { recorded: false });
    await timeIsOver();
    const before = callsSoFar(provider);
    const { state, reason, input } = fieldsOf(await recovered(creation, [at(provider)]));
    expect(state).toBe('NEEDS_REVIEW');
    expect(reason).toContain('the connection failed before the complete response arrived');
    expect(reason).toContain(provider === 'XPAY' ? 'the provider forgets the key' : 'could not be found out in time');
    // Kept, because an operator may have it sent again.
    expect(input).toBeDefined();
    expect(callsTo(provider, before)).toEqual(provider === 'XPAY' ? [] : ['GET']);
  }
});

test.each(refusing)(
  '%s: a record of the first request that appears late is linked, whatever the refusal of the second request says',
  async (provider) => {
    const account = at(provider, 500);
    const creation = await unknownAt(account, { recorded: true });
    const times = Number.POSITIVE_INFINITY;
    const fault = { kind: 'status', status: 422, body: errorBody(provider, 'Words that nobody knows.') } as const;
    world.emulator.faults.inject(provider, { operationId: 'createCustomer', times, fault });
    const settled = await recovered(creation, [account], (dependencies) => ({
      ...dependencies,
      dataSource: (name, accountName) => {
        const source = dependencies.dataSource(name, accountName);
        // The look-up came before the record appeared.
        return source && { ...source, findCustomer: async () => ({ kind: 'absent' }) };
      },
    }));
    expect(settled).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  },
);

test.each(sayingSo)(
  '%s: a record that is refused as a duplicate, but not found yet, is linked later',
  async (...given) => {
    const [provider, taken] = given;
    const account = at(provider);
    const process = world.start([account]);
    const order = (operationId: string, fault: Fault) => world.emulator.faults.inject(provider, { operationId, fault });
    order('createCustomer', { kind: 'reset', recorded: true });
    order('createCustomer', { kind: 'answer', name: taken });
    const { operationId, absent } = lookupAt(provider) as LookupInTests;
    order(operationId, { kind: 'status', ...absent });
    const reference = newId();
    const person = { firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
    const outcome = await process.createCustomer({ ...person, reference }, provider);
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('does not show it') });
    await process.close();
    const creation = await found(outcome.kind === 'unknown' ? outcome.creation.id : 'none');
    expect(await recovered(creation, [account])).toMatchObject({ state: 'SUCCEEDED' });
    expect(recordedFor(world.emulator, creation)).toHaveLength(1);
  },
);

test.each<[string, string, object, lookUps: number]>([
  ['VAULTERA', 'retrieveCustomer', { status: 404, body: { error: { code: 'HE_02', message: 'Not here.' } } }, 2],
  ['SOAP', 'searchCustomers', { status: 200, body: { results: [] } }, 2],
  ['JUSPAY', 'retrieveCustomer', { status: 404, body: { error_code: 'object_not_found' } }, 2],
  ['STAX', 'listCustomers', { status: 200, body: { data: [], total: 0 } }, 3],
])('%s: after an unclear refusal of the repeat, a record that is not found yet is linked later', async (...given) => {
  const [provider, operationId, absent, times] = given;
  const creation = await unknownAt(at(provider), { recorded: true });
  // The look-ups do not find the record: neither before the repeat nor after its refusal.
  world.emulator.faults.inject(provider, { operationId, times, fault: { kind: 'status', ...absent } as Fault });
  const fault = { kind: 'status', status: 422, body: errorBody(provider, 'Customer is a duplicate.') } as const;
  world.emulator.faults.inject(provider, { operationId: 'createCustomer', fault });
  expect(await recovered(creation, [at(provider)])).toMatchObject({
    state: 'UNKNOWN',
    attempts: 2,
    reason: expect.stringContaining('refused the request when it was sent again'),
  });
  expect(await recovered(creation, [at(provider)])).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  expect(recordedFor(world.emulator, creation)).toHaveLength(1);
});

test('a record that is found after the time is over is linked all the same', async () => {
  const creation = await unknownAt(at('JUSPAY'), { recorded: true });
  await timeIsOver();
  expect(await recovered(creation, [at('JUSPAY')])).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
});

test.each<[string, number, object]>([
  ...askable.map((provider): [string, number, object] => [provider, 404, errorBody(provider, 'Not found')]),
  ['STAX', 404, { message: 'Not Found' }],
  ['XPAY', 400, { errorCode: 'bad_request', errorDescription: 'Authentication failed' }],
  ['XPAY', 405, { errorCode: 'bad_request', errorDescription: 'Method not allowed' }],
  ['VAULTERA', 404, { error: { type: 'invalid_request', code: 'IR_02', message: 'Unrecognized request URL' } }],
  ['JUSPAY', 404, { error_code: 'not_found', error_message: 'Not found' }],
])('%s answers %i to everything: the outcome of the earlier request stays unknown', async (provider, status, body) => {
  const account = at(provider, 500);
  const creation = await unknownAt(account, { recorded: true });
  const times = Number.POSITIVE_INFINITY;
  world.emulator.faults.inject(provider, { times, fault: { kind: 'status', status, body, replayed: false } });
  expect(await recovered(creation, [account])).toMatchObject({ state: 'UNKNOWN' });
});

describe('what belongs to another world', () => {
  test('a live creation is not recovered at the emulator, not even when its time is over', async () => {
    const creation = await unknownAt({ ...at('JUSPAY'), mode: 'LIVE' }, { recorded: false });
    const before = callsSoFar('JUSPAY');
    await timeIsOver();
    expect(await recovered(creation, [at('JUSPAY')])).toMatchObject({ state: 'UNKNOWN', mode: 'LIVE' });
    expect(callsSoFar('JUSPAY')).toBe(before);
    expect(await recovered(creation, [{ ...at('JUSPAY'), mode: 'LIVE' }])).toMatchObject({ state: 'NEEDS_REVIEW' });
  });

  test.each(['XPAY', 'STAX'])('%s: nothing is sent with the credentials of another merchant', async (provider) => {
    const creation = await unknownAt({ ...at(provider), merchant: 'acme' }, { recorded: false });
    expect(await recovered(creation, [{ ...at(provider), merchant: 'other' }])).toMatchObject({
      state: 'NEEDS_REVIEW',
      attempts: 1,
      reason: expect.stringContaining('belong to another merchant'),
    });
  });

  test('a record with our id is linked, whoever the credentials belong to now', async () => {
    const creation = await unknownAt({ ...at('JUSPAY'), merchant: 'acme' }, { recorded: true });
    expect(await recovered(creation, [{ ...at('JUSPAY'), merchant: 'other' }])).toMatchObject({ state: 'SUCCEEDED' });
  });
});

test('the reason for a review says that the process which sent the creation died', async () => {
  const process = world.start([at('STAX')], (dependencies) => ({
    ...dependencies,
    dataSource: (provider, account) => {
      const source = dependencies.dataSource(provider, account);
      return source && { ...source, send: () => new Promise(() => {}) };
    },
  }));
  void process.createCustomer({ company: 'Example Traders' }, 'STAX');
  const [row] = await untilRows();
  await timeIsOver();
  expect(await recovered(await found(row?.id ?? ''), [at('STAX')])).toMatchObject({
    state: 'NEEDS_REVIEW',
    reason: 'the process that sent it ended before it wrote the answer down; it could not be found out in time',
  });
  await process.close();
});

async function untilRows(): Promise<{ id: string }[]> {
  const rows = () => world.database.sql<{ id: string }>('SELECT id FROM customer_creation', []);
  await until(async () => (await rows()).length > 0);
  return rows();
}

test.each(askable)('%s: links the record that it finds, and sends nothing', async (provider) => {
  const creation = await unknownAt(at(provider), { recorded: true });
  const before = callsSoFar(provider);
  expect(await recovered(creation, [at(provider)])).toMatchObject({ state: 'SUCCEEDED', created: true, attempts: 1 });
  expect(callsTo(provider, before)).toEqual(['GET']);
});

test('Stax: makes two look-ups, one timeout apart, before it sends again', async () => {
  const account = at('STAX', 300);
  const creation = await unknownAt(account, { recorded: false });
  const before = callsSoFar('STAX');
  expect(await recovered(creation, [account])).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  // The last one looks for duplicates.
  expect(callsTo('STAX', before)).toEqual(['GET', 'GET', 'POST', 'GET']);
  const [first, second] = world.emulator.requests('STAX').slice(before);
  // A timer may fire a millisecond early.
  expect(Number(second?.at) - Number(first?.at)).toBeGreaterThanOrEqual(account.timeoutMs - 1);
  expect(recordedFor(world.emulator, creation)).toHaveLength(1);
});

test('Stax: links a record that appears between the two look-ups', async () => {
  const account = at('STAX', 400);
  const process = world.start([account]);
  world.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault: { kind: 'latency', ms: 600 } });
  const outcome = await process.createCustomer({ company: 'Example Traders' }, 'STAX');
  await process.close();
  const before = callsSoFar('STAX');
  const creation = await found(outcome.kind === 'unknown' ? outcome.creation.id : 'none');
  expect(await recovered(creation, [account])).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
  expect(callsTo('STAX', before)).toEqual(['GET', 'GET']);
  expect(recordedFor(world.emulator, creation)).toHaveLength(1);
});

test('a creation that waits between two look-ups occupies no slot', async () => {
  const slow = await unknownAt(at('STAX'), { recorded: false });
  const quick = await unknownAt(at('JUSPAY'), { recorded: true });
  const { dependencies, close } = world.start([at('STAX', 60_000), at('JUSPAY')]);
  const recovery = makeRecovery(dependencies, { ...options, perAccount: 1 });
  const before = callsSoFar('STAX');
  await until(async () => {
    await momentsPass(world);
    await recovery.runOnce();
    return callsSoFar('STAX') > before && (await found(quick.id)).state === 'SUCCEEDED';
  });
  expect(await found(slow.id)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });

  // Stopping does not wait for the second look-up, and nothing is sent.
  await recovery.stop();
  expect(await found(slow.id)).toMatchObject({
    state: 'UNKNOWN',
    attempts: 1,
    reason: 'this process stopped before it was sure',
  });
  expect(callsTo('STAX', before)).toEqual(['GET']);
  await close();
});

test('a creation that has waited between two look-ups goes on when a slot is free', async () => {
  for (let i = 0; i < 3; i += 1) await unknownAt(at('STAX'), { recorded: false });
  let [looks, sending, most] = [0, 0, 0];
  const { dependencies, close } = world.start([at('STAX', 1_500)], (given) => ({
    ...given,
    dataSource(provider, account) {
      const source = given.dataSource(provider, account);
      return (
        source && {
          ...source,
          async findCustomer() {
            looks += 1;
            return { kind: 'absent' };
          },
          async send({ request }) {
            sending += 1;
            most = Math.max(most, sending);
            await sleep(400);
            sending -= 1;
            return { kind: 'created', externalId: request.idempotencyKey };
          },
        }
      );
    },
  }));
  const recovery = makeRecovery(dependencies, { ...options, perAccount: 1 });
  await hoursPass(world);
  for (let round = 1; round <= 3; round += 1) {
    expect(await recovery.runOnce()).toBe(1);
    await until(() => looks === round);
  }
  await recovery.idle();
  expect([looks, most]).toEqual([9, 1]);
  expect(await world.database.sql('SELECT DISTINCT state FROM customer_creation', [])).toEqual([
    { state: 'SUCCEEDED' },
  ]);
  await close();
});

test('after a failed look-up the outcome stays unknown, and nothing is sent', async () => {
  const creation = await unknownAt(at('VAULTERA'), { recorded: true });
  const times = Number.POSITIVE_INFINITY;
  world.emulator.faults.inject('VAULTERA', { times, fault: { kind: 'html', status: 404 } });
  const before = callsSoFar('VAULTERA');
  expect(await recovered(creation, [at('VAULTERA')])).toMatchObject({
    state: 'UNKNOWN',
    reason: 'Vaultera answered 404 to the look-up',
  });
  expect(callsTo('VAULTERA', before)).toEqual(['GET']);
});

test.each<[string, number, string, object]>([
  ['XPAY', 401, 'UNKNOWN', { reason: 'xPay answered 401 when the request was sent again' }],
  ['XPAY', 429, 'UNKNOWN', { reason: 'xPay answered 429 when the request was sent again' }],
  ['JUSPAY', 401, 'UNKNOWN', { reason: 'Juspay answered 401 when the request was sent again' }],
  ['STAX', 404, 'UNKNOWN', { reason: 'Stax answered 404' }],
  ['STAX', 422, 'UNKNOWN', { reason: 'Stax refused the request when it was sent again' }],
])('%s answers %i to the repeat: the creation is %s', async (provider, status, state, more) => {
  const account = at(provider, 500);
  const creation = await unknownAt(account, { recorded: false });
  const times = Number.POSITIVE_INFINITY;
  const fault = { kind: 'status', status, body: errorBody(provider, 'No.') } as const;
  world.emulator.faults.inject(provider, { operationId: 'createCustomer', times, fault });
  expect(await recovered(creation, [account])).toMatchObject({ state, attempts: 2, ...more });
});

test('Stax answers 422 to the repeat, and would show an earlier record by now: the creation is FAILED', async () => {
  const account = at('STAX', 500);
  const creation = await unknownAt(account, { recorded: false });
  await world.database.sql("UPDATE customer_creation SET created_at = now() - interval '11 minutes'", []);
  const fault = { kind: 'status', status: 422, body: errorBody('STAX', 'No.') } as const;
  world.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault });
  expect(await recovered(creation, [account])).toMatchObject({ state: 'FAILED', failure: { kind: 'validation' } });
});

/** As if the creation had begun, and been sent, so long ago. */
const began = (ago: string) =>
  world.database.sql(
    'UPDATE customer_creation SET created_at = created_at - $1::interval, sent_at = sent_at - $1::interval',
    [ago],
  );

describe('an answer that the key keeps', () => {
  test.each([408, 500, 503])('xPay answers %i: an operator is asked at once', async (status) => {
    const fault = { kind: 'status', status, body: errorBody('XPAY', 'No.') } as const;
    world.emulator.faults.inject('XPAY', { times: Number.POSITIVE_INFINITY, fault });
    const outcome = await createAt('XPAY', person());
    expect(outcome).toMatchObject({ kind: 'unknown', creation: { state: 'NEEDS_REVIEW', attempts: 1 } });
  });

  test.each([
    [409, 'No.'],
    [400, 'The initial request is still in progress'],
    [400, 'Words that nobody knows.'],
  ])('xPay answers %i to the repeat, again and again: %s', async (status, words) => {
    const creation = await unknownAt(at('XPAY'), { recorded: false });
    const fault = { kind: 'status', status, body: errorBody('XPAY', words), replayed: true } as const;
    world.emulator.faults.inject('XPAY', { fault });
    // The first request may still be at work.
    expect(await recovered(creation, [at('XPAY')])).toMatchObject({ state: 'UNKNOWN', attempts: 2 });
    expect(await recovered(creation, [at('XPAY')])).toMatchObject({ state: 'UNKNOWN', attempts: 3 });
    await began('11 minutes');
    expect(await recovered(creation, [at('XPAY')])).toMatchObject({ state: 'NEEDS_REVIEW', attempts: 4 });
  });

  test('is the last word only when a look-up has shown nothing, long after', async () => {
    const keyed = withRecovery('JUSPAY', {
      resend: { harmless: 'while-key-lives', keyLifetimeMs: 3_600_000, keeps: { statuses: [500] } },
    });
    const creation = await unknownAt(keyed, { recorded: false });
    const fault = { kind: 'status', status: 500, body: errorBody('JUSPAY', 'Oops.') } as const;
    const always = { operationId: 'createCustomer', times: Number.POSITIVE_INFINITY, fault };
    world.emulator.faults.inject('JUSPAY', always);
    expect(await recovered(creation, [keyed])).toMatchObject({ state: 'UNKNOWN', attempts: 2 });
    await began('11 minutes');
    const before = callsSoFar('JUSPAY');
    expect(await recovered(creation, [keyed])).toMatchObject({ state: 'NEEDS_REVIEW', attempts: 3 });
    expect(callsTo('JUSPAY', before)).toEqual(['GET', 'POST']);
  });

  test('a key that keeps no such answer is used again', async () => {
    const keyed = withRecovery('JUSPAY', {
      resend: { harmless: 'while-key-lives', keyLifetimeMs: 3_600_000, keeps: { statuses: [] } },
      lookup: undefined,
    });
    const creation = await unknownAt(keyed, { recorded: false });
    await began('11 minutes');
    const fault = { kind: 'status', status: 500, body: errorBody('JUSPAY', 'Oops.') } as const;
    world.emulator.faults.inject('JUSPAY', { fault });
    expect(await recovered(creation, [keyed])).toMatchObject({ state: 'UNKNOWN', attempts: 2 });
    expect(await recovered(creation, [keyed])).toMatchObject({ state: 'SUCCEEDED', attempts: 3 });
  });
});

describe('where a search lags behind by an hour', () => {
  const lagging = () => withRecovery('STAX', {}, { visibleWithinMs: 3_600_000 });

  test('that it shows nothing means nothing before: the creation stays unknown, and is looked for again', async () => {
    const account = lagging();
    const creation = await unknownAt(account, { recorded: true });
    const before = callsSoFar('STAX');
    const absent = { kind: 'status', ...lookupAt('STAX')?.absent } as Fault;
    world.emulator.faults.inject('STAX', { operationId: 'listCustomers', times: 2, fault: absent });
    const reason = 'Stax does not show it, but a new customer may take 3600 seconds to show';
    expect(await recovered(creation, [account])).toMatchObject({ state: 'UNKNOWN', attempts: 1, reason });
    // Not even when there is no time left to send it again.
    await timeIsOver();
    expect(await recovered(creation, [account])).toMatchObject({ state: 'UNKNOWN', attempts: 1, reason });
    expect(await recovered(creation, [account])).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(callsTo('STAX', before)).toEqual(['GET', 'GET', 'GET']);
    expect(recordedFor(world.emulator, creation)).toHaveLength(1);
  });

  test('it is sent again when that time has passed since it was last sent', async () => {
    const account = lagging();
    const creation = await unknownAt(account, { recorded: false });
    await began('61 minutes');
    const lost = { operationId: 'createCustomer', fault: { kind: 'reset', recorded: true } } as const;
    world.emulator.faults.inject('STAX', lost);
    expect(await recovered(creation, [account])).toMatchObject({ state: 'UNKNOWN', attempts: 2 });
    const absent = { kind: 'status', ...lookupAt('STAX')?.absent } as Fault;
    world.emulator.faults.inject('STAX', { operationId: 'listCustomers', fault: absent });
    // Over an hour after it began, but a moment after it was sent for the second time.
    expect(await recovered(creation, [account])).toMatchObject({ state: 'UNKNOWN', attempts: 2 });
    expect(await recovered(creation, [account])).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
    expect(recordedFor(world.emulator, creation)).toHaveLength(1);
  });
});

describe('Stax, with more customers than a page holds', () => {
  const strangers = (email: string) => {
    for (let n = 0; n < 250; n += 1) {
      const id = newId();
      world.emulator.customerStore('STAX').add({ id, reference: `stranger-${id}`, email });
    }
  };

  test.each([true, false])('finds out whether it made the record (%s)', async (recorded) => {
    const reference = newId();
    const email = `${reference}@example.com`;
    strangers(email);
    const lost = { operationId: 'createCustomer', fault: { kind: 'reset', recorded } } as const;
    world.emulator.faults.inject('STAX', lost);
    const outcome = await createAt('STAX', { ...person(), email, reference });
    const creation = await found(outcome.kind === 'unknown' ? outcome.creation.id : 'none');
    const attempts = recorded ? 1 : 2;
    expect(await recovered(creation, [at('STAX')])).toMatchObject({ state: 'SUCCEEDED', attempts });
    expect(recordedFor(world.emulator, creation)).toHaveLength(1);
  });
});

test('Vaultera: a customer that had our id before the creation began is linked, and not called created', async () => {
  const reference = newId();
  const created_at = new Date(Date.now() - 86_400_000).toISOString();
  world.emulator.customerStore('VAULTERA').add({ customer_id: reference, name: 'Somebody Earlier', created_at });
  const outcome = await createAt('VAULTERA', { ...person(), reference });
  expect(outcome).toMatchObject({ kind: 'succeeded', created: false, providerCustomer: { externalId: reference } });
});

test.each([
  ['just now', () => new Date().toISOString()],
  ['at no readable time', () => 'recently'],
])('Vaultera: so is one with other data that somebody made %s', async (_, createdAt) => {
  const reference = newId();
  const record = { customer_id: reference, name: 'Somebody Else', phone: null, phone_country_code: null };
  world.emulator.customerStore('VAULTERA').add({ ...record, created_at: createdAt() });
  const { firstName, lastName, phone } = person();
  const outcome = await createAt('VAULTERA', { firstName, lastName, phone, reference });
  expect(outcome).toMatchObject({
    kind: 'succeeded',
    created: false,
    differences: [['firstName'], ['lastName'], ['phone']],
    providerCustomer: { externalId: reference },
  });
});

describe('Vaultera: an id of a customer who was deleted', () => {
  const spent = (times = 1) => {
    const body = { error: { type: 'invalid_request', code: 'IR_11', message: 'Customer has already been redacted' } };
    world.emulator.faults.inject('VAULTERA', { times, fault: { kind: 'status', status: 400, body, recorded: false } });
  };

  test('is replaced by the unified id, also under the same key', async () => {
    spent();
    const input = { ...person(), reference: newId(), idempotencyKey: newId() };
    const outcome = await createAt('VAULTERA', input);
    expect(outcome).toMatchObject({ kind: 'succeeded', created: true, notSent: [['reference']] });
    if (outcome.kind !== 'succeeded') return;
    const { customer, providerCustomer } = outcome;
    expect(providerCustomer).toMatchObject({ externalId: customer.id, merchantReference: customer.id });
    expect(customer.profile.reference).toBe(input.reference);
    expect(await createAt('VAULTERA', input)).toMatchObject({ replayed: true, providerCustomer });
  });

  test.each([true, false])('is told if there is no other (a reference was given: %s)', async (given) => {
    const reference = given ? newId() : undefined;
    const before = callsSoFar('VAULTERA');
    spent(Number.POSITIVE_INFINITY);
    expect(await createAt('VAULTERA', { ...person(), reference })).toMatchObject({
      kind: 'failed',
      failure: {
        kind: 'validation',
        providerCode: 'IR_11',
        violations: [{ path: ['reference'], message: expect.stringContaining('deleted') }],
      },
    });
    expect(callsSoFar('VAULTERA') - before).toBe(given ? 2 : 1);
  });
});

test('when the provider cannot be reached, the outcome stays unknown', async () => {
  const creation = await unknownAt(at('XPAY'), { recorded: true });
  const gone = { ...at('XPAY', 500), baseUrl: 'http://127.0.0.1:1' };
  expect(await recovered(creation, [gone])).toMatchObject({ state: 'UNKNOWN', attempts: 2 });
  expect(await recovered(creation, [at('XPAY')])).toMatchObject({ state: 'SUCCEEDED', attempts: 3 });
});

describe('a process that ends while it recovers a creation', () => {
  /** It has taken the creation over, and is never heard of again. */
  async function endsWhileRecovering(provider: string): Promise<void> {
    await hoursPass(world);
    const due = await world.creations.claimDue([{ ...at(provider), mode: 'EMULATED', limit: 9 }], 10_000);
    expect(due).toHaveLength(1);
  }

  test('once, is followed by another one that recovers it', async () => {
    const creation = await unknownAt(at('JUSPAY'), { recorded: false });
    await endsWhileRecovering('JUSPAY');
    expect(await recovered(creation, [at('JUSPAY')])).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('twice, may have been ended by it: nothing is asked or sent any more', async () => {
    const creation = await unknownAt(at('JUSPAY'), { recorded: false });
    for (let process = 0; process < 2; process++) await endsWhileRecovering('JUSPAY');
    const before = callsSoFar('JUSPAY');
    const left = await recovered(creation, [at('JUSPAY')]);
    expect(left).toMatchObject({ state: 'NEEDS_REVIEW', reason: expect.stringContaining('twice a process ended') });
    expect(callsTo('JUSPAY', before)).toEqual([]);
    // An operator who has it sent again starts anew.
    await world.creations.reopen(creation.id, { recoverForMs: 3_600_000, now: new Date() });
    expect(await recovered(creation, [at('JUSPAY')])).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('is not what comes to an end without an outcome, however often', async () => {
    const creation = await unknownAt(at('VAULTERA'), { recorded: false });
    // Each time the lease is lost before it is sent, and recovery leaves the creation to others.
    const process = world.start([at('VAULTERA')], (dependencies) => ({
      ...dependencies,
      creations: { ...dependencies.creations, sending: async () => undefined },
    }));
    for (let turn = 0; turn < 4; turn++) {
      await hoursPass(world);
      await process.recovery.runOnce();
      await process.recovery.idle();
    }
    await process.close();
    expect(await recovered(creation, [at('VAULTERA')])).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('is not one that only waits, longer than its lease, for a statement that hangs', async () => {
    const creation = await unknownAt(at('JUSPAY'), { recorded: true });
    let goOn = (): void => {};
    const lock = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let hangs = false;
    const process = world.start([at('JUSPAY')], (dependencies) => ({
      ...dependencies,
      creations: {
        ...dependencies.creations,
        async succeed(...args) {
          hangs = true;
          await lock;
          return dependencies.creations.succeed(...args);
        },
      },
    }));
    await hoursPass(world);
    expect(await process.recovery.runOnce()).toBe(1);
    await until(() => hangs);
    for (let turn = 0; turn < 3; turn++) {
      await hoursPass(world);
      expect(await process.recovery.runOnce()).toBe(0);
    }
    goOn();
    await process.recovery.idle();
    await process.close();
    expect(await found(creation.id)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

test('a creation that another process has taken over meanwhile is not sent', async () => {
  const creation = await unknownAt(at('JUSPAY'), { recorded: false });
  const before = callsSoFar('JUSPAY');
  const lost = await recovered(creation, [at('JUSPAY')], (dependencies) => ({
    ...dependencies,
    creations: { ...dependencies.creations, sending: async () => undefined },
  }));
  expect(lost).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
  expect(callsTo('JUSPAY', before)).toEqual(['GET']);
});

test('a replica that was suspended after it renewed the lease does not send', async () => {
  const creation = await unknownAt(at('JUSPAY'), { recorded: false });
  const before = callsSoFar('JUSPAY');
  await recovered(creation, [at('JUSPAY', 200)], (dependencies) => ({
    ...dependencies,
    creations: {
      ...dependencies.creations,
      async sending(...args) {
        const renewed = await dependencies.creations.sending(...args);
        // The lease lasts 5.4 seconds. A call may begin while at least 0.2 of them, its timeout, are left.
        await sleep(5_300);
        return renewed;
      },
    },
  }));
  expect(callsTo('JUSPAY', before)).toEqual(['GET']);
  expect(await recovered(creation, [at('JUSPAY')])).toMatchObject({ state: 'SUCCEEDED' });
});

test('a hanging provider does not delay recovery at the others', async () => {
  const stuck = [await unknownAt(at('XPAY'), { recorded: false }), await unknownAt(at('XPAY'), { recorded: false })];
  const other = await unknownAt(at('JUSPAY'), { recorded: true });
  world.emulator.faults.inject('XPAY', { times: Number.POSITIVE_INFINITY, fault: { kind: 'hang' } });
  const { dependencies, close } = world.start([at('XPAY', 3_000), at('JUSPAY')]);
  const recovery = makeRecovery(dependencies, { ...options, perAccount: 1 });
  const before = callsSoFar('XPAY');
  await hoursPass(world);
  expect(await recovery.runOnce()).toBe(2);
  await until(async () => callsSoFar('XPAY') > before && (await found(other.id)).state === 'SUCCEEDED');
  // One creation hangs at xPay and occupies its only slot, so the other one waits.
  expect(await recovery.runOnce()).toBe(0);
  await recovery.stop();
  await close();
  expect(callsTo('XPAY', before)).toHaveLength(1);
  const attempts = await Promise.all(stuck.map(async ({ id }) => (await found(id)).attempts));
  expect(attempts.sort()).toEqual([1, 2]);
});

test('two replicas that poll at the same time never take over the same creation', async () => {
  const creations: Creation[] = [];
  for (let i = 0; i < 8; i += 1) creations.push(await unknownAt(at('XPAY'), { recorded: false }));
  const before = callsSoFar('XPAY');
  await hoursPass(world);
  const replicas = [world.start([at('XPAY')]), world.start([at('XPAY')])];
  const taken = await Promise.all(replicas.map(({ recovery }) => recovery.runOnce()));
  await Promise.all(replicas.map(({ recovery }) => recovery.idle()));
  await Promise.all(replicas.map(({ close }) => close()));
  expect(taken.reduce((sum, count) => sum + count)).toBe(8);
  expect(callsTo('XPAY', before)).toHaveLength(8);
  for (const { id } of creations) expect(await found(id)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
});

test('runs by itself, goes on after the store has failed, and deletes creations and keys that are over long ago', async () => {
  const creation = await unknownAt(at('SOAP'), { recorded: true });
  const warnings: unknown[] = [];
  let failures = 0;
  const { dependencies, close } = world.start([at('SOAP')], (given) => ({
    ...given,
    warn: (error) => warnings.push(error),
    creations: {
      ...given.creations,
      claimDue: async (...args) => {
        failures += 1;
        if (failures <= 2) throw new Error('away');
        await momentsPass(world);
        return given.creations.claimDue(...args);
      },
    },
  }));
  await world.creations.claimKey('old', ['EMULATED'], 'f');
  await world.database.sql(`UPDATE idempotency_key SET used_at = now() - interval '25 hours'`, []);
  await world.creations.claimKey('recent', ['EMULATED'], 'f');
  await world.database.sql(`UPDATE idempotency_key SET used_at = now() - interval '23 hours' WHERE key = 'recent'`, []);
  const keys = () => world.database.sql<{ key: string }>('SELECT key FROM idempotency_key', []);
  const recovery = makeRecovery(dependencies, { ...options, intervalMs: 10, keepSettledMs: 0 });
  recovery.start();
  // Only the record of the creation is deleted, and keys a day later than creations; the customer and the link stay.
  await until(async () => (await world.creations.find(creation.id)) === undefined && (await keys()).length === 1);
  await recovery.stop();
  expect(await keys()).toEqual([{ key: 'recent' }]);
  await close();
  expect(warnings).toEqual([new Error('away')]);
  const links = await world.database.sql<{ provider: string }>('SELECT provider FROM provider_customer', []);
  expect(links).toEqual([{ provider: 'SOAP' }]);
  expect(failures).toBeGreaterThan(2);
});

describe.each(askable)('%s: recovery goes by what was sent', (name) => {
  test.each([true, false])('whatever it would derive by now (recorded: %s)', async (recorded) => {
    const creation = await unknownAt(at(name), { recorded });
    await world.database.sql(
      `UPDATE customer_creation SET input = jsonb_set(input, '{profile,reference}', '"another-reference"')`,
      [],
    );
    const settled = await recovered(creation, [at(name)]);
    expect(fieldsOf(settled)).toMatchObject({ state: 'SUCCEEDED', merchantReference: creation.reference });
    expect(recordedFor(world.emulator, settled)).toHaveLength(1);
    const [link] = await createProviderCustomerRepository(world.database).findByCustomerIds([settled.customerId]);
    expect(link).toMatchObject({ merchantReference: creation.reference });
  });

  test('also of a creation that an earlier version began, which did not record it', async () => {
    const creation = await unknownAt(at(name), { recorded: true });
    await world.database.sql('UPDATE customer_creation SET merchant_reference = NULL, routing_id = NULL', []);
    expect(await recovered(creation, [at(name)])).toMatchObject({ state: 'SUCCEEDED' });
    const records = world.emulator.customerStore(name).customers();
    expect(records.filter((record) => JSON.stringify(record).includes(creation.reference ?? ''))).toHaveLength(1);
  });
});

describe('the routing id', () => {
  const name = 'JUSPAY';
  const asked = { providerOptions: { juspay: { routingId: 'route-1' } } };
  const routes = (since: number) =>
    world.emulator
      .requests(name)
      .slice(since)
      .map(({ headers }) => headers['x-routing-id']);

  test('of a creation is the one that was sent, although settings and options are others by now', async () => {
    const process = world.start([at(name)]);
    const lost = { operationId: 'createCustomer', times: 9, fault: { kind: 'reset', recorded: false } } as const;
    world.emulator.faults.inject(name, lost);
    const outcome = await process.createCustomer({ ...person(), ...asked }, name);
    await process.close();
    world.emulator.faults.clear();
    if (outcome.kind !== 'unknown') throw new Error(outcome.kind);
    await world.database.sql(`UPDATE customer_creation SET input = jsonb_set(input, '{options}', '{}')`, []);
    const before = callsSoFar(name);
    const definition = providerDefinitions.find((one) => one.name === name) as ProviderDefinition;
    const changed = { ...at(name), definition: { ...definition, routingIdOption: 'another' } };
    const settled = await recovered(await found(outcome.creation.id), [changed]);
    expect(settled).toMatchObject({ state: 'SUCCEEDED', routingId: 'route-1' });
    expect(routes(before)).toEqual(['route-1', 'route-1']);
  });

  test('of a customer is the same at another account, while the first creation is unknown and after it', async () => {
    for (const settled of [false, true]) {
      const reference = newId();
      const process = world.start([at(name), { ...at(name), account: 'eu' }, { ...at(name), account: 'us' }]);
      if (!settled) {
        const lost = { operationId: 'createCustomer', times: 3, fault: { kind: 'reset', recorded: true } } as const;
        world.emulator.faults.inject(name, lost);
      }
      const input = { ...person(), reference };
      const first = await process.createCustomer({ ...input, ...asked }, name);
      expect(first.kind).toBe(settled ? 'succeeded' : 'unknown');
      world.emulator.faults.clear();
      const before = callsSoFar(name);
      const second = await process.createCustomer({ ...input, account: 'eu' }, name);
      expect(second).toMatchObject({ kind: 'succeeded', providerCustomer: { account: 'eu', routingId: 'route-1' } });
      expect(new Set(routes(before))).toEqual(new Set(['route-1']));
      const other = { providerOptions: { juspay: { routingId: 'route-2' } } };
      const third = await process.createCustomer({ ...input, ...other, account: 'us' }, name);
      const conflict = { path: ['providerOptions', 'juspay', 'routingId'], code: 'CONFLICT' };
      expect(third).toMatchObject({ kind: 'invalid-input', violations: [conflict] });
      // Where it is linked already, nothing is sent: it is told what differs.
      const again = await process.createCustomer({ ...input, ...other, account: 'eu' }, name);
      expect(again).toMatchObject({ kind: 'succeeded', created: false, differences: [conflict.path] });
      await process.close();
    }
  });
});
