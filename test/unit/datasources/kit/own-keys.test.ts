import { expect, it } from 'vitest';
import { compileProvider } from '../../../../src/datasources/kit/compile-provider.js';
import { createDataSource } from '../../../../src/datasources/kit/data-source.js';
import { describeProvider } from '../../../../src/datasources/kit/describe.js';
import type { ProviderDocument } from '../../../../src/datasources/kit/document.js';
import { toObject } from '../../../../src/datasources/kit/values.js';
import type { ProviderDefinition } from '../../../../src/datasources/provider-definition.js';
import { aRequest } from '../provider-support.js';

/** A provider that knows no ids of merchants: ours is one of the few metadata that it keeps. */
const definition: ProviderDefinition = {
  name: 'MADE_UP',
  title: 'Made Up',
  description: '',
  document: 'made-up',
  settings: [],
  credential: () => ({ kind: 'bearer', token: '' }),
  fields: [
    {
      wire: '/tags',
      input: [['metadata']],
      ownKeys: ['own_id'],
      value: ({ profile: { metadata = [] }, merchantCustomerId }) =>
        toObject([...metadata, { key: 'own_id', value: merchantCustomerId }]),
    },
  ],
  readCustomer: () => undefined,
  errors: { read: () => undefined, rules: [] },
  recovery: { resend: { harmless: 'always' } },
  emulator: { operations: {}, invalid: () => ({ status: 400 }), unauthorized: () => ({ status: 401 }), failures: {} },
};
const document: ProviderDocument = {
  name: 'made-up',
  servers: { test: '', live: '' },
  security: { type: 'http', scheme: 'bearer' },
  operations: new Map([
    [
      'createCustomer',
      {
        operationId: 'createCustomer',
        method: 'POST',
        path: '/',
        parameters: [],
        responses: new Map(),
        requestSchema: { type: 'object', properties: { tags: { type: 'object', maxProperties: 3 } } },
      },
    ],
  ]),
  customer: {},
};
const compiled = compileProvider(definition, document);
const client = { close: async () => undefined } as const;
const send = () => Promise.reject(new Error('nothing is to be sent'));
const source = createDataSource(compiled, {
  name: 'default',
  mode: 'TEST',
  merchant: 'acme',
  settings: {},
  timeoutMs: 1,
  client: { ...client, send },
});
const violationsOf = (...keys: string[]) =>
  source.prepare(aRequest({ metadata: keys.map((key) => ({ key, value: 'x' })) })).violations;

it('tells callers how many entries are left to them', () => {
  const [input] = describeProvider(compiled).inputs;
  expect(input).toMatchObject({ path: ['metadata'], hint: 'At most 2 entries.' });
});

it('takes so many, and no more', () => {
  expect(violationsOf('a', 'b')).toEqual([]);
  expect(violationsOf('a', 'b', 'c')).toEqual([
    { path: ['metadata'], code: 'TOO_MANY', message: 'Made Up accepts at most 2 entries here.' },
  ]);
});

it('takes no entry with a key of ours', () => {
  expect(violationsOf('a', 'own_id')).toEqual([
    {
      path: ['metadata', '1', 'key'],
      code: 'NOT_SUPPORTED_BY_PROVIDER',
      message: 'Use another key than own_id: with it, this service marks its customers at Made Up.',
    },
  ]);
});
