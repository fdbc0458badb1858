import { Validator } from '@cfworker/json-schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonSchema, loadDocument, type Operation } from '../../../src/datasources/kit/document.js';
import type { EmulatedAnswer, ProviderDefinition } from '../../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../../src/datasources/registry.js';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator.js';

/** Checked by another validator than the one that the emulator and the data sources use. */
function faultsIn(body: unknown, schema: JsonSchema | undefined): string[] {
  if (schema === undefined) return [];
  return new Validator(schema, '2020-12', false)
    .validate(body)
    .errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const json = { 'content-type': 'application/json' };

/** A request as the provider's own page shows it, or, where it shows none, made of the values its page gives as examples. */
interface Example {
  readonly title: string;
  readonly provider: string;
  readonly operationId: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly answer: object;
}

const xpayHeaders = { ...json, authorization: `Basic ${base64('public:private')}` };
const xpayBody = {
  customerDetails: {
    name: 'John Doe',
    email: 'john.doe@example.com',
    contactNumber: '+919123456789',
    customerAddress: {
      addressLine1: '123 Main St',
      addressLine2: 'Apt 1',
      city: 'New York',
      state: 'NY',
      country: 'US',
      postalCode: '2424',
    },
  },
};
const vaulteraBody = {
  customer_id: 'cus_y3oqhf46pyzuxjbcn2giaqnb44',
  name: 'Jon Test',
  email: 'JonTest@test.com',
  phone: '9123456789',
  description: 'First Customer',
  phone_country_code: '+65',
  address: {
    city: 'New York',
    country: 'US',
    line1: '123, King Street',
    line2: 'Powelson Avenue',
    line3: 'Bridgewater',
    zip: '08807',
    state: 'New York',
    first_name: 'John',
    last_name: 'Doe',
  },
  metadata: { udf1: 'value1' },
};
const soapBody = {
  email: 'john@acme.com',
  first_name: 'John',
  last_name: 'Doe',
  phone_number: '8008001234',
  date_of_birth: '1990-01-01',
  internal_id: '3f1b8c4e-7c2e-4c2c-8d2f-179cf0efb36b',
};
const staxBody = {
  firstname: 'John',
  lastname: 'Doe',
  email: 'john.doe@example.com',
  company: 'ABC Inc',
  address_country: 'USA',
  options: { tier: 'gold' },
};
const juspayHeaders = {
  authorization: `Basic ${base64('your_api_key:')}`,
  'x-merchantid': 'merchant_id',
  'x-routing-id': 'customer_1122',
  'content-type': 'application/x-www-form-urlencoded',
};
/** Joined as curl joins its `-d` options, with nothing encoded. */
const juspayBody = [
  'object_reference_id=customer@gmail.com',
  'mobile_number=9988776655',
  'email_address=customer@gmail.com',
  'first_name=John',
  'last_name=Smith',
  'mobile_country_code=91',
];

const create = { operationId: 'createCustomer', status: 200 };
const xpay = { ...create, provider: 'XPAY', path: '/customer/create', headers: xpayHeaders };
const vaultera = { ...create, provider: 'VAULTERA', path: '/customers', headers: { ...json, 'api-key': 'dev_key' } };
const soap = {
  ...create,
  provider: 'SOAP',
  path: '/api/v1/customers',
  headers: { ...json, authorization: ' YOUR_API_KEY' },
};
const stax = {
  ...create,
  provider: 'STAX',
  path: '/customer',
  headers: { ...json, accept: 'application/json', authorization: 'Bearer YOUR_API_KEY' },
};
const juspay = { ...create, provider: 'JUSPAY', path: '/customers', headers: juspayHeaders };

const examples: readonly Example[] = [
  {
    ...xpay,
    title: 'xPay, every field and an idempotency key',
    headers: { ...xpayHeaders, 'Idempotency-Key': 'KG5LxwFBepaKHyUD' },
    body: JSON.stringify(xpayBody),
    answer: { customerId: expect.stringMatching(/^cus_[A-Za-z0-9]{21}$/) },
  },
  {
    ...xpay,
    title: 'xPay, without the required details',
    body: '{"customerDetails":{"name":"John Doe"}}',
    status: 400,
    answer: { errorCode: 'bad_request', errorDescription: expect.stringContaining('email') },
  },
  {
    ...vaultera,
    title: 'Vaultera, the example of its page',
    body: JSON.stringify({ email: 'guest@example.com', name: 'John Doe' }),
    answer: {
      customer_id: expect.any(String),
      created_at: expect.any(String),
      email: 'guest@example.com',
      name: 'John Doe',
    },
  },
  { ...vaultera, title: 'Vaultera, every field', body: JSON.stringify(vaulteraBody), answer: vaulteraBody },
  {
    ...vaultera,
    title: 'Vaultera, the same customer again',
    body: JSON.stringify(vaulteraBody),
    answer: { customer_id: vaulteraBody.customer_id },
  },
  {
    ...vaultera,
    title: 'Vaultera, a field that an address may not hold',
    body: JSON.stringify({ address: { planet: 'Mars' } }),
    status: 400,
    answer: { error: { code: expect.stringMatching(/^IR_/) } },
  },
  {
    ...soap,
    title: 'Soap, the fields of its schema with the bare key of its examples',
    body: JSON.stringify(soapBody),
    answer: { ...soapBody, id: expect.stringMatching(/^cus_[A-Za-z0-9]{32}$/), created_at: expect.any(String) },
  },
  {
    ...soap,
    title: 'Soap, the key as a bearer token, and an e-mail address that is taken',
    headers: { ...json, authorization: 'Bearer YOUR_API_KEY' },
    body: JSON.stringify(soapBody),
    status: 422,
    answer: { error: 'Email has already been taken' },
  },
  {
    // The example of the page contradicts its own schema: ten digits, no country code. The schema holds.
    ...soap,
    title: 'Soap, the eleven digits of its curl example',
    body: JSON.stringify({ ...soapBody, email: 'customer@example.com', phone_number: '15551234567' }),
    status: 422,
    answer: { error: expect.stringContaining('Phone number') },
  },
  {
    ...stax,
    title: 'Stax, the fields that its page names',
    body: JSON.stringify(staxBody),
    status: 201,
    answer: { ...staxBody, id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  },
  {
    ...stax,
    title: 'Stax, none of the fields of which it needs one',
    body: '{"address_country":"USA"}',
    status: 400,
    answer: { error: [expect.stringContaining('firstname')] },
  },
  {
    ...juspay,
    title: 'Juspay, the sample with a client token',
    body: [...juspayBody, 'options.get_client_auth_token=true'].join('&'),
    answer: {
      id: expect.stringMatching(/^cst_[a-z0-9]{16}$/),
      object: 'customer',
      object_reference_id: 'customer@gmail.com',
      mobile_country_code: '91',
      mobile_number: '9988776655',
      email_address: 'customer@gmail.com',
      first_name: 'John',
      last_name: 'Smith',
      date_created: expect.any(String),
      last_updated: expect.any(String),
      juspay: {
        client_auth_token: expect.stringMatching(/^tkn_\w{32}$/),
        client_auth_token_expiry: expect.any(String),
      },
    },
  },
  {
    ...juspay,
    title: 'Juspay, the sample again: the id is taken',
    body: juspayBody.join('&'),
    status: 400,
    answer: { error_code: 'unique', error_info: { code: 'ALREADY_EXISTS' } },
  },
  {
    ...juspay,
    title: 'Juspay, without the mobile number',
    body: 'object_reference_id=customer@example.com',
    status: 400,
    answer: { error_message: expect.stringContaining('mobile_number') },
  },
];

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ providers: providerDefinitions });
});
afterAll(() => emulator.close());

describe('what the providers show on their own pages', () => {
  it.each(examples)('$title: $status', async ({ provider, operationId, path, headers, body, status, answer }) => {
    const response = await fetch(emulator.baseUrl(provider) + path, { method: 'POST', headers, body });
    const answered: unknown = await response.json();
    expect({ status: response.status, answered }).toMatchObject({ status, answered: answer });
    expect(faultsIn(answered, operationOf(provider, operationId).responses.get(status))).toEqual([]);
  });

  it.each([
    ['XPAY', 'Basic', xpay],
    ['VAULTERA', 'api-key', vaultera],
    ['SOAP', 'bearer', soap],
    ['STAX', 'bearer', stax],
    ['JUSPAY', 'Basic', juspay],
  ])('%s refuses a request without its %s credential', async (provider, _, { path, headers }) => {
    const { authorization, 'api-key': key, ...rest } = headers as Record<string, string>;
    const response = await fetch(emulator.baseUrl(provider) + path, { method: 'POST', headers: rest, body: '{}' });
    expect(response.status).toBe(401);
    const text = await response.text();
    const schema = operationOf(provider, 'createCustomer').responses.get(401);
    expect(faultsIn(text === '' ? undefined : JSON.parse(text), schema)).toEqual([]);
    expect(authorization ?? key).toBeDefined();
  });
});

describe('an answer that a provider documents', () => {
  const named = providerDefinitions.flatMap((definition) =>
    Object.entries(definition.emulator.failures).map(([name, answer]) => ({
      provider: definition.name,
      name,
      answer,
      definition,
    })),
  );

  it.each(named)('$provider $name keeps to the schema of its status', ({ definition, answer }) => {
    const schemas = schemasFor(definition, answer);
    expect(schemas).not.toHaveLength(0);
    expect(schemas.map((schema) => faultsIn(answer.body, schema))).toContainEqual([]);
  });

  it.each(named)('$provider $name is given when asked for', async ({ provider, name, answer }) => {
    emulator.faults.inject(provider, { fault: { kind: 'answer', name } });
    const { path } = operationOf(provider, 'createCustomer');
    const response = await fetch(emulator.baseUrl(provider) + path, { method: 'POST' });
    expect(response.status).toBe(answer.status);
    expect(await response.text()).toBe(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
});

function operationOf(provider: string, operationId: string): Operation {
  const definition = providerDefinitions.find(({ name }) => name === provider);
  const operation = definition && loadDocument(definition.document).operations.get(operationId);
  if (operation === undefined) throw new Error(`${provider} has no ${operationId}`);
  return operation;
}

/** The schemas that the document gives for an answer's status, one for each operation that documents it. */
function schemasFor({ document }: ProviderDefinition, { status }: EmulatedAnswer) {
  return [...loadDocument(document).operations.values()]
    .filter(({ responses }) => responses.has(status))
    .map(({ responses }) => responses.get(status));
}
