import { hash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textAt } from '../../src/datasources/kit/values.js';
import {
  CreateCustomerAtProvidersDocument,
  type CreateCustomerAtProvidersMutationVariables,
  CreateCustomerDocument,
  type CreateCustomerMutation,
  type CreateCustomerMutationVariables,
  CustomersDocument,
  ReadCustomerDocument,
} from '../generated/operations.js';
import { type RunningApp, startApp } from '../support/app.js';
import { contracts } from '../support/provider-fixtures.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp();
});
afterAll(() => running.stop());

type Result = CreateCustomerMutation['createCustomer'];
const create = async (input: object, provider: string): Promise<Result> => {
  const variables = { input, provider } as CreateCustomerMutationVariables;
  const { data, errors } = await running.query(CreateCustomerDocument, variables);
  expect(errors).toBeUndefined();
  return data?.createCustomer as Result;
};
const lastAt = (provider: string): Readonly<Record<string, unknown>> | undefined =>
  running.app.emulator?.customerStore(provider).customers().at(-1);
const violationsOf = (result: Result) =>
  'violations' in result ? result.violations.map(({ path, code }) => `${path.join('.')} ${code}`) : [];

const person = { firstName: 'Asha', lastName: 'Rao', phone: '+12025550143' };
let count = 0;
const unique = () => `${++count}-pasted`;

describe.each(contracts)('%s', (_, { name }, contract) => {
  const emailSent = () => textAt(lastAt(name), ...contract.stored.email);

  test('characters that nobody sees make no difference', async () => {
    const reference = `user-${unique()}`;
    const input = {
      ...person,
      reference: `\u200b${reference}\ufeff`,
      email: `\u2068${reference}\u200d@example.com\u2069`,
      phone: '\u202a+12025550143\u202c',
      firstName: 'می\u200cخواهم',
      idempotencyKey: `key\u200b-${reference}`,
    };
    const first = await create(input, name);
    expect(first).toMatchObject({
      created: true,
      customer: { reference, email: `${reference}@example.com`, phone: '+12025550143', firstName: input.firstName },
    });
    expect(emailSent()).toBe(`${reference}@example.com`);
    expect(await create({ ...input, reference, idempotencyKey: `key-${reference}` }, name)).toMatchObject({
      created: false,
      providerCustomer: (first as Extract<Result, { created: boolean }>).providerCustomer,
    });
    const { customer } = first as Extract<Result, { created: boolean }>;
    const variables = { id: customer.id, reference: `\u200e${reference}`, provider: 'XPAY', externalId: 'none' };
    const { data } = await running.query(ReadCustomerDocument, variables as never);
    expect(data?.customerByReference).toMatchObject({ id: customer.id });
  });

  test('a domain is sent in Punycode, and is one domain in both forms', async () => {
    const local = unique();
    const input = { ...person, reference: `user-${local}`, email: `${local}@müller.example` };
    const ascii = `${local}@xn--mller-kva.example`;
    const first = await create(input, name);
    expect(first).toMatchObject({ created: true, customer: { email: ascii } });
    expect(emailSent()).toBe(ascii);
    expect(await create({ ...input, email: ascii }, name)).toMatchObject({ created: false, differences: [] });
    for (const email of [input.email, ascii]) {
      const { data } = await running.query(CustomersDocument, { first: 1, filter: { email } });
      expect(data?.customers.edges.map(({ node }) => node.reference)).toEqual([input.reference]);
    }
  });

  test('what is no e-mail address is a violation, and what is one goes where the provider takes it', async () => {
    for (const email of ['a@example.com;', 'a@example.com,', '<a@example.com>', 'mailto:a@example.com']) {
      expect(violationsOf(await create({ ...person, email }, name))).toEqual(['email INVALID_FORMAT']);
    }
    const local = unique();
    expect(await create({ ...person, email: `${local}@localhost` }, name)).toMatchObject({ created: true });
    const quoted = await create({ ...person, email: `"john doe ${local}"@example.com` }, name);
    if (name === 'JUSPAY') expect(violationsOf(quoted)).toEqual(['email INVALID_FORMAT']);
    else expect(quoted).toMatchObject({ created: true });
  });

  test('Kosovo is a country where none is sent', async () => {
    const input = { ...person, email: `${unique()}@example.com`, address: { country: 'xk', city: 'Prishtina' } };
    const result = await create(input, name);
    if (contract.notSent.includes('address.country')) {
      expect(result).toMatchObject({ created: true, customer: { address: { country: 'XK' } } });
    } else {
      expect(violationsOf(result)).toEqual(['address.country NOT_SUPPORTED_BY_PROVIDER']);
    }
  });

  test('a state goes out as a provider takes it, or not at all, and that is said', async () => {
    const at = async (state: string, country: string) => {
      const address = { state, country };
      const result = await create({ ...person, email: `${unique()}@example.com`, address }, name);
      const { address_state, address: nested, customerDetails } = (lastAt(name) ?? {}) as Record<string, object>;
      const sent = address_state ?? textAt(nested, 'state') ?? textAt(customerDetails, 'customerAddress', 'state');
      const notSent = 'notSent' in result && result.notSent.some((path) => path.join('.') === 'address.state');
      return [result.__typename, sent, notSent];
    };
    const takesNone = contract.notSent.includes('address.state');
    const ok = 'CreateCustomerSuccess';
    if (name === 'STAX') {
      expect(await at('California', 'US')).toEqual([ok, 'CA', false]);
      expect(await at('New South Wales', 'AU')).toEqual([ok, undefined, true]);
    } else {
      expect(await at('California', 'US')).toEqual([ok, takesNone ? undefined : 'California', takesNone]);
    }
  });

  test('a company alone is a name where a name is sent', async () => {
    const input = { phone: person.phone, company: 'Example Traders', email: `${unique()}@example.com` };
    const result = await create(input, name);
    if (name === 'SOAP') {
      expect(violationsOf(result)).toEqual(['firstName REQUIRED', 'lastName REQUIRED']);
      return;
    }
    const { name: nested, customerDetails, company } = (lastAt(name) ?? {}) as Record<string, object>;
    const sent = nested ?? textAt(customerDetails, 'name') ?? company;
    const notSent = 'notSent' in result ? result.notSent : undefined;
    expect([sent, notSent]).toEqual(name === 'JUSPAY' ? [undefined, [['company']]] : [input.company, []]);
  });

  test('lines in a street and long postal codes are stored, and sent where the document allows it', async () => {
    const address = { line1: 'House 3\nMain Street', postalCode: 'x'.repeat(50), country: 'US' };
    const result = await create({ ...person, email: `${unique()}@example.com`, address }, name);
    if (name === 'STAX') expect(violationsOf(result)).toEqual(['address.postalCode TOO_LONG']);
    else expect(result).toMatchObject({ created: true, customer: { address: { line1: address.line1 } } });
  });

  test('metadata may be any JSON, and is text where only that is taken', async () => {
    const metadata = [
      { key: 'tags', json: { of: ['a', 1.5, null] } },
      { key: 'plan', value: 'gold' },
    ];
    const result = await create({ ...person, email: `${unique()}@example.com`, metadata }, name);
    const text = '{"of":["a",1.5,null]}';
    expect(result).toMatchObject({
      created: true,
      customer: {
        metadata: [
          { key: 'tags', value: text, json: { of: ['a', 1.5, null] } },
          { key: 'plan', value: 'gold', json: null },
        ],
      },
    });
    const { metadata: sent, options } = (lastAt(name) ?? {}) as Record<string, object>;
    if (name === 'VAULTERA') expect(sent).toEqual({ tags: { of: ['a', 1.5, null] }, plan: 'gold' });
    const asFields = [
      { name: 'tags', type: 'text', value: text },
      { name: 'plan', type: 'text', value: 'gold' },
    ];
    if (name === 'STAX') expect(options).toEqual({ customer_custom_fields: asFields });
    expect(contract.notSent.includes('metadata')).toBe(name !== 'VAULTERA' && name !== 'STAX');
  });

  test("Mexico's old prefix is left out", async () => {
    const input = { ...person, email: `${unique()}@example.com`, phone: '+5215512345678' };
    const result = await create(input, name);
    if (name === 'SOAP') expect(violationsOf(result)).toEqual(['phone NOT_SUPPORTED_BY_PROVIDER']);
    else expect(result).toMatchObject({ created: true, customer: { phone: '+525512345678' } });
  });

  test("a national number is of the provider's own country, or of the usual one", async () => {
    const input = { ...person, email: `${unique()}@example.com`, phone: '(202) 555-0143' };
    const result = await create(input, name);
    if (name === 'SOAP') expect(result).toMatchObject({ created: true, customer: { phone: '+12025550143' } });
    else expect(violationsOf(result)).toEqual(['phone INVALID_FORMAT']);
  });
});

test('the usual country of numbers is a setting, which says more than the provider', async () => {
  running = await running.restart({ DEFAULT_PHONE_COUNTRY: 'in' });
  const input = { ...person, email: `${unique()}@example.com`, phone: '99887 76655' };
  expect(await create(input, 'JUSPAY')).toMatchObject({ created: true, customer: { phone: '+919988776655' } });
  expect(violationsOf(await create(input, 'SOAP'))).toEqual(['phone NOT_SUPPORTED_BY_PROVIDER']);
  running = await running.restart({ DEFAULT_PHONE_COUNTRY: '' });
});

test('several providers at once understand a national number each in its way, also when they are asked again', async () => {
  const input = { ...person, email: `${unique()}@example.com`, phone: '2025550143', idempotencyKey: unique() };
  const variables = { input, providers: ['SOAP', 'STAX'] } as CreateCustomerAtProvidersMutationVariables;
  const ask = async () => {
    const { data } = await running.query(CreateCustomerAtProvidersDocument, variables);
    return data?.createCustomerAtProviders;
  };
  expect(await ask()).toMatchObject([{ created: true }, { __typename: 'InvalidCustomerInputError' }]);
  expect(await ask()).toMatchObject([{ created: false }, { __typename: 'InvalidCustomerInputError' }]);
});

test('Kosovo, once it is stored, is left out where it cannot be sent', async () => {
  const reference = `user-${unique()}`;
  const address = { country: 'XK', city: 'Prishtina' };
  await create({ ...person, reference, email: `${reference}@example.com`, address }, 'SOAP');
  for (const provider of ['XPAY', 'VAULTERA', 'STAX']) {
    const result = await create({ reference }, provider);
    expect(result).toMatchObject({ created: true, customer: { address } });
    expect(result).toHaveProperty('notSent', expect.arrayContaining([['address', 'country']]));
  }
});

test('Soap says what people with one name do', async () => {
  const result = await create({ firstName: 'Suharto', email: `${unique()}@example.com` }, 'SOAP');
  expect(result).toMatchObject({
    violations: [
      {
        path: ['lastName'],
        code: 'REQUIRED',
        message:
          'Soap requires lastName. Of a person with a single name, give it both as firstName and as lastName, as people do.',
      },
    ],
  });
});

describe('the header Idempotency-Key', () => {
  /** `fetch` joins repeated headers; this sends them as they are. */
  const send = (keys: readonly string[], email: string): Promise<Result> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({
        query: `mutation ($input: CreateCustomerInput!) { createCustomer(provider: STAX, input: $input) { __typename
          ... on CreateCustomerSuccess { created providerCustomer { externalId } }
          ... on InvalidCustomerInputError { violations { path code message } } } }`,
        variables: { input: { email } },
      });
      const headers = [
        ...keys.flatMap((key) => ['Idempotency-Key', key]),
        ...['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))],
        ...['Host', new URL(running.url).host],
      ];
      const sent = request(`${running.url}/graphql`, { method: 'POST', headers }, async (response) => {
        const chunks = await response.toArray();
        resolve(JSON.parse(Buffer.concat(chunks).toString()).data.createCustomer);
      });
      sent.on('error', reject).end(body);
    });

  test('sent twice with one value is one key, with two it is refused', async () => {
    const email = `${unique()}@example.com`;
    const first = await send(['k1', 'k1'], email);
    expect(first).toMatchObject({ created: true });
    const { providerCustomer } = first as Extract<Result, { created: boolean }>;
    expect(await send(['k1'], email)).toMatchObject({ created: false, providerCustomer });
    expect(violationsOf(await send(['k1', 'k2'], email))).toEqual(['idempotencyKey CONFLICT']);
    // As a gateway joins two lines.
    expect(await send(['k1, k1'], email)).toMatchObject({ created: false, providerCustomer });
    // A comma may be part of a key.
    expect(await send(['k1, k2'], email)).toMatchObject({ created: true });
  });
});

describe('a request of version 0.1, which kept such characters, repeated under its key', () => {
  const phone = { e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' };
  /** As that version made it. */
  const fingerprintThen = (texts: { reference: string; email: string }) => {
    const { reference, email } = texts;
    const profile = { reference, firstName: 'Asha', lastName: 'Rao', email, phone };
    return hash('sha256', JSON.stringify(['XPAY', 'default', undefined, profile, false, []]), 'base64url');
  };

  test.each([
    ['an unseen character in its e-mail address', { email: 'o1\u200B@example.com' }],
    ['one in its reference', { reference: '\u200Eo2' }],
    ['a domain in another script', { email: 'o3@müller.example' }],
  ])('is the same request: %s', async (_, untidy) => {
    const key = unique();
    const texts = { reference: key, email: `${key}@example.com`, ...untidy };
    const first = await create({ ...person, ...texts, idempotencyKey: key }, 'XPAY');
    await running.app.database.sql('UPDATE customer_creation SET fingerprint = $1 WHERE idempotency_key = $2', [
      fingerprintThen(texts),
      key,
    ]);
    const again = await create({ ...person, ...texts, idempotencyKey: key }, 'XPAY');
    expect(again).toMatchObject({ __typename: 'CreateCustomerSuccess', replayed: true });
    expect([first.__typename, again]).toEqual(['CreateCustomerSuccess', { ...first, created: false, replayed: true }]);
    // Another request is another one, also to that version.
    const other = await create({ ...person, ...texts, lastName: 'Ray', idempotencyKey: key }, 'XPAY');
    expect(other.__typename).toBe('IdempotencyKeyReusedError');
  });
});
