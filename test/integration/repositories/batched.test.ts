import pg from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CreationStore } from '../../../src/domain/creation-store.js';
import type { ProviderCustomer } from '../../../src/domain/customer.js';
import type { CustomerStore } from '../../../src/domain/customer-store.js';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { createCustomerRepository } from '../../../src/repositories/customer-repository.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { ada, answered, newCreation, operator, success } from './fixtures.js';

let database: TestDatabase;
let creations: CreationStore;
let customerStore: CustomerStore;
/** The statements that were run, by name, with how many rows each had. */
let ran: { readonly name: string; readonly rows: number }[];

beforeAll(async () => {
  database = await openTestDatabase();
  const watched = Object.defineProperties({} as TestDatabase, {
    ...Object.getOwnPropertyDescriptors(database),
    sql: {
      value: (text: string, args: readonly unknown[]) => {
        const name = /^-- (\S+)/.exec(text)?.[1] ?? '';
        ran.push({ name, rows: Array.isArray(args[0]) ? args[0].length : 1 });
        return database.sql(text, args);
      },
    },
  });
  creations = createCreationRepository(watched);
  customerStore = createCustomerRepository(watched);
});
afterAll(() => database.close());
beforeEach(async () => {
  ran = [];
  await database.sql(
    'TRUNCATE customer_creation, idempotency_key, provider_customer, customer, customer_reference',
    [],
  );
});

const beginAll = (all: readonly ReturnType<typeof newCreation>[]) =>
  Promise.all(all.map((one) => creations.begin(one)));
const rowsIn = (name: string) => ran.filter((statement) => statement.name === name).map(({ rows }) => rows);
const customers = async (ids: readonly string[]) => customerStore.findByIds(ids);

it('begins and settles many at once in few statements, each with its own result', async () => {
  const all = Array.from({ length: 60 }, (_, n) =>
    newCreation({ idempotencyKey: `k-${n}`, reference: `r-${n}`, profile: { ...ada, firstName: `Ada ${n}` } }),
  );
  const begun = await beginAll(all);
  expect(begun.map((outcome) => outcome.kind === 'begun' && outcome.customerId)).toEqual(
    all.map(({ customerId }) => customerId),
  );
  expect(rowsIn('creation.begin')).toEqual([1, 59]);

  const settled = await Promise.all(all.map(({ id }, n) => creations.succeed(id, success(`ext-${n}`), answered)));
  expect(rowsIn('creation.succeed')).toEqual([1, 59]);
  expect(settled.map((outcome) => outcome.kind === 'settled' && outcome.customer.profile.firstName)).toEqual(
    all.map((_, n) => `Ada ${n}`),
  );
  expect(settled.map((outcome) => outcome.kind === 'settled' && outcome.providerCustomer.externalId)).toEqual(
    all.map((_, n) => `ext-${n}`),
  );
  for (const [n, { id, customerId }] of all.entries()) {
    expect(await creations.find(id)).toMatchObject({ state: 'SUCCEEDED', customerId, externalId: `ext-${n}` });
  }
});

it('begins those with one key, reference or customer as if one after the other', async () => {
  const [key, reference, customerId] = ['k', 'r', newId()];
  const others = Array.from({ length: 10 }, (_, n) => newCreation({ idempotencyKey: `other-${n}` }));
  const [first, ...rest] = await beginAll([
    newCreation({ idempotencyKey: 'first' }),
    newCreation({ idempotencyKey: key }),
    newCreation({ idempotencyKey: key }),
    newCreation({ reference }),
    newCreation({ reference, provider: 'XPAY' }),
    newCreation({ reference }),
    newCreation({ customerId }),
    newCreation({ customerId, provider: 'SOAP' }),
    newCreation({ customerId }),
    ...others,
  ]);
  expect(first?.kind).toBe('begun');
  const kinds = rest.map(({ kind }) => kind);
  expect(kinds.slice(0, 8)).toEqual([
    ...['begun', 'conflict'],
    ...['begun', 'begun', 'conflict'],
    ...['begun', 'begun', 'conflict'],
  ]);
  expect(new Set(kinds.slice(8))).toEqual(new Set(['begun']));
  const [one, two] = [rest[2], rest[3]].map((outcome) => outcome?.kind === 'begun' && outcome.customerId);
  expect(one).toBe(two);
  // The creation that did not begin has released its claim.
  expect(await database.sql('SELECT reference, holders FROM customer_reference', [])).toEqual([
    { reference, holders: 2 },
  ]);
});

it('settles the neighbours of one whose record is linked already', async () => {
  const linked = newCreation();
  await creations.begin(linked);
  await creations.succeed(linked.id, success('ext-linked'), answered);
  const all = Array.from({ length: 8 }, () => newCreation());
  await beginAll(all);
  ran = [];
  const settled = await Promise.all(
    all.map(({ id }, n) => creations.succeed(id, success(n === 4 ? 'ext-linked' : `ext-${n}`), answered)),
  );
  expect(settled.map(({ kind }) => kind)).toEqual(all.map((_, n) => (n === 4 ? 'taken' : 'settled')));
  // Together in vain, and then each alone.
  expect(rowsIn('creation.succeed')).toEqual([1, 7, ...Array(7).fill(1)]);
  expect(await creations.find(all[4]?.id ?? '')).toMatchObject({ state: 'IN_FLIGHT' });
});

it('merges all that several creations of one customer bring, at several providers', async () => {
  const customerId = newId();
  const providers = ['STAX', 'XPAY', 'SOAP', 'JUSPAY', 'VAULTERA'];
  const all = providers.map((provider, n) =>
    newCreation({ customerId, provider, profile: { metadata: [{ key: `from-${n}`, value: provider }] } }),
  );
  await beginAll(all);
  const settled = await Promise.all(all.map(({ id }, n) => creations.succeed(id, success(`ext-${n}`), answered)));
  expect(settled.map(({ kind }) => kind)).toEqual(Array(5).fill('settled'));
  const [customer] = await customers([customerId]);
  expect(customer?.profile.metadata?.map(({ key }) => key).sort()).toEqual(all.map((_, n) => `from-${n}`));
});

it('settles one creation for one of two who say so, and tells the other', async () => {
  const all = [newCreation(), newCreation()];
  await beginAll(all);
  const [first = '', second = ''] = all.map(({ id }) => id);
  const settled = await Promise.all(
    [first, second, second].map((id, n) => creations.succeed(id, success(`ext-${n}`), answered)),
  );
  expect(settled.map(({ kind }) => kind)).toEqual(['settled', 'settled', 'already-settled']);
  expect(await creations.find(second)).toMatchObject({ externalId: 'ext-1' });
});

it('tells of each that was settled before', async () => {
  const all = Array.from({ length: 4 }, () => newCreation());
  await beginAll(all);
  await Promise.all(all.map(({ id }, n) => creations.succeed(id, success(`ext-${n}`), answered)));
  const again = await Promise.all(all.map(({ id }, n) => creations.succeed(id, success(`ext-${n}`), answered)));
  expect(again.map(({ kind }) => kind)).toEqual(Array(4).fill('already-settled'));
});

/** Creates and links a customer for each profile. */
async function linkedCustomers(profiles: readonly (typeof ada)[]) {
  const all = profiles.map((profile) => newCreation({ profile }));
  await beginAll(all);
  const settled = await Promise.all(all.map(({ id }, n) => creations.succeed(id, success(`linked-${n}`), answered)));
  return settled.map((outcome) => {
    if (outcome.kind !== 'settled') throw new Error(outcome.kind);
    return outcome;
  });
}

it('finds for each caller the customers that it means, in one statement for many', async () => {
  const references = Array.from({ length: 10 }, (_, n) => `r-${n}`);
  const known = await linkedCustomers(references.map((reference) => ({ ...ada, reference })));
  const [{ customer: first } = { customer: undefined }] = known;
  ran = [];
  const at = { provider: 'STAX', account: 'default', mode: 'EMULATED' } as const;
  const found = await Promise.all([
    ...references.map((reference) => customerStore.findTarget({ ...at, reference })),
    customerStore.findTarget({ ...at, reference: 'nobody' }),
    customerStore.findTarget({ ...at, customerId: first?.id, reference: 'r-1' }),
    customerStore.findTarget({ ...at, customerId: first?.id, provider: 'XPAY' }),
    customerStore.findTarget({ ...at, reference: 'r-0', mode: 'LIVE' }),
    customerStore.findTarget({ ...at, customerId: first?.id.toUpperCase() }),
  ]);
  expect(rowsIn('customer.target')).toEqual([1, 14]);
  const read = found.map(({ byId, byReference, link }) => [byId?.id, byReference?.id, link?.externalId]);
  expect(read).toEqual([
    ...known.map(({ customer, providerCustomer }) => [undefined, customer.id, providerCustomer.externalId]),
    [undefined, undefined, undefined],
    [first?.id, known[1]?.customer.id, 'linked-0'],
    [first?.id, undefined, undefined],
    [undefined, first?.id, undefined],
    [first?.id, undefined, 'linked-0'],
  ]);
});

it('settles many failures in few statements, each by its own right', async () => {
  const all = Array.from({ length: 8 }, (_, n) => newCreation({ idempotencyKey: `k-${n}`, reference: `r-${n}` }));
  const begun = await beginAll(all);
  const leases = begun.map((outcome) => (outcome.kind === 'begun' ? outcome.leaseUntil : new Date(0)));
  const failure = (n: number) => ({ kind: 'unavailable', reason: `refused ${n}` }) as const;
  ran = [];
  const failed = await Promise.all(
    all.map(({ id }, n) => {
      const holder = { kind: 'lease-holder', leaseUntil: n === 3 ? new Date(0) : (leases[n] as Date) } as const;
      const keys = { releaseKey: n % 2 === 0, keepProviderKey: n === 4 };
      return creations.fail(id, failure(n), keys, n === 5 ? operator : holder);
    }),
  );
  expect(rowsIn('creation.fail')).toEqual([1, 7]);
  // The fourth no longer has its lease, and an operator settles only what needs a review.
  expect(failed).toEqual([true, true, true, false, true, false, true, true]);
  for (const [n, { id }] of all.entries()) {
    const kept = n % 2 === 0 && failed[n] ? undefined : `k-${n}`;
    const state = failed[n] ? { state: 'FAILED', failure: failure(n) } : { state: 'IN_FLIGHT' };
    expect(await creations.find(id)).toMatchObject({ ...state, idempotencyKey: kept });
  }
  // Those that failed have released their references.
  const held = await database.sql<{ reference: string }>('SELECT reference FROM customer_reference ORDER BY 1', []);
  expect(held.map(({ reference }) => reference)).toEqual(['r-3', 'r-5']);
});

it('keeps many keys of linked customers in few statements, and each key once', async () => {
  const known = await linkedCustomers(Array.from({ length: 6 }, () => ada));
  await creations.claimKey('several', ['EMULATED'], 'f');
  const request = (n: number, idempotencyKey: string) => ({
    id: newId(),
    idempotencyKey,
    together: false,
    fingerprint: `f-${n}`,
    notSent: [['phone']],
    differences: [['firstName']],
    link: known[n % known.length]?.providerCustomer as ProviderCustomer,
  });
  ran = [];
  const requests = ['a', 'b', 'c', 'several', 'd', 'c', 'e', 'f'].map((key, n) => request(n, key));
  const kept = await Promise.all(requests.map((one) => creations.keepKey(one)));
  // The second `c` waits for the first.
  expect(rowsIn('creation.keepKey').slice(0, 2)).toEqual([1, 6]);
  expect(kept.map((earlier) => (typeof earlier === 'object' ? earlier.fingerprint : earlier))).toEqual([
    ...[undefined, undefined, undefined],
    'key-taken',
    ...[undefined, 'f-2', undefined, undefined],
  ]);
  expect(await creations.find(requests[1]?.id ?? '')).toMatchObject({
    state: 'SUCCEEDED',
    created: false,
    externalId: 'linked-1',
    notSent: [['phone']],
    differences: [['firstName']],
  });
});

it('does not hold up others while one waits for a lock', async ({ skip }) => {
  if (database.url === undefined) return skip('The embedded database has a single session.');
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    await creations.begin(newCreation({ reference: 'locked' }));
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM customer_reference WHERE reference = 'locked' FOR UPDATE`);
    let waits = true;
    const locked = creations.begin(newCreation({ reference: 'locked', provider: 'XPAY' })).finally(() => {
      waits = false;
    });
    const others = await beginAll(Array.from({ length: 20 }, () => newCreation()));
    expect(new Set(others.map(({ kind }) => kind))).toEqual(new Set(['begun']));
    expect(waits).toBe(true);
    await holder.query('ROLLBACK');
    expect((await locked).kind).toBe('begun');
  } finally {
    await holder.end();
  }
});

it.each(['NULL', 'null', '', ' ', '{}', '{"a",NULL}', 'a,b', '"', '\\', '\\"', "'", '\n\t', '🙂é', '$1'])(
  'stores the text %j as it is, alone and among others',
  async (text) => {
    const odd = () =>
      newCreation({
        idempotencyKey: `${text}|${newId()}`,
        profile: { firstName: text, lastName: 'Odd', description: text },
      });
    const all = [odd(), odd(), odd()];
    expect((await beginAll(all)).map(({ kind }) => kind)).toEqual(['begun', 'begun', 'begun']);
    for (const { id, idempotencyKey, input } of all) {
      expect(await creations.find(id)).toMatchObject({ idempotencyKey, input: { profile: input.profile } });
    }
    const details = { text, [text]: [text, null, 1.5] };
    const settled = await Promise.all(
      all.map(({ id }, n) => creations.succeed(id, { ...success(`${text}${n}`), details }, answered)),
    );
    for (const [n, outcome] of settled.entries()) {
      if (outcome.kind !== 'settled') throw new Error(outcome.kind);
      expect(outcome.providerCustomer.externalId).toBe(`${text}${n}`);
      expect(outcome.customer.profile).toMatchObject({ firstName: text, description: text });
    }
    expect(await database.sql('SELECT DISTINCT details FROM provider_customer', [])).toEqual([{ details }]);
  },
);

it('passes an id that is just NULL, and no id, on as what they are', async () => {
  const [named, unnamed] = [newCreation({ merchantReference: 'NULL', keyBase: 'NULL' }), newCreation()];
  await beginAll([named, unnamed]);
  expect(await creations.find(named.id)).toMatchObject({ merchantReference: 'NULL', keyBase: 'NULL' });
  expect((await creations.find(unnamed.id))?.merchantReference).toBeUndefined();
});
