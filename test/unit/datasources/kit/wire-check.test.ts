import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../../src/datasources/kit/document.js';
import { compileMapping } from '../../../../src/datasources/kit/mapping.js';
import { compileWireCheck } from '../../../../src/datasources/kit/wire-check.js';
import type { FieldMapping } from '../../../../src/datasources/provider-definition.js';
import { aRequest } from '../provider-support.js';

const fields: readonly FieldMapping[] = [
  { wire: '/person/mail', input: [['email']] },
  { wire: '/name', input: [['firstName'], ['lastName']] },
  { wire: '/first', input: [['firstName']] },
  { wire: '/tags', input: [['metadata']] },
];
const request = aRequest({
  firstName: 'Jane',
  metadata: [
    { key: 'plan', value: 'gold' },
    { key: 'a/b', value: '' },
  ],
});

/** What is said of a body, given the schema of one property. */
function violationsOf(property: string, schema: JsonSchema, body: unknown) {
  const whole: JsonSchema = { type: 'object', properties: { [property]: schema } };
  return compileWireCheck(whole, compileMapping(fields, whole), 'Made Up')(body, request);
}

it('says of a text made of several inputs how long they may be together', () => {
  const schema: JsonSchema = { type: 'object', properties: { name: { maxLength: 8 } } };
  const both = aRequest({ firstName: 'Jane', lastName: 'Doe-Ray' });
  const [violation] = compileWireCheck(
    schema,
    compileMapping(fields, schema),
    'Made Up',
  )({ name: 'Jane Doe-Ray' }, both);
  expect(violation).toMatchObject({
    path: ['lastName'],
    message: 'Made Up accepts at most 8 characters for firstName and lastName together; got 12.',
  });
});

describe('codes, places and words', () => {
  const custom = { code: 'INVALID_CHARACTERS', message: 'Only letters.' };
  const cases: [
    what: string,
    property: string,
    schema: JsonSchema,
    body: unknown,
    expected: [string, string, string],
  ][] = [
    [
      'too long',
      'name',
      { maxLength: 3 },
      { name: 'Jane' },
      ['firstName', 'TOO_LONG', 'Made Up accepts at most 3 characters here; got 4.'],
    ],
    [
      'too short',
      'name',
      { minLength: 5 },
      { name: 'Jane' },
      ['firstName', 'TOO_SHORT', 'Made Up requires at least 5 characters here; got 4.'],
    ],
    [
      'a pattern',
      'name',
      { pattern: '^[0-9]$' },
      { name: 'x' },
      ['firstName', 'INVALID_FORMAT', 'Made Up does not accept this value.'],
    ],
    [
      'a pattern with its own words',
      'name',
      { pattern: '^[0-9]$', 'x-violation': custom },
      { name: 'x' },
      ['firstName', 'INVALID_CHARACTERS', 'Only letters.'],
    ],
    [
      'a limit with its own words',
      'name',
      { maxLength: 1, 'x-violation': custom },
      { name: 'xy' },
      ['firstName', 'INVALID_CHARACTERS', 'Made Up accepts at most 1 characters here; got 2.'],
    ],
    [
      'a limit beside a form that has words of its own',
      'name',
      { maxLength: 1, pattern: '^x*$', 'x-violation': custom },
      { name: 'xx' },
      ['firstName', 'TOO_LONG', 'Made Up accepts at most 1 characters here; got 2.'],
    ],
    [
      'a format',
      'name',
      { format: 'email' },
      { name: 'x' },
      ['firstName', 'INVALID_FORMAT', 'Made Up does not accept this value.'],
    ],
    [
      'a list of values',
      'name',
      { enum: ['a'] },
      { name: 'x' },
      ['firstName', 'NOT_SUPPORTED_BY_PROVIDER', 'Made Up does not accept this value.'],
    ],
    [
      'another type',
      'name',
      { type: 'string' },
      { name: 1 },
      ['firstName', 'INVALID_VALUE', 'Made Up does not accept this value.'],
    ],
    [
      'a missing field',
      'person',
      { required: ['mail'] },
      { person: {} },
      ['email', 'REQUIRED', 'Made Up requires email.'],
    ],
    [
      'too many entries',
      'tags',
      { maxProperties: 1 },
      { tags: { a: '', b: '' } },
      ['metadata', 'TOO_MANY', 'Made Up accepts at most 1 entries here.'],
    ],
    [
      'an entry with a bad key',
      'tags',
      { propertyNames: { maxLength: 2 } },
      { tags: { 'a/b': '' } },
      ['metadata.1.key', 'TOO_LONG', 'Made Up accepts at most 2 characters here; got 3.'],
    ],
    [
      'an entry with a bad value',
      'tags',
      { additionalProperties: { maxLength: 1 } },
      { tags: { plan: 'gold' } },
      ['metadata.0.value', 'TOO_LONG', 'Made Up accepts at most 1 characters here; got 4.'],
    ],
    [
      'a field that no input is behind',
      'other',
      { maxLength: 1 },
      { other: 'xy' },
      ['', 'TOO_LONG', 'Made Up accepts at most 1 characters here; got 2.'],
    ],
    [
      'a field that is not allowed',
      'person',
      { additionalProperties: false },
      { person: { x: 1 } },
      ['', 'INVALID_VALUE', 'Made Up does not accept this value.'],
    ],
  ];
  it.each(cases)('%s', (_, property, schema, body, [path, code, message]) => {
    const [violation, ...more] = violationsOf(property, schema, body);
    expect(violation).toMatchObject({ path: path.split('.').filter(Boolean), code, message });
    expect(more).toEqual([]);
  });
});

it('counts what people see as characters, as JSON Schema does', () => {
  expect(violationsOf('name', { maxLength: 3 }, { name: '👋👋👋' })).toEqual([]);
  expect(violationsOf('name', { maxLength: 3 }, { name: '👋👋👋👋' })[0]?.message).toMatch(/got 4\.$/);
});

it('names all the fields of which one is needed', () => {
  const schema: JsonSchema = {
    type: 'object',
    anyOf: [{ required: ['name'] }, { required: ['tags'] }],
    properties: { name: { type: 'string' } },
  };
  const check = compileWireCheck(schema, compileMapping(fields, schema), 'Made Up');
  expect(check({}, request)).toEqual([
    {
      path: ['firstName'],
      code: 'REQUIRED',
      message: 'Made Up requires at least one of firstName, lastName, metadata.',
      alternatives: [['firstName'], ['lastName'], ['metadata']],
    },
  ]);
  expect(check({ tags: {} }, request)).toEqual([]);
});

it('names all the inputs of which one is needed', () => {
  const schema: JsonSchema = { type: 'object', required: ['name', 'other'] };
  const check = compileWireCheck(schema, compileMapping(fields, schema), 'Made Up');
  expect(check({}, request).map(({ message }) => message)).toEqual([
    'Made Up requires at least one of firstName, lastName.',
    'Made Up requires another field.',
  ]);
});

it('says everything at once, and nothing twice', () => {
  const schema: JsonSchema = {
    type: 'object',
    required: ['person'],
    properties: { name: { maxLength: 1, pattern: '^[0-9]*$' }, first: { maxLength: 1 } },
  };
  const check = compileWireCheck(schema, compileMapping(fields, schema), 'Made Up');
  expect(check({ name: 'Jane', first: 'Jane' }, request).map(({ path, code }) => `${path} ${code}`)).toEqual([
    ' REQUIRED',
    'firstName TOO_LONG',
    'firstName INVALID_FORMAT',
  ]);
});

it('finds nothing wrong with what is right', () => {
  expect(violationsOf('name', { maxLength: 4 }, { name: 'Jane' })).toEqual([]);
});
