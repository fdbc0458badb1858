import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CreateCustomerAnswer } from '../../src/datasources/payment-data-source.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { Creation } from '../../src/domain/creation.js';
import { OperatorAlert } from '../../src/domain/safe-error.js';
import type { CreateCustomerOutcome } from '../../src/services/creation/outcome.js';
import type { Dependencies } from '../../src/services/dependencies.js';
import type { CreateCustomerInput } from '../../src/services/input/create-customer-input.js';
import { ReviewError, resolveCreation } from '../../src/services/recovery/review.js';
import {
  errorBody,
  fieldsOf,
  hoursPass,
  openWorld,
  recordedFor,
  type ServiceProcess,
  type World,
} from '../support/services.js';

let world: World;
const processes: ServiceProcess[] = [];
const accounts = providerDefinitions.map(({ name }) => ({ provider: name, account: 'default', timeoutMs: 2_000 }));
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  world.emulator.faults.clear();
  await world.database.sql(
    'TRUNCATE customer_creation, idempotency_key, provider_customer, customer, customer_reference',
    [],
  );
});
afterAll(async () => {
  await Promise.all(processes.map(({ close }) => close()));
  await world.close();
});

function start(wrap?: (dependencies: Dependencies) => Dependencies): ServiceProcess {
  const process = world.start(accounts, wrap);
  processes.push(process);
  return process;
}

async function recover({ recovery } = start()): Promise<void> {
  await hoursPass(world);
  await recovery.runOnce();
  await recovery.idle();
}

const someone = () => {
  const reference = newId();
  return { reference, firstName: 'Jo', lastName: 'Doe', email: `${reference}@example.com`, phone: '+12025550143' };
};
const creationOf = (outcome: CreateCustomerOutcome): Promise<Creation | undefined> =>
  outcome.kind === 'unknown' ? world.creations.find(outcome.creation.id) : Promise.resolve(undefined);
const customersAt = (provider: string) => world.emulator.customerStore(provider).customers().length;

test('an unknown outcome is answered as it is stored', async () => {
  world.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault: { kind: 'reset', recorded: true } });
  const outcome = await start().createCustomer(someone(), 'STAX');
  if (outcome.kind !== 'unknown') throw new Error(outcome.kind);
  expect(await creationOf(outcome)).toMatchObject(outcome.creation);
});

/** Makes the store fail this many times to store a success. */
const failing =
  (times: number, warnings: unknown[]) =>
  (dependencies: Dependencies): Dependencies => {
    let left = times;
    return {
      ...dependencies,
      warn: (error) => warnings.push(error),
      creations: {
        ...dependencies.creations,
        async succeed(...args) {
          left -= 1;
          if (left >= 0) throw new Error('away');
          return dependencies.creations.succeed(...args);
        },
      },
    };
  };

test('storing a success is tried again when the store fails for a moment', async () => {
  const warnings: unknown[] = [];
  const { createCustomer } = start(failing(3, warnings));
  expect(await createCustomer(someone(), 'STAX')).toMatchObject({ kind: 'succeeded', created: true });
  expect(warnings).toEqual([new Error('away'), new Error('away'), new Error('away')]);
});

test('a success that was stored, but not confirmed, is answered with `created: true`', async () => {
  let unconfirmed = 1;
  const { createCustomer } = start((dependencies) => ({
    ...dependencies,
    creations: {
      ...dependencies.creations,
      async succeed(...args) {
        const settled = await dependencies.creations.succeed(...args);
        unconfirmed -= 1;
        if (unconfirmed >= 0) throw new Error('connection lost');
        return settled;
      },
    },
  }));
  const input = { ...someone(), requestClientToken: true };
  const outcome = await createCustomer(input, 'JUSPAY');
  expect(outcome).toMatchObject({ kind: 'succeeded', created: true, clientToken: { token: expect.any(String) } });
  expect(await createCustomer(input, 'JUSPAY')).toMatchObject({ kind: 'succeeded', created: false });
});

test('when the store keeps failing, the caller gets an unknown outcome, and recovery settles the creation', async () => {
  const { createCustomer } = start(failing(4, []));
  const before = customersAt('STAX');
  const input = someone();
  const outcome = await createCustomer(input, 'STAX');
  expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('could not be stored') });
  expect(await creationOf(outcome)).toMatchObject({ state: 'IN_FLIGHT', attempts: 1 });
  await recover();
  expect(await creationOf(outcome)).toMatchObject({ state: 'SUCCEEDED', created: true, attempts: 1 });
  expect(customersAt('STAX')).toBe(before + 1);
  // A repeat sends nothing.
  expect(await start().createCustomer(input, 'STAX')).toMatchObject({ kind: 'succeeded', created: false });
  expect(customersAt('STAX')).toBe(before + 1);
});

test('the caller gets an outcome even if the store fails again after an unconfirmed write', async () => {
  let [unconfirmed, answered] = [1, 1];
  const warnings: unknown[] = [];
  const { createCustomer } = start((dependencies) => ({
    ...dependencies,
    warn: (error) => warnings.push(error),
    creations: {
      ...dependencies.creations,
      async markUnknown(...args) {
        const noted = await dependencies.creations.markUnknown(...args);
        unconfirmed -= 1;
        if (unconfirmed >= 0) throw new Error('connection lost');
        return noted;
      },
      async find(id) {
        // The first read, while settling, succeeds; the second one, by the waiting call, fails.
        answered -= 1;
        if (answered === -1) throw new Error('away');
        return dependencies.creations.find(id);
      },
    },
  }));
  world.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault: { kind: 'reset', recorded: true } });
  const outcome = await createCustomer(someone(), 'STAX');
  expect(outcome).toMatchObject({ kind: 'unknown', creation: { state: 'UNKNOWN' } });
  expect(warnings).toEqual([new Error('connection lost'), new Error('away')]);
});

/** Makes every provider answer each creation with this. */
const answering =
  (answer: (provider: string) => CreateCustomerAnswer | Promise<CreateCustomerAnswer>) =>
  (dependencies: Dependencies): Dependencies => ({
    ...dependencies,
    dataSource(provider, account) {
      const source = dependencies.dataSource(provider, account);
      return source && { ...source, send: async () => answer(provider) };
    },
  });

function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Starts a process whose provider receives the request (`sent`), and answers only when `answer` is called. */
function heldBack(answer: CreateCustomerAnswer, wrap = (dependencies: Dependencies) => dependencies) {
  const gate = latch();
  const sent = latch();
  const held = answering(async () => {
    sent.open();
    await gate.opened;
    return answer;
  });
  const { createCustomer } = start((dependencies) => held(wrap(dependencies)));
  return { createCustomer, sent: sent.opened, answer: gate.open };
}

test('a record that is linked to another customer stays linked to it', async () => {
  const first = await start().createCustomer(someone(), 'STAX');
  if (first.kind !== 'succeeded') throw new Error(first.kind);
  const { externalId } = first.providerCustomer;
  const { createCustomer } = start(answering(() => ({ kind: 'found', externalId, lookedUp: true })));
  expect(await createCustomer({ ...someone(), idempotencyKey: newId() }, 'STAX')).toMatchObject({
    kind: 'failed',
    failure: { kind: 'already-exists', existingExternalId: externalId },
    existing: { customerId: first.customer.id },
  });
});

test.each([
  ['XPAY', 'NEEDS_REVIEW'],
  ['STAX', 'UNKNOWN'],
])("%s: an answer with somebody else's record links nothing, and ours is not lost: %s", async (provider, state) => {
  const first = await start().createCustomer(someone(), provider);
  if (first.kind !== 'succeeded') throw new Error(first.kind);
  const { externalId } = first.providerCustomer;
  const { createCustomer } = start(answering(() => ({ kind: 'created', externalId })));
  expect(await createCustomer(someone(), provider)).toMatchObject({
    kind: 'unknown',
    creation: { state },
    reason: `the provider answered with ${externalId}, which is linked to another customer`,
  });
});

test.each(['VAULTERA', 'SOAP', 'STAX', 'JUSPAY'])(
  '%s: a success that shows another id than ours is not linked',
  async (provider) => {
    const input = someone();
    const [theirs] = world.emulator.customerStore(provider).customers();
    const process = start();
    if (!theirs) await process.createCustomer(someone(), provider);
    const [record] = world.emulator.customerStore(provider).customers();
    const fault = { kind: 'status', status: 200, body: record, recorded: true } as const;
    world.emulator.faults.inject(provider, { operationId: 'createCustomer', fault });
    const outcome = await process.createCustomer(input, provider);
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining("not this customer's") });
    await recover();
    const creation = await creationOf(outcome);
    expect(creation).toMatchObject({ state: 'SUCCEEDED' });
    if (creation) expect(recordedFor(world.emulator, creation)).toHaveLength(1);
  },
);

/** Deletes all claims: earlier versions made none, so two of their creations could turn out to be for one customer. */
const forgetClaims = () => world.database.sql('DELETE FROM customer_reference', []);

test('two records of one customer at an account need a review, and the existing link stays', async () => {
  const process = start();
  const stranger = await process.createCustomer({ ...someone(), reference: undefined }, 'STAX');
  if (stranger.kind !== 'succeeded') throw new Error(stranger.kind);
  // A second creation, with a reference, whose outcome is unknown.
  const input = { ...someone(), idempotencyKey: newId() };
  world.emulator.faults.inject('STAX', { fault: { kind: 'reset', recorded: true } });
  const lost = await process.createCustomer(input, 'STAX');
  await forgetClaims();
  // The first customer gets this reference, so that both creations are for the same customer.
  const { reference } = input;
  const merged = await process.createCustomer({ customerId: stranger.customer.id, reference }, 'VAULTERA');
  expect(merged).toMatchObject({ kind: 'succeeded', customer: { profile: { reference } } });
  await recover();

  const creation = await creationOf(lost);
  const linked = stranger.providerCustomer.externalId;
  expect(creation).toMatchObject({ state: 'NEEDS_REVIEW', reason: expect.stringContaining(`beside ${linked}`) });
  const { id = '', reason = '' } = creation ? fieldsOf(creation) : {};
  expect(await process.createCustomer(input, 'STAX')).toMatchObject({ kind: 'unknown', creation: { id }, reason });
  const [, other = ''] = /has it as (\S+) too/.exec(reason) ?? [];
  const { dependencies } = process;
  await expect(resolveCreation(dependencies, id, { kind: 'created', externalId: other })).rejects.toThrow(ReviewError);
  expect(await world.creations.find(id)).toMatchObject({ state: 'NEEDS_REVIEW' });
  expect(await resolveCreation(dependencies, id, { kind: 'not-created' })).toMatchObject({ state: 'FAILED' });
  expect(await process.createCustomer({ reference }, 'STAX')).toMatchObject({
    kind: 'succeeded',
    created: false,
    providerCustomer: { externalId: linked },
  });
});

test.each<[string, CreateCustomerAnswer, object]>([
  ['succeeds when the other one fails', { kind: 'authentication' }, { state: 'SUCCEEDED' }],
  [
    'needs a review when the other one succeeds',
    { kind: 'created', externalId: 'first' },
    { state: 'NEEDS_REVIEW', reason: expect.stringContaining('beside first') },
  ],
])('a creation that turns out to be for the same customer as another one %s', async (_, answer, end) => {
  const warnings: unknown[] = [];
  const process = start((dependencies) => ({ ...dependencies, warn: (error) => warnings.push(error) }));
  const stranger = await process.createCustomer({ ...someone(), reference: undefined }, 'JUSPAY');
  if (stranger.kind !== 'succeeded') throw new Error(stranger.kind);
  const customerId = stranger.customer.id;
  const slow = heldBack(answer);
  const first = slow.createCustomer({ customerId }, 'STAX');
  await slow.sent;
  const input = someone();
  world.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault: { kind: 'reset', recorded: true } });
  const second = await creationOf(await process.createCustomer(input, 'STAX'));
  await forgetClaims();
  // The first customer gets this reference, so that both creations are for the same customer.
  await process.createCustomer({ customerId, reference: input.reference }, 'VAULTERA');
  const look = async () => {
    const due = `UPDATE customer_creation SET lease_until = now() - interval '1 second' WHERE id = $1::uuid`;
    await world.database.sql(due, [second?.id]);
    await process.recovery.runOnce();
    await process.recovery.idle();
    return world.creations.find(second?.id ?? '');
  };
  const reason = expect.stringContaining('another creation of the same customer is not settled yet');
  expect(await look()).toMatchObject({ state: 'UNKNOWN', reason });
  expect(warnings).toEqual([]);
  slow.answer();
  await first;
  expect(await look()).toMatchObject(end);
});

describe('a reference that a creation under way gives to its customer', () => {
  async function stranger(process: ServiceProcess): Promise<string> {
    const created = await process.createCustomer({ ...someone(), reference: undefined }, 'JUSPAY');
    if (created.kind !== 'succeeded') throw new Error(created.kind);
    return created.customer.id;
  }

  test('belongs to that customer already', async () => {
    const process = start();
    const customerId = await stranger(process);
    const { reference } = someone();
    const slow = heldBack({ kind: 'created', externalId: newId() });
    const first = slow.createCustomer({ customerId, reference }, 'STAX');
    await slow.sent;
    expect(await process.createCustomer({ ...someone(), reference }, 'XPAY')).toMatchObject({
      kind: 'succeeded',
      customer: { id: customerId, profile: { reference } },
    });
    slow.answer();
    expect(await first).toMatchObject({ kind: 'succeeded', customer: { id: customerId, profile: { reference } } });
    expect(await process.createCustomer({ reference }, 'STAX')).toMatchObject({
      kind: 'succeeded',
      created: false,
      customer: { id: customerId },
    });
  });

  test('belongs to that customer while the outcome is unknown, and for good once another request used it', async () => {
    const process = start();
    const customerId = await stranger(process);
    const { reference } = someone();
    world.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault: { kind: 'reset', recorded: false } });
    const lost = await process.createCustomer({ customerId, reference }, 'STAX');
    expect(lost).toMatchObject({ kind: 'unknown' });
    expect(await process.createCustomer({ reference }, 'JUSPAY')).toMatchObject({
      kind: 'succeeded',
      created: false,
      customer: { id: customerId },
    });
    const creation = await creationOf(lost);
    if (creation?.state !== 'UNKNOWN') throw new Error(creation?.state);
    const authority = { kind: 'lease-holder', leaseUntil: creation.leaseUntil } as const;
    await world.creations.fail(creation.id, { kind: 'authentication' }, { releaseKey: true }, authority);
    expect(await process.createCustomer({ ...someone(), reference }, 'VAULTERA')).toMatchObject({
      kind: 'succeeded',
      customer: { id: customerId },
    });
  });

  test('is refused to other customers before anything is sent', async () => {
    const process = start();
    const [customerId, other] = [await stranger(process), await stranger(process)];
    const { reference } = someone();
    const slow = heldBack({ kind: 'created', externalId: newId() });
    const first = slow.createCustomer({ customerId, reference }, 'STAX');
    await slow.sent;
    const before = world.emulator.requests('VAULTERA').length;
    expect(await process.createCustomer({ customerId: other, reference }, 'VAULTERA')).toMatchObject({
      kind: 'invalid-input',
      violations: [{ path: ['reference'], code: 'CONFLICT' }],
    });
    expect(world.emulator.requests('VAULTERA')).toHaveLength(before);
    slow.answer();
    await first;
  });

  test('is free again when the creation failed', async () => {
    const process = start();
    const [customerId, other] = [await stranger(process), await stranger(process)];
    const { reference } = someone();
    const { createCustomer } = start(answering(() => ({ kind: 'authentication' })));
    expect(await createCustomer({ customerId, reference }, 'STAX')).toMatchObject({ kind: 'failed' });
    expect(await process.createCustomer({ customerId: other, reference }, 'VAULTERA')).toMatchObject({
      kind: 'succeeded',
      customer: { id: other, profile: { reference } },
    });
  });

  test('belongs to one customer, even if several creations give it at the same time', async () => {
    const process = start();
    const { reference, ...person } = someone();
    const outcomes = await Promise.all(
      accounts.map(({ provider }) => process.createCustomer({ ...person, reference }, provider)),
    );
    const ids = outcomes.map((outcome) => (outcome.kind === 'succeeded' ? outcome.customer.id : outcome.kind));
    expect(new Set(ids).size).toBe(1);
  });
});

test.each<[string, CreateCustomerAnswer]>([
  ['refused', { kind: 'authentication' }],
  ['unknown', { kind: 'outcome-unknown', reason: 'no answer', kept: false }],
  ['succeeded', { kind: 'created', externalId: 'not-the-one' }],
])('the outcome that recovery stored stands, even if the first process then reports that it %s', async (_, late) => {
  const warnings: unknown[] = [];
  // This process is suspended until after its lease has expired.
  const paused = heldBack(late, (dependencies) => ({ ...dependencies, warn: (error) => warnings.push(error) }));
  const outcome = paused.createCustomer(someone(), 'JUSPAY');
  await paused.sent;
  await recover();
  paused.answer();
  const [link] = await world.database.sql<{ external_id: string }>('SELECT external_id FROM provider_customer', []);
  expect(await outcome).toMatchObject({
    kind: 'succeeded',
    created: false,
    providerCustomer: { externalId: link?.external_id },
  });
  // If the provider has made a second record, an operator is alerted.
  const notice = `JUSPAY has duplicate records: not-the-one, beside ${link?.external_id}, which is linked`;
  expect(warnings).toEqual(late.kind === 'created' ? [new OperatorAlert(notice)] : []);
  const { creations } = await world.creations.page({ first: 10, hasDuplicates: true });
  expect(creations.map(({ duplicateExternalIds }) => duplicateExternalIds)).toEqual(
    late.kind === 'created' ? [['not-the-one']] : [],
  );
});

test('what a caller has sent is not hidden by an error when the outcome that recovery stored cannot be read', async () => {
  const warnings: unknown[] = [];
  let isAway = false;
  const late: CreateCustomerAnswer = { kind: 'outcome-unknown', reason: 'no answer', kept: false };
  const paused = heldBack(late, (dependencies) => ({
    ...dependencies,
    warn: (error) => warnings.push(error),
    customers: {
      ...dependencies.customers,
      async findTarget(request) {
        if (isAway) throw new Error('away');
        return dependencies.customers.findTarget(request);
      },
    },
  }));
  const outcome = paused.createCustomer(someone(), 'JUSPAY');
  await paused.sent;
  await recover();
  isAway = true;
  paused.answer();
  expect(await outcome).toMatchObject({ kind: 'unknown', creation: { state: 'SUCCEEDED' } });
  expect(warnings).toEqual([new Error('away')]);
});

describe('a process that is suspended between the INSERT and the first byte', () => {
  const short = accounts.map((account) => ({ ...account, timeoutMs: 200 }));
  // The lease lasts 5.4 seconds. A call may begin while at least 0.2 of them, its timeout, are left.
  const standingStill = (meanwhile: () => Promise<void>) =>
    world.start(short, (dependencies) => ({
      ...dependencies,
      creations: {
        ...dependencies.creations,
        async begin(creation) {
          const begun = await dependencies.creations.begin(creation);
          await meanwhile();
          await sleep(5_300);
          return begun;
        },
      },
    }));

  test('sends nothing when recovery has sent the creation', async () => {
    const before = customersAt('STAX');
    const other = world.start(short);
    processes.push(other);
    const process = standingStill(() => recover(other));
    processes.push(process);
    expect(await process.createCustomer(someone(), 'STAX')).toMatchObject({ kind: 'succeeded', created: false });
    expect(customersAt('STAX')).toBe(before + 1);
  });

  test('reports that nothing was sent when recovery has not sent it either', async () => {
    const before = world.emulator.requests('STAX').length;
    const process = standingStill(async () => {});
    processes.push(process);
    expect(await process.createCustomer(someone(), 'STAX')).toMatchObject({
      kind: 'failed',
      failure: { kind: 'busy', reason: 'this process was too busy to send the request in time', retryAfterSeconds: 1 },
    });
    expect(world.emulator.requests('STAX')).toHaveLength(before);
  });
});

test('a refusal from a process that has lost its lease does not settle the creation', async () => {
  const paused = heldBack({ kind: 'authentication' });
  const outcome = paused.createCustomer(someone(), 'JUSPAY');
  await paused.sent;
  // Meanwhile recovery sends it again, and gets no answer either.
  const times = Number.POSITIVE_INFINITY;
  const fault = { kind: 'reset', recorded: true } as const;
  world.emulator.faults.inject('JUSPAY', { operationId: 'createCustomer', times, fault });
  await recover();
  world.emulator.faults.clear();
  paused.answer();
  const told = await outcome;
  expect(told).toMatchObject({ kind: 'unknown' });
  expect(await creationOf(told)).toMatchObject({ state: 'UNKNOWN', attempts: 2 });
  await recover();
  expect(await creationOf(told)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
});

test('a temporary failure releases the idempotency key; a refusal of the data keeps it', async () => {
  const { createCustomer } = start();
  const fault = (status: number) => ({ kind: 'status', status, body: errorBody('STAX', 'No.') }) as const;
  const input = { ...someone(), idempotencyKey: newId() };

  world.emulator.faults.inject('STAX', { fault: fault(401) });
  expect(await createCustomer(input, 'STAX')).toMatchObject({ kind: 'failed', failure: { kind: 'authentication' } });
  world.emulator.faults.inject('STAX', { fault: fault(422) });
  expect(await createCustomer(input, 'STAX')).toMatchObject({ kind: 'failed', failure: { kind: 'validation' } });

  const before = world.emulator.requests('STAX').length;
  expect(await createCustomer(input, 'STAX')).toMatchObject({
    kind: 'failed',
    failure: { kind: 'validation', providerMessage: 'No.' },
  });
  expect(await createCustomer({ ...input, firstName: 'Jim' }, 'STAX')).toMatchObject({ kind: 'key-reused' });
  expect(world.emulator.requests('STAX')).toHaveLength(before);
  // Without the key it is another request.
  expect(await createCustomer({ ...input, idempotencyKey: undefined }, 'STAX')).toMatchObject({ kind: 'succeeded' });
});

test('a key whose request was refused replays the refusal, even after the customer was linked', async () => {
  const { createCustomer } = start();
  const input = { ...someone(), idempotencyKey: newId() };
  world.emulator.faults.inject('STAX', { fault: { kind: 'status', status: 422, body: errorBody('STAX', 'No.') } });
  const refused = await createCustomer(input, 'STAX');
  expect(refused).toMatchObject({ kind: 'failed', failure: { kind: 'validation', providerMessage: 'No.' } });
  const corrected = { ...input, firstName: 'Jim', idempotencyKey: newId() };
  expect(await createCustomer(corrected, 'STAX')).toMatchObject({ kind: 'succeeded', created: true });
  expect(await createCustomer(input, 'STAX')).toEqual(refused);
  expect(await createCustomer(corrected, 'STAX')).toMatchObject({ kind: 'succeeded', created: false });
});

test('a repeat waits for the first request and returns the same customer', async () => {
  const { createCustomer } = start();
  const before = customersAt('XPAY');
  const input = { ...someone(), idempotencyKey: newId() };
  world.emulator.faults.inject('XPAY', { fault: { kind: 'latency', ms: 200 } });
  const [first, second] = await Promise.all([createCustomer(input, 'XPAY'), createCustomer(input, 'XPAY')]);
  expect([first, second].map((outcome) => outcome.kind === 'succeeded' && outcome.created).sort()).toEqual([
    false,
    true,
  ]);
  expect(customersAt('XPAY')).toBe(before + 1);
});

describe('a request that waits for another creation until its own timeout', () => {
  /** Begins the other creation, whose answer comes only after the timeout of the process that is returned. */
  async function atTheLastMoment(input: CreateCustomerInput, answer: CreateCustomerAnswer) {
    const slow = heldBack(answer);
    const other = slow.createCustomer(input, 'STAX');
    await slow.sent;
    const short = accounts.map((account) => ({ ...account, timeoutMs: 500 }));
    const waiting = world.start(short, (dependencies) => ({
      ...dependencies,
      creations: {
        ...dependencies.creations,
        async find(id) {
          await sleep(510);
          slow.answer();
          await other;
          return dependencies.creations.find(id);
        },
      },
    }));
    processes.push(waiting);
    return waiting;
  }

  test("does not return the other request's refusal", async () => {
    const input = someone();
    const refusal = { kind: 'validation', violations: [], providerMessage: 'Not that name.' } as const;
    const { createCustomer } = await atTheLastMoment({ ...input, firstName: 'Nobody' }, refusal);
    expect(await createCustomer(input, 'STAX')).toMatchObject({ kind: 'succeeded', created: true });
  });

  test("does not return the other request's customer", async () => {
    const own = await start().createCustomer({ ...someone(), reference: undefined }, 'JUSPAY');
    if (own.kind !== 'succeeded') throw new Error(own.kind);
    const input = someone();
    const { createCustomer } = await atTheLastMoment(input, { kind: 'created', externalId: newId() });
    expect(await createCustomer({ customerId: own.customer.id, reference: input.reference }, 'STAX')).toMatchObject({
      kind: 'invalid-input',
      violations: [{ path: ['reference'], code: 'CONFLICT' }],
    });
  });
});

test('a repeat that waits in vain returns the creation that it waited for', async () => {
  const { createCustomer } = start();
  const input = { ...someone(), idempotencyKey: newId() };
  world.emulator.faults.inject('STAX', { operationId: 'createCustomer', fault: { kind: 'hang' } });
  const [first, second] = await Promise.all([createCustomer(input, 'STAX'), createCustomer(input, 'STAX')]);
  expect([first.kind, second.kind]).toEqual(['unknown', 'unknown']);
  expect((await creationOf(first))?.id).toBe((await creationOf(second))?.id);
});
