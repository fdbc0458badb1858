import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerDefinitions } from '../../src/datasources/registry.js';
import {
  CreateCustomerDocument,
  type CreateCustomerMutationVariables,
  CustomerCreationsDocument,
  CustomersDocument,
  type CustomersQueryVariables,
  ProvidersDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp({
    // Real and emulated accounts side by side are for the embedded database alone.
    DATABASE_URL: '',
    EMULATOR: 'auto',
    STAX__EU__API_KEY: 'key-eu',
    JUSPAY__SHOP__API_KEY: 'key',
    JUSPAY__SHOP__MERCHANT_ID: 'shop',
    JUSPAY__SHOP__GATEWAYS: 'PAYPAL',
  });
});
afterAll(() => running.stop());

describe('providers', () => {
  const providers = async () => (await running.query(ProvidersDocument, {})).data?.providers ?? [];

  test('lists the registry, and what answers for each account', async () => {
    const found = await providers();
    expect(found.map(({ provider }) => provider)).toEqual(providerDefinitions.map(({ name }) => name));
    expect(found.find(({ provider }) => provider === 'STAX')?.accounts).toEqual([
      { name: 'default', mode: 'EMULATED', otherModes: [], circuit: 'CLOSED', required: [] },
      { name: 'eu', mode: 'TEST', otherModes: [], circuit: 'CLOSED', required: [] },
    ]);
  });

  test.each([
    ['XPAY', 'email', { type: 'TEXT', required: true, format: 'idn-email', maxLength: 255 }],
    ['XPAY', 'firstName', { required: false }],
    ['VAULTERA', 'address.line2', { required: false, maxLength: 50, label: 'Address line 2' }],
    ['SOAP', 'firstName', { required: true, label: 'First name' }],
    ['STAX', 'address.state', { maxLength: 256, hint: expect.stringContaining('two-letter code') }],
    ['JUSPAY', 'reference', { required: false, minLength: 8 }],
    ['JUSPAY', 'requestClientToken', { type: 'BOOLEAN' }],
    [
      'VAULTERA',
      'metadata',
      {
        type: 'KEY_VALUE_LIST',
        hint: 'At most 50 entries, 40 characters in a key, and 500 characters in a value.',
      },
    ],
    ['SOAP', 'phone', { hint: 'Soap accepts only phone numbers with country code +1 and 10 digits.' }],
    ['JUSPAY', 'phone', { hint: expect.stringContaining('with + and country code') }],
    ['JUSPAY', 'reference', { hint: expect.stringContaining('ASCII') }],
    ['VAULTERA', 'email', { format: 'idn-email', hint: expect.stringContaining('Vaultera accepts') }],
    ['JUSPAY', 'email', { format: 'idn-email', hint: expect.stringContaining('Juspay accepts') }],
    ['VAULTERA', 'firstName', { hint: 'At most 255 characters for firstName and lastName together.' }],
    ['STAX', 'metadata', { hint: 'At most 100 entries, 255 characters in a key, and 2000 characters in a value.' }],
    ['JUSPAY', 'providerOptions.juspay.routingId', { maxLength: 2000 }],
    [
      'STAX',
      'providerOptions.stax.customFields',
      { type: 'OBJECT_LIST', hint: expect.stringContaining('in addition to those made from `metadata`') },
    ],
    ['STAX', 'providerOptions.stax.ccEmails', { type: 'TEXT_LIST', required: false }],
    ['STAX', 'providerOptions.stax.allowInvoiceCreditCardPayments', { type: 'BOOLEAN', required: false }],
    ['STAX', 'providerOptions.stax.options', { type: 'KEY_VALUE_LIST', required: false }],
    ['JUSPAY', 'providerOptions.juspay.gateways', { type: 'TEXT_LIST', required: false }],
    ['JUSPAY', 'providerOptions.juspay.routingId', { type: 'TEXT' }],
  ])('%s says of %s what its document says', async (provider, path, expected) => {
    const info = (await providers()).find((one) => one.provider === provider);
    expect(info?.inputs.find((input) => input.path.join('.') === path)).toMatchObject(expected);
  });

  test('what it says is required is what a creation is refused for', async () => {
    const found = await providers();
    for (const { provider, inputs, requiredOneOf, accounts } of found) {
      for (const { name: account, required: more } of accounts) {
        const { data } = await running.query(CreateCustomerDocument, { input: { account }, provider });
        const result = data?.createCustomer;
        const refused = result?.__typename === 'InvalidCustomerInputError' ? result.violations : [];
        const said = [
          ...inputs.filter(({ required }) => required).map(({ path }) => path.join('.')),
          ...requiredOneOf.map(([first]) => first?.join('.')),
          ...more.map((path) => path.join('.')),
        ];
        expect(refused.map(({ path }) => path.join('.')).sort()).toEqual(said.sort());
      }
    }
    const shop = found.flatMap(({ accounts }) => accounts).find(({ name }) => name === 'shop');
    expect(shop?.required).toEqual([['email']]);
  });
});

test('customerCreations lists what a status has, page by page', async () => {
  running.app.emulator?.faults.inject('XPAY', {
    times: 2,
    fault: { kind: 'status', status: 500, body: { errorCode: 'x' } },
  });
  const input = { firstName: 'Asha', email: 'review@example.com', phone: '+12025550143' };
  for (let n = 0; n < 2; n += 1) await running.query(CreateCustomerDocument, { input, provider: 'XPAY' });
  const page = async (after?: string | null) =>
    (await running.query(CustomerCreationsDocument, { first: 1, after, status: 'NEEDS_REVIEW' })).data
      ?.customerCreations;
  const first = await page();
  expect(first?.edges.map(({ node }) => node)).toMatchObject([{ status: 'NEEDS_REVIEW', provider: 'XPAY' }]);
  const second = await page(first?.pageInfo.endCursor);
  expect(second?.edges).toHaveLength(1);
  expect(second?.edges[0]?.node.id).not.toBe(first?.edges[0]?.node.id);
  expect([first?.pageInfo.hasNextPage, second?.pageInfo.hasNextPage]).toEqual([true, false]);
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  expect(metrics).toContain('customer_creations_open{state="NEEDS_REVIEW"} 2');
  expect(metrics).not.toContain('example.com');
});

describe('customers', () => {
  const page = async (variables: CustomersQueryVariables) => {
    const { data, errors } = await running.query(CustomersDocument, variables);
    return { connection: data?.customers, code: errors?.[0]?.extensions?.code };
  };

  beforeAll(async () => {
    for (let n = 0; n < 5; n += 1) {
      const input = { firstName: 'Page', lastName: 'Rao', reference: `page-${n}`, email: `page${n}@example.com` };
      await running.query(CreateCustomerDocument, { input, provider: n === 0 ? 'STAX' : 'VAULTERA' });
    }
  });

  test('and their links and back can be asked for in a query, but not by the million', async () => {
    const input = {
      reference: 'deep',
      firstName: 'A',
      lastName: 'B',
      email: 'deep@example.com',
      phone: '+12025550143',
    };
    for (const provider of ['VAULTERA', 'STAX', 'SOAP', 'XPAY', 'JUSPAY']) {
      await running.query(CreateCustomerDocument, { input, provider } as CreateCustomerMutationVariables);
    }
    const deep = async (levels: number) => {
      const links = `${'providerCustomers { customer { '.repeat(levels)}id firstName lastName email phone company${' } }'.repeat(levels)}`;
      const document = parse(`{ customerByReference(reference: "deep") { ${links} } }`);
      return running.query(document as Parameters<typeof running.query>[0], {});
    };
    expect((await deep(4)).errors).toBeUndefined();
    expect(await deep(6)).toMatchObject({
      errors: [{ message: expect.stringContaining('ask for fewer'), extensions: { code: 'QUERY_TOO_EXPENSIVE' } }],
    });
  });

  test('walks page by page, and ends', async () => {
    const seen: (string | null)[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const { connection } = await page({ first: 2, after, filter: { lastName: 'Rao' } });
      expect(connection?.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...(connection?.edges.map(({ node }) => node.reference) ?? []));
      after = connection?.pageInfo.hasNextPage ? (connection.pageInfo.endCursor ?? null) : null;
      pages += 1;
    } while (after !== null);
    expect(seen).toEqual(['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
    expect(pages).toBe(3);
  });

  test('filters by profile and by provider', async () => {
    const { connection } = await page({ first: 10, filter: { lastName: 'Rao', provider: 'STAX' } });
    expect(connection?.edges.map(({ node }) => node.reference)).toEqual(['page-0']);
    const none = await page({ first: 10, filter: { email: "' OR 1=1 --" } });
    expect(none.connection?.edges).toEqual([]);
  });

  test('finds a telephone number however it is written', async () => {
    const phone = '+525512345678';
    const input = { firstName: 'Ana', email: 'ana@example.com', phone, reference: 'mexican' };
    await running.query(CreateCustomerDocument, { provider: 'XPAY', input });
    for (const written of ['+5215512345678', '+52 55 1234 5678', `\u202a${phone}\u202c`]) {
      const { connection } = await page({ first: 10, filter: { phone: written } });
      expect(connection?.edges.map(({ node }) => node.reference)).toEqual(['mexican']);
    }
  });

  test.each([
    ['too many', { first: 101 }],
    ['none', { first: 0 }],
    ['a cursor of nobody', { first: 1, after: 'nonsense' }],
  ])('refuses %s', async (_, variables) => {
    expect((await page(variables)).code).toBe('BAD_USER_INPUT');
  });
});
