import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { Creation } from '../../src/domain/creation.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import type { Fault } from '../../src/emulator/faults.js';
import { makeCreateAtProviders } from '../../src/services/creation/create-at-providers.js';
import type { CreateCustomerOutcome } from '../../src/services/creation/outcome.js';
import type { CreateCustomerInput } from '../../src/services/input/create-customer-input.js';
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
 * Two replicas on one database call all emulated providers: in the test mode, or, for a third process, in the live mode
 * at hosts of its own. In any order, and at the same time, there are creations at one provider or several, their repeats,
 * faults, processes that die at any step, failovers to a database that lacks the newest commits, recoveries, and
 * operators who settle creations in review. Afterwards every customer at a provider must be linked exactly once, or its
 * creation must be in review with a reason. What a failover has forgotten may stay unlinked, but nobody with a reference
 * may have a second record.
 */

/** Short, because recovery waits this long between two look-ups at Stax. */
const timeoutMs = 150;
const replicas = 2;
const providers = providerDefinitions.map(({ name }) => name);

/** The two modes are different worlds: with records, links, keys and processes of their own. */
const modes = ['TEST', 'LIVE'] as const;
type Mode = (typeof modes)[number];
const modeOf = (replica: number): Mode => (replica < replicas ? 'TEST' : 'LIVE');
const hosts = (mode: Mode): Emulator => (mode === 'TEST' ? world.emulator : liveHosts);
const accountsIn = (mode: Mode) =>
  providers.map((provider) => ({
    provider,
    account: 'default',
    timeoutMs,
    mode,
    merchant: mode,
    baseUrl: hosts(mode).baseUrl(provider),
    lookUpFirst: true,
  }));

/** Their names are in the references. A request names a person by reference, by `customerId`, or not (a new customer). */
const people = ['ada', 'bob', 'eve'] as const;
type Person = (typeof people)[number];

interface Request {
  readonly provider: string;
  readonly person: Person;
  readonly by: 'reference' | 'customerId' | 'nothing';
  readonly key?: string | undefined;
  /** At this provider too, in one call. */
  readonly and?: string | undefined;
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
  customerIds: Map<Person, string>;
  successes: Link[];
  /** For each idempotency key and mode the requests sent with it, and the first one that created customers. */
  requestsByKey: Map<string, Set<string>>;
  createdByKey: Map<string, { readonly request: string; readonly externalIds: Map<string, string> }>;
  /**
   * Which mutation each key and mode belongs to, and for several providers which request, from the first answer that only
   * its owner gets.
   */
  ownerByKey: Map<string, string>;
  /** The records that were answered with `created: true`. */
  created: Set<string>;
  /** Whether there was a failover: a record whose creation was forgotten may stay unlinked. */
  hasForgotten: boolean;
}

/** The database, and what its callers knew, at a moment that a failover goes back to. */
interface Backup {
  readonly rows: ReadonlyMap<string, string>;
  readonly model: Pick<
    Model,
    'customerIds' | 'successes' | 'requestsByKey' | 'createdByKey' | 'ownerByKey' | 'created'
  >;
}

interface Real {
  readonly run: string;
  readonly processes: MortalProcess[];
  readonly dead: MortalProcess[];
  backup?: Backup;
}

/** With `FC_RUNS` exactly that many runs; otherwise up to 100, as many as fit into 20 seconds. */
const { FC_RUNS, FC_SEED } = process.env;
/** In milliseconds. A life takes half a second, and several on a busy machine. */
const timeout = 60_000 + Number(FC_RUNS ?? 0) * 5_000;
const limits = FC_RUNS ? { numRuns: Number(FC_RUNS) } : { numRuns: 100, interruptAfterTimeLimit: 20_000 };

let world: World;
let liveHosts: Emulator;
beforeAll(async () => {
  [world, liveHosts] = await Promise.all([openWorld(), startEmulator({ providers: providerDefinitions })]);
});
// What ten thousand lives leave behind took more than a minute to close.
afterAll(async () => {
  await liveHosts.close();
  await world.close();
}, timeout);

class Batch implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly acts: readonly (Act & { readonly replica: number })[],
    private readonly troubles: readonly Trouble[],
    private readonly fates: readonly Fate[],
  ) {}

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    prepare(real, this.troubles, this.fates);
    real.backup = await backUp(model);
    await Promise.all(
      this.acts.map(async (act) => {
        const process = real.processes[act.replica] as MortalProcess;
        if (act.kind === 'create') return create(model, real, process, act.request, modeOf(act.replica));
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

/** The primary dies, and a standby takes over that has nothing of what happened since the last batch began. */
class Failover implements fc.AsyncCommand<Model, Real> {
  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    const { backup } = real;
    if (!backup) return;
    for (const process of real.processes) process.die();
    await Promise.all([...real.processes, ...real.dead].map((process) => process.aftermath()));
    await restore(backup);
    Object.assign(model, copyOf(backup.model));
    model.hasForgotten = true;
    prepare(real, [], []);
    await checkPromises(model);
  }

  toString = () => 'Failover()';
}

const tables = ['customer', 'customer_reference', 'provider_customer', 'customer_creation', 'idempotency_key'];

async function backUp(model: Model): Promise<Backup> {
  const rows = new Map<string, string>();
  for (const table of tables) {
    const [row] = await world.database.sql<{ rows: string }>(
      `SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM ${table} t`,
      [],
    );
    rows.set(table, row?.rows ?? '[]');
  }
  return { rows, model: copyOf(model) };
}

async function restore({ rows }: Backup): Promise<void> {
  await world.database.sql(`TRUNCATE ${tables.join(', ')}`, []);
  for (const [table, stored] of rows) {
    await world.database.sql(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`, [
      stored,
    ]);
  }
}

const copyOf = ({
  customerIds,
  successes,
  requestsByKey,
  createdByKey,
  ownerByKey,
  created,
}: Backup['model']): Backup['model'] =>
  structuredClone({ customerIds, successes, requestsByKey, createdByKey, ownerByKey, created });

/** An operator looks the customers up at the providers, and settles the creations in review. */
class Review implements fc.AsyncCommand<Model, Real> {
  constructor(private readonly retry: boolean) {}

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    prepare(real, [], []);
    const [process] = real.processes as [MortalProcess];
    for (const creation of await creations()) {
      if (creation.state !== 'NEEDS_REVIEW') continue;
      const mode = creation.mode as Mode;
      const [recorded] = recordedFor(hosts(mode), creation);
      const { dependencies } = process;
      const live = real.processes[replicas]?.dependencies ?? dependencies;
      if (recorded) {
        const externalId = externalIdOf(creation.provider, recorded);
        await resolveCreation(dependencies, creation.id, { kind: 'created', externalId });
      } else if (this.retry) await retryCreation(mode === 'LIVE' ? live : dependencies, creation.id);
      else await resolveCreation(dependencies, creation.id, { kind: 'not-created' });
    }
    await checkPromises(model);
  }

  toString = () => `Review(${this.retry ? 'retry' : 'resolve'})`;
}

/** Replaces dead processes, gives every process its next fate, and injects the next faults. */
function prepare({ processes, dead }: Real, troubles: readonly Trouble[], fates: readonly Fate[]): void {
  for (let replica = 0; replica <= replicas; replica += 1) {
    const process = processes[replica];
    if (process && !process.alive) dead.push(process);
    if (!process?.alive) processes[replica] = startMortal(world, accountsIn(modeOf(replica)));
    processes[replica]?.setFate(fates[replica] ?? { delays: [] });
  }
  for (const mode of modes) {
    hosts(mode).faults.clear();
    for (const { provider, ...rule } of troubles) hosts(mode).faults.inject(provider, rule);
  }
}

async function create(
  model: Model,
  { run }: Real,
  process: MortalProcess,
  request: Request,
  mode: Mode,
): Promise<void> {
  const { provider, and, person, by, key } = request;
  const customerId = by === 'customerId' ? model.customerIds.get(person) : undefined;
  const known = by !== 'nothing';
  const whom = customerId ? { customerId } : profileOf(run, person, known ? undefined : (key ?? newId()));
  const input = { ...whom, idempotencyKey: key && `${run}-${key}` };
  const asked = fc.stringify([and ? 'several' : provider, whom]);
  const keyed = key && `${mode} ${key}`;
  // Read before the call: answers to other calls that come meanwhile need not bind this one.
  const created = keyed === undefined ? undefined : model.createdByKey.get(keyed);
  if (keyed) model.requestsByKey.set(keyed, (model.requestsByKey.get(keyed) ?? new Set()).add(asked));
  const outcomes = await process.outlive(() => send(process, input, and ? [provider, and] : [provider], !and));
  for (const outcome of outcomes ?? []) {
    const call = { run, mode, person, known, key: keyed, asked, created };
    checkOutcome(model, call, outcome);
    checkOwner(model, call, outcome);
    if (outcome.kind === 'succeeded') noteSuccess(model, call, outcome);
  }
}

async function send(
  { dependencies, createCustomer }: MortalProcess,
  input: CreateCustomerInput,
  at: readonly string[],
  alone: boolean,
): Promise<CreateCustomerOutcome[]> {
  if (alone) return [await createCustomer(input, at[0] ?? '')];
  const settled = await makeCreateAtProviders(dependencies, createCustomer)(input, at);
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

interface Call {
  readonly run: string;
  readonly mode: Mode;
  readonly person: Person;
  readonly known: boolean;
  /** With the mode, as keys belong to it. */
  readonly key: string | undefined;
  readonly asked: string;
  readonly created: { readonly request: string; readonly externalIds: Map<string, string> } | undefined;
}

function checkOutcome(model: Model, { key = '', asked, created }: Call, outcome: CreateCustomerOutcome): void {
  // All inputs are valid and all accounts configured, so only a provider may refuse.
  expect(['invalid-input', 'not-configured', 'customer-not-found']).not.toContain(outcome.kind);
  if (created?.request === asked) {
    expect(outcome.kind).not.toBe('key-reused');
    if (created.externalIds.has(outcome.provider)) expect(outcome.kind).toBe('succeeded');
  } else if (created) {
    expect(outcome.kind).toBe('key-reused');
  }
  if (outcome.kind === 'key-reused') expect(model.requestsByKey.get(key)?.size).toBeGreaterThan(1);
}

/** However many requests come at once: what only the owner of a key is answered, one of them is and its repeats. */
function checkOwner({ ownerByKey }: Model, { key, asked }: Call, { kind }: CreateCustomerOutcome): void {
  if (!key || (kind !== 'succeeded' && kind !== 'failed')) return;
  // A failure at one provider may free the key for another request there.
  const owner = asked.startsWith('["several"') ? asked : 'one provider';
  expect(ownerByKey.get(key) ?? owner).toBe(owner);
  ownerByKey.set(key, owner);
}

function noteSuccess(
  model: Model,
  { run, mode, person, known, key, asked, created: earlier }: Call,
  { provider, customer, providerCustomer, created }: Extract<CreateCustomerOutcome, { kind: 'succeeded' }>,
): void {
  const { externalId } = providerCustomer;
  expect(providerCustomer).toMatchObject({ provider, account: 'default', mode, customerId: customer.id });
  expect(idsAt(provider, mode, run)).toContain(externalId);
  const before = earlier?.externalIds.get(provider);
  if (before) expect(externalId).toBe(before);
  if (known) {
    expect(customer.id).toBe(model.customerIds.get(person) ?? customer.id);
    model.customerIds.set(person, customer.id);
  }
  model.successes.push({ provider, mode, externalId, customerId: customer.id });
  if (!created) return;
  const record = recordOf(provider, mode, externalId);
  expect(model.created).not.toContain(record);
  model.created.add(record);
  if (!key) return;
  const first = model.createdByKey.get(key) ?? { request: asked, externalIds: new Map<string, string>() };
  if (first.request === asked) first.externalIds.set(provider, externalId);
  model.createdByKey.set(key, first);
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

/** Tells a record from all others, as ids may be the same at two providers. */
const recordOf = (provider: string, mode: Mode, externalId: string) => `${mode} ${provider} ${externalId}`;

/**
 * The records of one life, whose people have addresses of their own. A request of an earlier life, which everybody had given
 * up, may arrive during this one when the machine is busy.
 */
const idsAt = (provider: string, mode: Mode, run: string) =>
  hosts(mode)
    .customerStore(provider)
    .customers()
    .filter((customer) => JSON.stringify(customer).includes(`${run}.`))
    .map((customer) => externalIdOf(provider, customer));

interface Link {
  readonly provider: string;
  readonly mode: Mode;
  readonly externalId: string;
  readonly customerId: string;
}

const links = () =>
  world.database.sql<Link>(
    'SELECT provider, mode, external_id AS "externalId", customer_id AS "customerId" FROM provider_customer',
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
async function checkEnd(model: Model, run: string): Promise<void> {
  await checkPromises(model);
  const [linked, all] = [await links(), await creations()];
  const inReview: string[] = [];
  const remembered = new Set<string>();
  for (const creation of all) {
    const { provider, state, externalId, customerId, reason } = fieldsOf(creation);
    const mode = creation.mode as Mode;
    const recorded = recordedFor(hosts(mode), creation).map((customer) => externalIdOf(provider, customer));
    if (state !== 'FAILED') for (const id of recorded) remembered.add(recordOf(provider, mode, id));
    expect(recorded.length, `${provider} has ${recorded.length} customers of one creation`).toBeLessThanOrEqual(1);
    expect(['SUCCEEDED', 'FAILED', 'NEEDS_REVIEW']).toContain(state);
    if (state === 'SUCCEEDED') {
      expect(recorded).toEqual([externalId]);
      expect(linked).toContainEqual({ provider, mode, externalId, customerId });
    } else if (state === 'NEEDS_REVIEW') {
      expect(reason).toMatch(/\w+ \w+/);
      inReview.push(...recorded);
    }
    expect(creation.duplicateExternalIds).toEqual([]);
    expect(fieldsOf(creation).input === undefined).toBe(state !== 'NEEDS_REVIEW');
  }
  for (const mode of modes)
    for (const provider of providers) {
      const recorded = idsAt(provider, mode, run);
      const ids = linked.filter((l) => l.provider === provider && l.mode === mode).map((l) => l.externalId);
      const unlinked = recorded.filter((id) => !inReview.includes(id) && !ids.includes(id));
      expect(unlinked.filter((id) => !model.hasForgotten || remembered.has(recordOf(provider, mode, id)))).toEqual([]);
      expect(recorded).toEqual(expect.arrayContaining(ids));
      expect(new Set(ids).size).toBe(ids.length);
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

async function setUp(): Promise<{ model: Model; real: Real }> {
  await world.database.sql(
    'TRUNCATE customer_creation, idempotency_key, provider_customer, customer, customer_reference',
    [],
  );
  runs += 1;
  return {
    model: {
      customerIds: new Map(),
      successes: [],
      requestsByKey: new Map(),
      createdByKey: new Map(),
      ownerByKey: new Map(),
      created: new Set(),
      hasForgotten: false,
    },
    real: { run: `run-${runs}-${newId().slice(-6)}`, processes: [], dead: [] },
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
/** The last one is the process in the live mode. */
const replica = fc.nat(replicas);

/** Commands for a few providers only, so that much happens to the same customers. */
function commandsAt(some: readonly string[]) {
  const provider = fc.constantFrom(...some);
  const troubles = fc.array(provider.chain(troubleAt), { maxLength: 4 });
  const request: fc.Arbitrary<Request> = fc.record({
    provider,
    person: fc.constantFrom(...people),
    by: fc.constantFrom('reference', 'reference', 'customerId', 'nothing'),
    key: fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined, freq: 1 }),
    and: fc.option(provider, { nil: undefined, freq: 1 }),
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
      fc.constant(new Failover()),
    ],
    { size: 'max', maxCommands: 10 },
  );
}
const commands = fc.subarray(providers, { minLength: 1, maxLength: 2 }).chain(commandsAt);

test('whatever happens, no customer is created twice and none is lost', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const { model, real } = await setUp();
      try {
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await calmDown(real);
        await checkEnd(model, real.run);
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
  const recovering = [real.processes[0], real.processes[replicas]] as MortalProcess[];
  await recoverAll(world, ...recovering.map(({ recovery }) => recovery));
}
