import { expect, it } from 'vitest';
import { compileProvider } from '../../../../src/datasources/kit/compile-provider.js';
import { describeProvider, requiredBy } from '../../../../src/datasources/kit/describe.js';
import type { JsonSchema, ProviderDocument } from '../../../../src/datasources/kit/document.js';
import type { ProviderDefinition } from '../../../../src/datasources/provider-definition.js';
import { emulator } from '../../../../src/datasources/stax/emulator.js';

const definition: ProviderDefinition = {
  name: 'MADE_UP',
  title: 'Made Up',
  description: '',
  document: 'made-up',
  settings: [],
  credential: () => ({ kind: 'bearer', token: '' }),
  fields: [
    { wire: '/own_id', input: [['reference']], value: ({ merchantCustomerId }) => merchantCustomerId },
    { wire: '/name', input: [['firstName'], ['lastName']], value: () => undefined },
    { wire: '/first', input: [['firstName']] },
    { wire: '/mail', input: [['email']] },
    { wire: '/phone', input: [['phone']], value: () => undefined },
    { wire: '/person/town', input: [['address', 'city']] },
    { wire: '/tags', input: [['metadata']], value: () => undefined },
  ],
  options: {
    vip: { type: 'Boolean', description: 'Whether to answer quickly.' },
    cards: {
      type: '[Object!]',
      description: 'Cards with their colours.',
      object: { name: 'Card', description: '', members: { colour: { type: 'String', description: '' } } },
    },
  },
  requirements: (_, { STRICT }) => (STRICT ? [{ path: ['company'], code: 'REQUIRED', message: '' }] : []),
  readCustomer: () => undefined,
  errors: { read: () => undefined, rules: [] },
  recovery: { resend: { harmless: 'always' } },
  emulator,
};

const requestSchema: JsonSchema = {
  type: 'object',
  required: ['own_id', 'name', 'person'],
  anyOf: [{ required: ['mail'] }, { required: ['phone'] }],
  properties: {
    own_id: { minLength: 8 },
    name: { maxLength: 40 },
    first: { maxLength: 20 },
    mail: { title: 'E-mail', format: 'email', 'x-violation': { message: 'An e-mail address, please.' } },
    phone: { pattern: '^[0-9]+$', 'x-violation': { code: 'NOT_SUPPORTED_BY_PROVIDER', message: 'Only short ones.' } },
    person: { type: 'object', required: ['town'], properties: { town: { enum: ['Delft', 'Gouda'] } } },
    tags: { maxProperties: 3, propertyNames: { maxLength: 5 }, additionalProperties: { maxLength: 9 } },
  },
};
const create = {
  operationId: 'createCustomer',
  method: 'POST',
  path: '/',
  parameters: [],
  responses: new Map(),
} as const;
const document: ProviderDocument = {
  name: 'made-up',
  servers: { test: '', live: '' },
  security: { type: 'http', scheme: 'bearer' },
  operations: new Map([['createCustomer', { ...create, requestSchema }]]),
  customer: {},
};
const description = describeProvider(compileProvider(definition, document));

const pair = 'At most 40 characters for firstName and lastName together.';

it.each([
  ['reference', { label: 'Reference', minLength: 8 }],
  ['firstName', { label: 'First name', maxLength: 20, hint: pair }],
  ['lastName', { label: 'Last name', hint: pair }],
  ['email', { label: 'E-mail', format: 'email', hint: 'An e-mail address, please.' }],
  ['phone', { label: 'Phone', hint: 'Only short ones.' }],
  ['address.city', { label: 'City', required: true, values: ['Delft', 'Gouda'] }],
  [
    'metadata',
    {
      label: 'Metadata',
      type: 'KEY_VALUE_LIST',
      hint: 'At most 3 entries, 5 characters in a key, and 9 characters in a value.',
    },
  ],
  ['providerOptions.made_up.cards', { label: 'Cards', type: 'OBJECT_LIST', hint: 'Cards with their colours.' }],
  ['providerOptions.made_up.vip', { label: 'Vip', type: 'BOOLEAN', hint: 'Whether to answer quickly.' }],
])('describes %s', (name, expected) => {
  const path = name.split('.');
  const input = description.inputs.find((one) => one.path.join('.') === name);
  expect(input).toEqual({ path, type: 'TEXT', required: false, ...expected });
});

it('describes each input once', () => {
  const names = description.inputs.map(({ path }) => path.join('.'));
  expect(names).toEqual([...new Set(names)]);
});

it('names the groups of which one is required', () => {
  expect(description.requiredOneOf).toEqual([
    [['firstName'], ['lastName']],
    [['email'], ['phone']],
  ]);
});

it('names the capabilities', () => {
  expect(description.capabilities).toEqual(['IDEMPOTENT_CREATE', 'METADATA', 'ADDRESS']);
});

it('names what an account requires because of its settings', () => {
  expect(requiredBy(definition, { STRICT: 'yes' })).toEqual([['company']]);
  expect(requiredBy(definition, {})).toEqual([]);
});
