import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

const count = 400;
const customers = Array.from({ length: count }, (_, i) => ({
  id: newId(),
  reference: `ref-${i}`,
  firstName: `First ${i}`,
  externalId: `ext-${i}`,
}));
type Stored = (typeof customers)[number];

const byId = ({ id }: Pick<Stored, 'id'>) => ({ __typename: 'Customer', id });
const byReference = ({ reference }: Pick<Stored, 'reference'>) => ({ __typename: 'Customer', reference });
const atProvider = ({ externalId }: Pick<Stored, 'externalId'>) => ({
  __typename: 'ProviderCustomer',
  provider: 'STAX',
  account: 'default',
  externalId,
});
const stored = (i: number) => customers[i] as Stored;

let running: RunningApp;

beforeAll(async () => {
  running = await startApp();
  const { sql } = running.app.database;
  const columns = [customers.map(({ id }) => id), customers.map(({ reference }) => reference)];
  await sql(
    `INSERT INTO customer (id, reference, first_name, metadata, updated_at)
     SELECT k.id, k.reference, k.first_name, '[]', now()
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS k (id, reference, first_name)`,
    [...columns, customers.map(({ firstName }) => firstName)],
  );
  await sql(
    `INSERT INTO provider_customer (id, customer_id, provider, account, mode, external_id)
     SELECT k.id, k.customer_id, 'STAX', 'default', 'EMULATED', k.external_id
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS k (id, customer_id, external_id)`,
    [customers.map(() => newId()), columns[0], customers.map(({ externalId }) => externalId)],
  );
});
afterAll(() => running.stop());
afterEach(() => vi.restoreAllMocks());

interface Answer {
  readonly data?: { readonly _entities: readonly unknown[] };
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions?: { readonly code?: string };
  }[];
}

const selection = '... on Customer { id firstName } ... on ProviderCustomer { externalId }';

async function entities(representations: readonly unknown[], select = selection): Promise<Answer> {
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${select} } }`,
      variables: { representations },
    }),
  });
  return (await response.json()) as Answer;
}

/** The texts of the statements that the database is sent meanwhile, other than those of the recovery. */
function statements(): readonly string[] {
  const texts: string[] = [];
  const { database } = running.app;
  const send = database.sql;
  vi.spyOn(database, 'sql').mockImplementation((text, args) => {
    if (!text.includes('customer_creation')) texts.push(text);
    return send(text, args);
  });
  return texts;
}

/** A thousand, of all kinds of keys, of which a few are unknown. */
const thousand = Array.from({ length: 1_000 }, (_, i) => {
  const customer = customers[i % 410] ?? { id: newId(), reference: `no-${i}`, externalId: `no-${i}` };
  return [byId, byReference, atProvider].map((make) => make(customer))[i % 3];
});

describe('1,000 mixed representations', () => {
  test('cost one statement for each kind of key', async () => {
    const sent = statements();
    const { data, errors } = await entities(thousand);
    expect(errors).toBeUndefined();
    expect(sent).toHaveLength(3);
    expect(data?._entities).toHaveLength(1_000);
    data?._entities.forEach((entity, i) => {
      const known = customers[i % 410];
      if (!known) expect(entity).toBeNull();
      else if (i % 3 === 2) expect(entity).toEqual({ externalId: known.externalId });
      else expect(entity).toEqual({ id: known.id, firstName: known.firstName });
    });
  });

  test('with the fields that lead from one to the other, one more for each', async () => {
    const sent = statements();
    const { data, errors } = await entities(
      thousand,
      `... on Customer { id providerCustomers { externalId customer { reference } } }
       ... on ProviderCustomer { externalId customer { id firstName } }`,
    );
    expect(errors).toBeUndefined();
    expect(sent).toHaveLength(5);
    const { id, reference, externalId } = stored(0);
    expect(data?._entities[0]).toEqual({ id, providerCustomers: [{ externalId, customer: { reference } }] });
    expect(data?._entities[2]).toMatchObject({ externalId: 'ext-2', customer: { firstName: 'First 2' } });
  });
});

test('keys that nobody has are null, beside those that somebody has', async () => {
  const unknown = [
    byId({ id: newId() }),
    byReference({ reference: 'nobody' }),
    byReference({ reference: '' }),
    byReference({ reference: '\0' }),
    byReference({ reference: '\ud800' }),
    atProvider({ externalId: 'nobody' }),
    atProvider({ externalId: '\0' }),
    { ...atProvider(stored(1)), account: 'eu' },
    { ...atProvider(stored(1)), provider: 'XPAY' },
  ];
  const { data, errors } = await entities([byReference(stored(0)), ...unknown, atProvider(stored(1))]);
  expect(errors).toBeUndefined();
  expect(data?._entities.slice(1, -1)).toEqual(unknown.map(() => null));
  expect(data?._entities[0]).toMatchObject({ id: stored(0).id });
  expect(data?._entities.at(-1)).toEqual({ externalId: 'ext-1' });
});

test('an id is found in whichever case it is written, and the same key twice is one', async () => {
  const { id } = stored(3);
  const { data } = await entities([byId({ id: id.toUpperCase() }), byId({ id }), byId({ id })]);
  expect(data?._entities).toEqual([1, 2, 3].map(() => ({ id, firstName: 'First 3' })));
});

test('a null key is skipped for the next one, in any order, and alone is nobody', async () => {
  const { id, reference } = stored(4);
  const known = [
    { __typename: 'Customer', id: null, reference },
    { __typename: 'Customer', reference, id: null },
    { __typename: 'Customer', reference: null, id },
    { __typename: 'Customer', reference: `\u200b${reference}` },
    { ...atProvider(stored(4)), name: null },
  ];
  const unknown = [
    { __typename: 'Customer', id: null, reference: null },
    { __typename: 'Customer', id: null },
    { __typename: 'Customer', reference: null },
    { ...atProvider(stored(4)), externalId: null },
    { ...atProvider(stored(4)), account: null },
    { ...atProvider(stored(4)), provider: null },
  ];
  const { data, errors } = await entities([...known, ...unknown]);
  expect(errors).toBeUndefined();
  expect(data?._entities.slice(0, 4)).toEqual([1, 2, 3, 4].map(() => ({ id, firstName: 'First 4' })));
  expect(data?._entities[4]).toEqual({ externalId: 'ext-4' });
  expect(data?._entities.slice(5)).toEqual(unknown.map(() => null));
});

describe('a bad representation fails alone', () => {
  test.each<[string, unknown, string]>([
    ['a bad UUID', { __typename: 'Customer', id: 'secret-value' }, 'id is not a UUID'],
    ['a number for an id', { __typename: 'Customer', id: 5 }, 'id is not a string'],
    ['a list for a reference', { __typename: 'Customer', reference: ['secret-value'] }, 'reference is not a string'],
    ['no key at all', { __typename: 'Customer', email: 'secret-value' }, 'id or reference is missing'],
    [
      'a provider that does not exist',
      { __typename: 'ProviderCustomer', provider: 'secret-value', account: 'default', externalId: 'x' },
      'provider is not a value of the enum Provider',
    ],
    ['no account', { __typename: 'ProviderCustomer', provider: 'STAX', externalId: 'x' }, 'account is missing'],
    [
      'an object for an external id',
      { __typename: 'ProviderCustomer', provider: 'STAX', account: 'default', externalId: { a: 'secret-value' } },
      'externalId is not a string',
    ],
    ['a type that is no entity', { __typename: 'Address', id: '1' }, '__typename is not one of'],
    ['a type that does not exist', { __typename: 'secret-value', id: '1' }, '__typename is not one of'],
    ['a name of JavaScript for a type', { __typename: 'constructor', id: '1' }, '__typename is not one of'],
    ['no type', { id: stored(0).id }, '__typename is not one of'],
    ['a text', 'secret-value', '__typename is not one of'],
    ['a list', [byId(stored(0))], '__typename is not one of'],
  ])('%s', async (_, bad, says) => {
    const { data, errors } = await entities([byId(stored(0)), bad, atProvider(stored(1))]);
    expect(data?._entities).toEqual([{ id: stored(0).id, firstName: 'First 0' }, null, { externalId: 'ext-1' }]);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors?.[0]?.message).toContain(says);
    expect(JSON.stringify(errors)).not.toContain('secret-value');
  });

  test('among a thousand, and those cost no more statements', async () => {
    const sent = statements();
    const { data, errors } = await entities([...thousand.slice(1), { __typename: 'Customer', id: 'bad' }]);
    expect(sent).toHaveLength(3);
    expect(errors?.map(({ path }) => path)).toEqual([['_entities', 999]]);
    expect(data?._entities.filter((entity) => entity !== null).length).toBeGreaterThan(950);
  });
});

test('a database that fails is no bad representation: it is said of each entity, without its words', async () => {
  vi.spyOn(running.app.database, 'sql').mockRejectedValue(new Error('secret-value'));
  const { data, errors } = await entities([byId(stored(0)), { __typename: 'Customer', id: 'bad' }]);
  expect(data?._entities).toEqual([null, null]);
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['INTERNAL_SERVER_ERROR', 'BAD_USER_INPUT']);
  expect(JSON.stringify(errors)).not.toContain('secret-value');
});
