import type { JsonSchema, Operation, ProviderDocument } from '../../../src/datasources/kit/document.js';
import type { ProviderDefinition } from '../../../src/datasources/provider-definition.js';
import type { EmulatedProblem } from '../../../src/datasources/provider-emulator.js';

const customerSchema: JsonSchema = {
  type: 'object',
  properties: { id: { type: 'string' }, email: { type: 'string' } },
  required: ['id', 'email'],
};
const errorSchema: JsonSchema = {
  type: 'object',
  properties: { problems: { type: 'array' }, error: { type: 'string' } },
};

const createCustomer: Operation = {
  operationId: 'createCustomer',
  method: 'POST',
  path: '/customers',
  parameters: [
    { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 20 } },
    { name: 'X-Merchant', in: 'header', required: true, schema: { type: 'string' } },
  ],
  mediaType: 'application/json',
  requestSchema: {
    type: 'object',
    properties: {
      email: { type: 'string', format: 'email' },
      nickname: { type: ['string', 'null'], maxLength: 5 },
      address: { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false },
    },
    required: ['email'],
  },
  responses: new Map([
    [200, customerSchema],
    [400, errorSchema],
  ]),
};

const getCustomer: Operation = {
  operationId: 'getCustomer',
  method: 'GET',
  path: '/customers/{customer_id}',
  parameters: [{ name: 'customer_id', in: 'path', required: true, schema: { type: 'string' } }],
  responses: new Map([[200, customerSchema]]),
};

const searchCustomers: Operation = {
  operationId: 'searchCustomers',
  method: 'GET',
  path: '/customers',
  parameters: [
    { name: 'email', in: 'query', required: true, schema: { type: 'string' } },
    { name: 'page', in: 'query', required: false, schema: { type: 'integer', minimum: 1 } },
  ],
  responses: new Map([[200, { type: 'object' }]]),
};

const getShop: Operation = {
  operationId: 'getShop',
  method: 'GET',
  path: '/regions/{region-id}/shops/{shop.id}.json',
  parameters: [],
  responses: new Map([[200, { type: 'object' }]]),
};

const createByForm: Operation = {
  ...createCustomer,
  operationId: 'createByForm',
  path: '/form/customers',
  parameters: [],
  mediaType: 'application/x-www-form-urlencoded',
  requestSchema: {
    type: 'object',
    properties: { email: { type: 'string' }, 'options.token': { type: 'boolean' } },
    required: ['email'],
  },
};

/** A provider that exists nowhere, small enough to see what the emulator itself does. */
export const madeUpDocument: ProviderDocument = {
  name: 'made-up',
  servers: { test: 'https://test.example', live: 'https://live.example' },
  security: { type: 'http', scheme: 'bearer' },
  operations: new Map(
    [createCustomer, getCustomer, searchCustomers, getShop, createByForm].map((operation) => [
      operation.operationId,
      operation,
    ]),
  ),
  customer: {},
};

const invalid = (problems: readonly EmulatedProblem[]) => ({ status: 400, body: { problems } });

export const madeUpProvider: ProviderDefinition = {
  name: 'MADE_UP',
  title: 'Made Up',
  description: 'A provider for tests.',
  document: 'made-up',
  settings: [],
  credential: () => ({ kind: 'bearer', token: 'key' }),
  fields: [{ wire: '/email', input: [['email']] }],
  readCustomer: () => undefined,
  errors: { read: () => undefined, rules: [] },
  recovery: {
    resend: {
      harmless: 'while-key-lives',
      keyLifetimeMs: 1000,
      keeps: { statuses: ['4xx', '5xx'], except: [401, 429] },
    },
  },
  emulator: {
    operations: {
      createCustomer({ body, headers }, store) {
        const key = headers['idempotency-key'];
        const earlier = key === undefined ? undefined : store.find('idempotencyKey', key);
        if (earlier !== undefined) return { status: 200, body: earlier };
        const customer = { id: store.newId('cus_', 12), email: body.email, idempotencyKey: key };
        store.add(customer);
        return { status: 200, body: customer };
      },
      getCustomer({ path }, store) {
        const customer = store.find('id', path.customer_id ?? '');
        return customer === undefined ? { status: 404, body: { error: 'absent' } } : { status: 200, body: customer };
      },
      searchCustomers: ({ query }, store) => ({
        status: 200,
        body: { result: store.find('email', query.email ?? '') ?? null, page: query.page ?? null },
      }),
      getShop: ({ path, query }) => ({ status: 200, body: { path, query } }),
      createByForm: ({ body }) => ({ status: 200, body }),
    },
    invalid,
    unauthorized: () => ({ status: 401, body: { error: 'who?' } }),
    keyReused: { status: 400, body: { error: 'key reused' } },
    failures: {
      busy: { status: 429, body: { error: 'busy' }, headers: { 'retry-after': '7' } },
      broken: { status: 500, body: { error: 'broken' } },
    },
  },
};
