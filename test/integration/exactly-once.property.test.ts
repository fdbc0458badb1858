import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { Creation } from '../../src/domain/creation.js';
import type { Fault } from '../../src/emulator/faults.js';
import type { CreateCustomerOutcome } from '../../src/services/creation/outcome.js';
import { resolveCreation, retryCreation } from '../../src/services/recovery/review.js';
import { lookupAt } from '../support/lookup.js';
import { type Fate, type MortalProcess, startMortal } from '../support/mortal-process.js';
import {
  errorBody,
  externalIdOf,
  fieldsOf,
  hoursPass,
  momentsPass,
  openWorld,
  recordedFor,
  recoverAll,
  type World,
} from '../support/services.js';

/*
 * Two replicas on one database call all emulated providers. In any order, and at the same time, there are creations and
 * their repeats, faults, processes that die at any step, recoveries, and operators who settle creations in review.
 * Afterwards every customer at a provider must be linked exactly once, or its creation must be in review with a reason.
 */

/** Short, because recovery waits this long between two look-ups at Stax. */
const timeoutMs = 150;
const replicas = 2;
const providers = providerDefinitions.map(({ name }) => name);
const accounts = providers.map((provider) => ({ provider, account: 'default', timeoutMs }));

/** Their names are in the references. A request names a person by reference, by `customerId`, or not (a new customer). */
const people = ['ada', 'bob', 'eve'] as const;
type Person = (typeof people)[number];

interface Request {
  readonly provider: string;
  readonly person: Person;
  readonly by: 'reference' | 'customerId' | 'nothing';
  readonly key?: string | undefined;
}

type Act = { readonly kind: 'create'; readonly request: Request } | { readonly kind: 'recover' };

/** A fault for the next requests to a provider: it either hides the answer, or refuses and creates nothing. */
interface Trouble {
  readonly provider: string;
  readonly operationId?: string | undefined;
  readonly fault: Fault;
  readonly times: number;
}

/** What the callers were answered. All of it must remain true. */
interface Model {
  readonly customerIds: Map<Person, string>;
  readonly successes: { readonly provider: string; readonly externalId: string; readonly customerId: string }[];
  /** For each idempotency key the requests sent with it, and the first one that created a customer. */
  readonly requestsByKey: Map<string, Set<string>>;
  readonly createdByKey: Map<string, { readonly request: string; readonly externalId: string }>;
  /** The external ids that were answered with `created: true`. */
  readonly created: Set<string>;
}

interface Real {
  readonly run: string;
  readonly processes: MortalProcess[];
  readonly dead: MortalProcess[];
}

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

class Batch implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly acts: readonly (Act & { readonly replica: number })[],
    private readonly troubles: readonly Trouble[],
    private readonly fates: readonly Fate[],
  ) {}

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    prepare(real, this.troubles, this.fates);
    await Promise.all(
      this.acts.map(async (act) => {
        const process = real.processes[act.replica] as MortalProcess;
        if (act.kind === 'create') return create(model, real, process, act.request);
        await momentsPass(world);
        await process.outlive(() => process.recovery.runOnce());
        return process.outlive(() => process.recovery.idle());
      }),
    );
    await checkPromises(model);
  }

  toString = () => `Batch(${fc.stringify({ acts: this.acts, troubles: this.troubles, fates: this.fates })})`;
}

/** All processes die. New ones take their creations over when the leases have expired. */
class TakeOver implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly troubles: readonly Trouble[],
    private readonly fates: readonly Fate[],
  ) {}

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    for (const process of real.processes) process.die();
    prepare(real, this.troubles, this.fates);
    await hoursPass(world);
    await Promise.all(
      real.processes.map(async (process) => {
        await process.outlive(() => process.recovery.runOnce());
        await process.outlive(() => process.recovery.idle());
      }),
    );
    await checkPromises(model);
  }

  toString = () => `TakeOver(${fc.stringify({ troubles: this.troubles, fates: this.fates })})`;
}

/** An operator looks the customers up at the providers, and settles the creations in review. */
class Review implements fc.AsyncCommand<Model, Real> {
  constructor(private readonly retry: boolean) {}

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    prepare(real, [], []);
    const [process] = real.processes as [MortalProcess];
    for (const creation of await creations()) {
      if (creation.state !== 'NEEDS_REVIEW') continue;
      const [recorded] = recordedFor(world.emulator, creation);
      const { dependencies } = process;
      if (recorded) {
        const externalId = externalIdOf(creation.provider, recorded);
        await resolveCreation(dependencies, creation.id, { kind: 'created', externalId });
      } else if (this.retry) await retryCreation(dependencies, creation.id);
      else await resolveCreation(dependencies, creation.id, { kind: 'not-created' });
    }
    await checkPromises(model);
  }

  toString = () => `Review(${this.retry ? 'retry' : 'resolve'})`;
}

/** Replaces dead processes, gives every process its next fate, and injects the next faults. */
function prepare({ processes, dead }: Real, troubles: readonly Trouble[], fates: readonly Fate[]): void {
  for (let replica = 0; replica < replicas; replica += 1) {
    const process = processes[replica];
    if (process && !process.alive) dead.push(process);
    if (!process?.alive) processes[replica] = startMortal(world, accounts);
    processes[replica]?.setFate(fates[replica] ?? { delays: [] });
  }
  world.emulator.faults.clear();
  for (const { provider, ...rule } of troubles) world.emulator.faults.inject(provider, rule);
}

async function create(model: Model, { run }: Real, process: MortalProcess, request: Request): Promise<void> {
  const { provider, person, by, key } = request;
  const customerId = by === 'customerId' ? model.customerIds.get(person) : undefined;
  const known = by !== 'nothing';
  const whom = customerId ? { customerId } : profileOf(run, person, known ? undefined : (key ?? newId()));
  const input = { ...whom, idempotencyKey: key && `${run}-${key}` };
  const asked = fc.stringify([provider, whom]);
  // Read before the call: answers to other calls that come meanwhile need not bind this one.
  const created = key === undefined ? undefined : model.createdByKey.get(key);
  if (key) model.requestsByKey.set(key, (model.requestsByKey.get(key) ?? new Set()).add(asked));

  const outcome = await process.outlive(() => process.createCustomer(input, provider));
  if (!outcome) return;
  if (created) expect(outcome.kind).toBe(created.request === asked ? 'succeeded' : 'key-reused');
  if (outcome.kind === 'key-reused') expect(model.requestsByKey.get(key ?? '')?.size).toBeGreaterThan(1);
  // All inputs are valid and all accounts configured, so only a provider may refuse.
  expect(['invalid-input', 'not-configured', 'customer-not-found']).not.toContain(outcome.kind);
  if (outcome.kind === 'succeeded') noteSuccess(model, { person, known, key, asked, created }, outcome);
}

function noteSuccess(
  model: Model,
  call: {
    readonly person: Person;
    readonly known: boolean;
    readonly key: string | undefined;
    readonly asked: string;
    readonly created: { readonly externalId: string } | undefined;
  },
  { provider, customer, providerCustomer, created }: Extract<CreateCustomerOutcome, { kind: 'succeeded' }>,
): void {
  const { person, known, key, asked } = call;
  const { externalId } = providerCustomer;
  expect(providerCustomer).toMatchObject({ provider, account: 'default', customerId: customer.id });
  expect(idsAt(provider)).toContain(externalId);
  if (call.created) expect(externalId).toBe(call.created.externalId);
  if (known) {
    expect(customer.id).toBe(model.customerIds.get(person) ?? customer.id);
    model.customerIds.set(person, customer.id);
  }
  model.successes.push({ provider, externalId, customerId: customer.id });
  if (!created) return;
  expect(model.created).not.toContain(externalId);
  model.created.add(externalId);
  if (key) model.createdByKey.set(key, { request: asked, externalId });
}

/**
 * The profile of a person with a reference, or of a `stranger` without one. Ada and Eve have the same e-mail address,
 * which Soap refuses.
 */
function profileOf(run: string, person: Person, stranger: string | undefined) {
  const name = stranger ?? (person === 'eve' ? 'ada' : person);
  return {
    reference: stranger ? undefined : `${run}-${person}`,
    firstName: 'Jo',
    lastName: 'Doe',
    email: `${run}.${name}@example.com`,
    phone: '+12025550143',
  };
}

const idsAt = (provider: string) =>
  world.emulator
    .customerStore(provider)
    .customers()
    .map((customer) => externalIdOf(provider, customer));

interface Link {
  readonly provider: string;
  readonly externalId: string;
  readonly customerId: string;
}

const links = () =>
  world.database.sql<Link>(
    'SELECT provider, external_id AS "externalId", customer_id AS "customerId" FROM provider_customer',
    [],
  );

async function creations(): Promise<Creation[]> {
  const rows = await world.database.sql<{ id: string }>('SELECT id FROM customer_creation ORDER BY id', []);
  return Promise.all(rows.map(async ({ id }) => (await world.creations.find(id)) as Creation));
}

/** Every link that was answered to a caller must still be there. */
async function checkPromises({ successes }: Model): Promise<void> {
  expect(await links()).toEqual(expect.arrayContaining(successes));
}

/** Checks the database and the providers after all faults are over and recovery has finished. */
async function checkEnd(model: Model, before: ReadonlyMap<string, number>): Promise<void> {
  await checkPromises(model);
  const [linked, all] = [await links(), await creations()];
  const linkedIds = (provider: string) => linked.filter((l) => l.provider === provider).map((l) => l.externalId);
  const inReview: string[] = [];
  for (const creation of all) {
    const { provider, state, externalId, customerId, reason } = fieldsOf(creation);
    const recorded = recordedFor(world.emulator, creation).map((customer) => externalIdOf(provider, customer));
    expect(recorded.length, `${provider} has ${recorded.length} customers of one creation`).toBeLessThanOrEqual(1);
    expect(['SUCCEEDED', 'FAILED', 'NEEDS_REVIEW']).toContain(state);
    if (state === 'SUCCEEDED') {
      expect(recorded).toEqual([externalId]);
      expect(linked).toContainEqual({ provider, externalId, customerId });
    } else if (state === 'NEEDS_REVIEW') {
      expect(reason).toMatch(/\w+ \w+/);
      inReview.push(...recorded);
    }
    expect(fieldsOf(creation).input === undefined).toBe(state !== 'NEEDS_REVIEW');
  }
  for (const provider of providers) {
    const recorded = idsAt(provider).slice(before.get(provider));
    expect(recorded.filter((id) => !inReview.includes(id)).sort()).toEqual(linkedIds(provider).sort());
  }
  // Each reference belongs to one customer, even if no caller was answered.
  const rows = await world.database.sql<{ id: string; reference: string }>(
    'SELECT id, reference FROM customer WHERE reference IS NOT NULL',
    [],
  );
  for (const [person, id] of model.customerIds) {
    expect(rows.filter(({ reference }) => reference.endsWith(`-${person}`)).map((row) => row.id)).toEqual([id]);
  }
}

let runs = 0;

async function setUp(): Promise<{ model: Model; real: Real; before: ReadonlyMap<string, number> }> {
  await world.database.sql('TRUNCATE customer_creation, provider_customer, customer, customer_reference', []);
  runs += 1;
  return {
    model: {
      customerIds: new Map(),
      successes: [],
      requestsByKey: new Map(),
      createdByKey: new Map(),
      created: new Set(),
    },
    real: { run: `run-${runs}-${newId().slice(-6)}`, processes: [], dead: [] },
    before: new Map(providers.map((provider) => [provider, idsAt(provider).length])),
  };
}

/** Faults that hide an answer or delay it, or that refuse and create nothing. */
const creationFaults = (refusal: (status: number) => Fault): readonly Fault[] => [
  { kind: 'reset', recorded: true },
  { kind: 'reset', recorded: false },
  { kind: 'hang', recorded: true },
  { kind: 'hang' },
  { kind: 'latency', ms: 30 },
  { kind: 'truncated' },
  { kind: 'slow-body', ms: 1_000 },
  { kind: 'malformed-json' },
  { kind: 'no-id' },
  { kind: 'wrong-type' },
  { kind: 'wrong-type', as: 'number' },
  { kind: 'empty', status: 200, recorded: true },
  { kind: 'html', status: 502, recorded: true },
  { kind: 'html', status: 502 },
  { kind: 'html', status: 403 },
  { kind: 'status', status: 500, recorded: true },
  ...[401, 409, 429, 500, 503].map(refusal),
];

const lookupFaults = (refusal: (status: number) => Fault): readonly Fault[] => [
  { kind: 'reset', recorded: false },
  { kind: 'hang' },
  { kind: 'truncated' },
  { kind: 'malformed-json' },
  { kind: 'no-id' },
  { kind: 'wrong-type' },
  { kind: 'empty', status: 200 },
  { kind: 'html', status: 404 },
  ...[401, 429, 500].map(refusal),
];
function troubleAt(provider: string): fc.Arbitrary<Trouble> {
  const lookup = lookupAt(provider)?.operationId;
  const refusal = (status: number): Fault => ({ kind: 'status', status, body: errorBody(provider, 'No.') });
  const trouble = (operationId: string, faults: readonly Fault[], most: number): fc.Arbitrary<Trouble> =>
    fc.record({
      provider: fc.constant(provider),
      operationId: fc.constant(operationId),
      times: fc.integer({ min: 1, max: most }),
      fault: fc.constantFrom(...faults),
    });
  // A provider without a look-up replays its first answer. It never refuses data that it accepted before.
  if (!lookup) return trouble('createCustomer', creationFaults(refusal), 3);
  return fc.oneof(
    { weight: 2, arbitrary: trouble('createCustomer', [...creationFaults(refusal), refusal(400), refusal(422)], 3) },
    // At most six: enough for both look-ups at Stax with two retries each.
    { weight: 1, arbitrary: trouble(lookup, lookupFaults(refusal), 6) },
  );
}

const fate: fc.Arbitrary<Fate> = fc.record({
  delays: fc.array(fc.nat(4), { maxLength: 8 }),
  diesAt: fc.option(fc.integer({ min: 1, max: 25 }), { nil: undefined, freq: 2 }),
});
const fates = fc.array(fate, { maxLength: replicas });
const replica = fc.nat(replicas - 1);

/** Commands for a few providers only, so that much happens to the same customers. */
function commandsAt(some: readonly string[]) {
  const provider = fc.constantFrom(...some);
  const troubles = fc.array(provider.chain(troubleAt), { maxLength: 4 });
  const request: fc.Arbitrary<Request> = fc.record({
    provider,
    person: fc.constantFrom(...people),
    by: fc.constantFrom('reference', 'reference', 'customerId', 'nothing'),
    key: fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined, freq: 1 }),
  });
  const act = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('create' as const), request }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'recover' as const }) },
  );
  const placed = fc.tuple(act, replica).map(([what, at]) => ({ ...what, replica: at }));
  const batch = fc
    .tuple(fc.array(placed, { minLength: 1, maxLength: 6 }), troubles, fates)
    .map((parts) => new Batch(...parts));
  return fc.commands(
    [
      batch,
      batch,
      fc.tuple(troubles, fates).map((parts) => new TakeOver(...parts)),
      fc.boolean().map((retry) => new Review(retry)),
    ],
    { size: 'max', maxCommands: 10 },
  );
}
const commands = fc.subarray(providers, { minLength: 1, maxLength: 2 }).chain(commandsAt);

/** With `FC_RUNS` exactly that many runs; otherwise up to 100, as many as fit into 20 seconds. */
const { FC_RUNS, FC_SEED } = process.env;
const limits = FC_RUNS ? { numRuns: Number(FC_RUNS) } : { numRuns: 100, interruptAfterTimeLimit: 20_000 };

test('whatever happens, no customer is created twice and none is lost', { timeout: 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const { model, real, before } = await setUp();
      try {
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await calmDown(real);
        await checkEnd(model, before);
      } finally {
        await Promise.all([...real.processes, ...real.dead].map((each) => each.close()));
      }
    }),
    { ...limits, ...(FC_SEED && { seed: Number(FC_SEED) }) },
  );
});

/** Ends all processes, and has new ones recover everything without faults. */
async function calmDown(real: Real): Promise<void> {
  for (const process of real.processes) process.die();
  // Calls of dead processes may still change the database, so wait for them before anything is checked.
  await Promise.all([...real.processes, ...real.dead].map((process) => process.aftermath()));
  prepare(real, [], []);
  await recoverAll(world, (real.processes[0] as MortalProcess).recovery);
}
