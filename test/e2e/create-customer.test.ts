import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import {
  CreateCustomerAtProvidersDocument,
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
  CustomerCreationDocument,
  LinksOfCustomerDocument,
  type Provider,
  ReadCustomerDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

const full = {
  firstName: 'Asha',
  lastName: 'Rao',
  email: 'asha.rao@example.com',
  phone: '(202) 555-0143',
  phoneCountry: 'US',
  company: 'Rao Ltd',
  dateOfBirth: '1990-02-28',
  address: {
    line1: '1 Main St',
    line3: 'Door 2',
    city: 'Springfield',
    state: 'IL',
    postalCode: '62701',
    country: 'us',
  },
  metadata: [{ key: 'tier', value: 'gold' }],
};

let running: RunningApp;
type Result = CreateCustomerMutation['createCustomer'];
type Success = Extract<Result, { __typename: 'CreateCustomerSuccess' }>;

/** Sends any input: wrong ones are what much of this is about. */
const create = async (input: object, provider: string, headers?: Record<string, string>): Promise<Result> => {
  const variables = { input, provider } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables, headers);
  expect(errors).toBeUndefined();
  return data?.createCustomer as Result;
};
/** Creates, and expects it to end like this. */
const end = async <Name extends Result['__typename']>(name: Name, input: object, provider: string) => {
  const result = await create(input, provider);
  expect(result.__typename).toBe(name);
  return result as Extract<Result, { __typename: Name }>;
};
/** Creates, and expects that to work. */
const succeed = async (input: object, provider: string, headers?: Record<string, string>): Promise<Success> => {
  const result = await create(input, provider, headers);
  expect(result.__typename).toBe('CreateCustomerSuccess');
  return result as Success;
};
const providers = providerDefinitions.map(({ name }) => name as Provider);
const customersAt = (provider: string) => running.app.emulator?.customerStore(provider).customers() ?? [];

beforeAll(async () => {
  // Accounts for answers that tell them to wait: they are left alone for that time.
  running = await startApp({ EMULATOR: 'all', STAX__WAITING__API_KEY: 'key', VAULTERA__WAITING__API_KEY: 'key' });
});
afterAll(() => running.stop());

describe.each(providers)('%s', (provider) => {
  const reference = `ref-${provider}-0001`;
  const input = { ...full, reference, email: `${provider.toLowerCase()}@example.com` };

  test('creates the customer, links it, and reads it back, also after a restart', async () => {
    const before = customersAt(provider).length;
    const result = await succeed(input, provider);
    expect(result).toMatchObject({
      created: true,
      customer: {
        reference,
        firstName: 'Asha',
        phone: '+12025550143',
        dateOfBirth: '1990-02-28',
        metadata: full.metadata,
      },
      providerCustomer: { provider, account: 'default', customer: { id: result.customer.id } },
    });
    expect(customersAt(provider)).toHaveLength(before + 1);

    running = await running.restart();
    const { externalId } = result.providerCustomer;
    const { data } = await running.query(ReadCustomerDocument, {
      id: result.customer.id,
      reference,
      provider,
      externalId,
    });
    const expected = {
      id: result.customer.id,
      email: input.email,
      address: { country: 'US', line3: 'Door 2' },
      providerCustomers: [{ provider, externalId }],
    };
    expect(data).toEqual({
      customer: expected,
      customerByReference: expected,
      providerCustomer: { customer: expected },
    });
    expect(customersAt(provider)).toHaveLength(before + 1);
  });

  test('a customer that is linked already comes back without a call', async () => {
    const before = running.app.emulator?.requests(provider).length;
    const again = await succeed({ reference, company: 'Another Ltd' }, provider);
    expect(again).toMatchObject({
      __typename: 'CreateCustomerSuccess',
      created: false,
      notSent: [],
      differences: [['company']],
    });
    expect(again.customer.company).toBe('Rao Ltd');
    expect(running.app.emulator?.requests(provider).length).toBe(before);
  });

  test('refuses what the provider could not take, before anything is sent', async () => {
    const before = running.app.emulator?.requests(provider).length;
    const result = await end(
      'InvalidCustomerInputError',
      { phone: '5550143', email: 'nobody', dateOfBirth: '1990-02-30' },
      provider,
    );
    expect(result).toMatchObject({ __typename: 'InvalidCustomerInputError', provider, retryable: false });
    const paths = result.violations.map(({ path }: { path: string[] }) => path.join('.'));
    expect(paths).toEqual(expect.arrayContaining(['phone', 'email', 'dateOfBirth']));
    expect(new Set(paths).size).toBe(paths.length);
    expect(running.app.emulator?.requests(provider).length).toBe(before);
  });
});

test('one customer at every provider: the stored profile fills what the input leaves out', async () => {
  const reference = 'everywhere-0001';
  const first = await succeed({ ...full, reference, email: 'everywhere@example.com' }, 'VAULTERA');
  for (const provider of providers.filter((name) => name !== 'VAULTERA' && name !== 'JUSPAY')) {
    const result = await create({ customerId: first.customer.id }, provider);
    expect(result).toMatchObject({
      __typename: 'CreateCustomerSuccess',
      created: true,
      customer: { id: first.customer.id },
    });
  }
  const last = await succeed({ reference, company: 'New Ltd' }, 'JUSPAY');
  expect(last.customer).toMatchObject({ id: first.customer.id, company: 'New Ltd', firstName: 'Asha' });
  expect(last.notSent).toContainEqual(['company']);
  const { data } = await running.query(LinksOfCustomerDocument, {
    id: first.customer.id,
  });
  expect(data?.customer?.providerCustomers).toHaveLength(providers.length);
});

describe('at several providers side by side', () => {
  const createAt = async (input: object) => {
    const { data } = await running.query(CreateCustomerAtProvidersDocument, {
      input,
      providers: [...providers, 'XPAY'],
    });
    return data?.createCustomerAtProviders ?? [];
  };

  test.each([
    ['without a reference', { ...full, email: 'side@example.com', idempotencyKey: 'side-by-side' }],
    ['with one', { ...full, email: 'sideref@example.com', reference: 'side-by-side' }],
  ])('%s: one customer, one result for each, and a repeat creates nothing', async (_, input) => {
    const results = await createAt(input);
    const ids = results.map((result) => {
      expect(result).toMatchObject({ __typename: 'CreateCustomerSuccess', created: true });
      return result?.__typename === 'CreateCustomerSuccess' && result.customer.id;
    });
    expect(ids).toHaveLength(providers.length);
    expect(new Set(ids).size).toBe(1);
    const again = await createAt(input);
    expect(again).toMatchObject(
      providers.map((provider) => ({ created: false, customer: { id: ids[0] }, providerCustomer: { provider } })),
    );
  });

  test('one that fails does not stop the others', async () => {
    running.app.emulator?.faults.inject('STAX', { fault: { kind: 'answer', name: 'unauthorized' } });
    const results = await createAt({ ...full, email: 'partly@example.com' });
    expect(results.map((result) => result?.__typename)).toEqual(
      providers.map((name) => (name === 'STAX' ? 'ProviderAuthenticationError' : 'CreateCustomerSuccess')),
    );
  });

  test('a database that fails for one does not hide what came of the others', async () => {
    const { sql } = running.app.database;
    await sql("ALTER TABLE customer_creation ADD CONSTRAINT broken CHECK (provider <> 'STAX') NOT VALID", []);
    const input = { ...full, email: 'unrecorded@example.com', idempotencyKey: 'unrecorded' };
    const { data, errors } = await running
      .query(CreateCustomerAtProvidersDocument, { input, providers })
      .finally(() => sql('ALTER TABLE customer_creation DROP CONSTRAINT broken', []));
    expect(errors).toMatchObject([
      { message: 'Internal server error', path: ['createCustomerAtProviders', providers.indexOf('STAX')] },
    ]);
    expect(data?.createCustomerAtProviders.map((result) => result?.__typename)).toEqual(
      providers.map((name) => (name === 'STAX' ? undefined : 'CreateCustomerSuccess')),
    );
    expect(await createAt(input)).toMatchObject(
      providers.map((provider) => ({ created: provider === 'STAX', providerCustomer: { provider } })),
    );
  });
});

test('Juspay gives a client token when asked for one, and does not store it', async () => {
  const input = {
    ...full,
    reference: 'token-0001',
    email: 'token@example.com',
    requestClientToken: true,
    idempotencyKey: 'token-1',
  };
  const first = await succeed(input, 'JUSPAY');
  expect(first.clientToken?.token).toMatch(/^tkn_/);
  expect(Date.parse(first.clientToken?.expiresAt ?? '')).toBeGreaterThan(Date.now());
  const rows = JSON.stringify(await running.app.database.sql('SELECT * FROM customer_creation', []));
  expect(rows).not.toContain(first.clientToken?.token as string);
});

describe('errors', () => {
  test('a conflict at the provider names the customer that is in the way', async () => {
    const first = await succeed({ ...full, email: 'taken@example.com' }, 'SOAP');
    const second = await create({ ...full, email: 'Taken@example.com' }, 'SOAP');
    expect(second).toMatchObject({
      __typename: 'CustomerAlreadyExistsError',
      providerMessage: 'Email has already been taken',
      httpStatus: 422,
      existing: { externalId: first.providerCustomer.externalId, customer: { id: first.customer.id } },
    });
  });

  test('unknown customers, accounts and references in conflict', async () => {
    const customerId = '018f0000-0000-7000-8000-000000000000';
    expect(await create({ ...full, customerId }, 'STAX')).toMatchObject({
      __typename: 'CustomerNotFoundError',
      customerId,
    });
    expect(await create({ ...full, account: 'eu' }, 'STAX')).toMatchObject({
      __typename: 'ProviderNotConfiguredError',
      account: 'eu',
    });
    expect(await create({ ...full, account: 'x'.repeat(10_240) }, 'STAX')).toMatchObject({
      __typename: 'ProviderNotConfiguredError',
      account: `${'x'.repeat(64)}…`,
    });
    const a = await succeed({ ...full, reference: 'conflict-a' }, 'STAX');
    await create({ ...full, reference: 'conflict-b' }, 'STAX');
    const result = await end(
      'InvalidCustomerInputError',
      { customerId: a.customer.id, reference: 'conflict-b' },
      'VAULTERA',
    );
    expect(result.violations).toMatchObject([{ path: ['reference'], code: 'CONFLICT' }]);
    const linked = { customerId: a.customer.id, reference: 'conflict-c' };
    expect((await end('InvalidCustomerInputError', linked, 'STAX')).violations).toMatchObject(
      result.violations.map(({ path, code }) => ({ path, code })),
    );
  });

  test.each([
    ['unauthorized', 'ProviderAuthenticationError', 401, 'default'],
    ['rate_limited', 'ProviderRateLimitError', 429, 'waiting'],
    ['invalid_fields', 'ProviderValidationError', 422, 'default'],
  ])('the provider answers %s: %s', async (name, typename, httpStatus, account) => {
    running.app.emulator?.faults.inject('STAX', { fault: { kind: 'answer', name } });
    expect(await create({ ...full, account }, 'STAX')).toMatchObject({ __typename: typename, httpStatus });
  });

  test('a time to come back beyond all measure is still one that GraphQL can say', async () => {
    const headers = { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' };
    running.app.emulator?.faults.inject('VAULTERA', { fault: { kind: 'status', status: 429, headers } });
    const input = { ...full, account: 'waiting' };
    expect((await end('ProviderRateLimitError', input, 'VAULTERA')).retryAfterSeconds).toBe(2 ** 31 - 1);
  });

  test('an unknown outcome names the creation that tells how it ends', async () => {
    running.app.emulator?.faults.inject('STAX', {
      operationId: 'createCustomer',
      fault: { kind: 'reset', recorded: true },
    });
    const result = await end('ProviderOutcomeUnknownError', { ...full, reference: 'unknown-0001' }, 'STAX');
    expect(result).toMatchObject({
      __typename: 'ProviderOutcomeUnknownError',
      creation: { status: 'UNKNOWN' },
      retryable: false,
    });
    const { data } = await running.query(CustomerCreationDocument, {
      id: result.creation.id,
    });
    expect(data?.customerCreation).toMatchObject({ provider: 'STAX', attempts: 1 });
  });
});

describe('idempotency keys', () => {
  test('the same key and request replays, from the input or the header; another request is refused', async () => {
    const input = { ...full, email: 'idempotent@example.com' };
    const first = await succeed(input, 'XPAY', { 'idempotency-key': 'key-1' });
    const again = await create({ ...input, idempotencyKey: 'key-1' }, 'XPAY');
    expect(again).toMatchObject({ created: false, customer: { id: first.customer.id } });
    expect(await create({ ...input, firstName: 'Usha', idempotencyKey: 'key-1' }, 'XPAY')).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
    });
    expect(await create({ ...input, idempotencyKey: 'key-1' }, 'STAX')).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
    });
  });

  test('an empty key is none, and leaves the word to the header', async () => {
    const before = customersAt('STAX').length;
    const input = { ...full, email: 'empty-key@example.com', idempotencyKey: ' ' };
    const headers = { 'idempotency-key': 'not-empty' };
    const results = [await succeed(input, 'STAX', headers), await succeed(input, 'STAX', headers)];
    expect(results.map(({ created }) => created)).toEqual([true, false]);
    expect(customersAt('STAX')).toHaveLength(before + 1);
  });

  test('a key that a gateway has joined from two equal header lines is that key, and one with a comma stays', async () => {
    const input = { ...full, email: 'joined-key@example.com' };
    const keys = ['joined', 'joined, joined', 'joined,joined , joined', 'joined, other', 'joined, other'];
    const created: boolean[] = [];
    for (const key of keys) created.push((await succeed(input, 'XPAY', { 'idempotency-key': key })).created);
    expect(created).toEqual([true, false, false, true, false]);
  });

  test('fifty at once make one provider customer', async () => {
    const before = customersAt('STAX').length;
    const input = { ...full, email: 'fifty@example.com', idempotencyKey: 'fifty' };
    const results = await Promise.all(Array.from({ length: 50 }, () => succeed(input, 'STAX')));
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ customer }) => customer.id)).size).toBe(1);
    expect(customersAt('STAX')).toHaveLength(before + 1);
  });

  test('without a key, creations of one reference at once make one provider customer', async () => {
    const before = customersAt('STAX').length;
    const results = await Promise.all(
      Array.from({ length: 10 }, () => succeed({ ...full, reference: 'at-once' }, 'STAX')),
    );
    expect(new Set(results.map(({ customer }) => customer.id)).size).toBe(1);
    expect(customersAt('STAX')).toHaveLength(before + 1);
  });
});

describe('bad input never does harm', () => {
  const long = 'x'.repeat(10_000);
  test.each<[string, object]>([
    ['nothing at all', {}],
    [
      'empty strings',
      { firstName: '', lastName: ' ', email: '', phone: '', reference: '', account: '', idempotencyKey: '' },
    ],
    [
      '10 kB strings',
      { firstName: long, email: `${long}@example.com`, phone: long, reference: long, description: long },
    ],
    ['emoji and right-to-left names', { ...full, firstName: '🦊👩‍👩‍👧', lastName: 'محمد', reference: 'emoji-0001' }],
    ['control characters', { ...full, firstName: 'a\u0000b', lastName: 'c\u0007' }],
    ['lone surrogates', { ...full, firstName: '\ud800', metadata: [{ key: '\udfff', value: '\ud800' }] }],
    ['an impossible country', { ...full, address: { country: '__proto__' } }],
    ['a bad customer id', { customerId: "' OR 1=1 --" }],
    [
      'prototype keys',
      {
        ...full,
        metadata: [
          { key: '__proto__', value: 'x' },
          { key: 'constructor', value: 'y' },
        ],
      },
    ],
  ])('%s', async (_, input) => {
    for (const provider of providers) {
      const result = await create(input, provider);
      expect(result.__typename).toMatch(
        /^(CreateCustomerSuccess|InvalidCustomerInputError|CustomerAlreadyExistsError)$/,
      );
    }
  });

  test.each<[string, object, string]>([
    ['an unknown provider', { ...full }, 'PAYPAL'],
    ['a wrong type', { ...full, firstName: 5 }, 'STAX'],
    ['an unknown field', { ...full, surname: 'secret-value' }, 'STAX'],
    ['a list for an object', { ...full, address: [1] }, 'STAX'],
  ])('%s is a clear GraphQL error', async (_, input, provider) => {
    const { status, errors } = await running.query(CreateCustomerDocument, { input, provider: provider as Provider });
    expect(status).toBe(200);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).not.toContain('secret-value');
  });

  test('no half-written row is left', async () => {
    const rows = await running.app.database.sql(
      'SELECT id FROM customer c WHERE NOT EXISTS (SELECT FROM provider_customer l WHERE l.customer_id = c.id)',
      [],
    );
    expect(rows).toEqual([]);
  });
});
