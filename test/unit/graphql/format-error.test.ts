import * as fc from 'fast-check';
import type { FastifyBaseLogger } from 'fastify';
import { buildSchema, GraphQLError, graphqlSync, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { formatError } from '../../../src/graphql/format-error.js';
import { createOperatorLog } from '../../../src/operator-log.js';
import { DatabaseError } from '../../../src/repositories/database-error.js';
import { assertProperty } from '../../support/property.js';

interface Logged {
  readonly details: object;
  readonly message: string;
}

/** What the caller sees of an error, and what the log gets. */
function shown(message: string, code: string, error: unknown): { message: string; logged: Logged[] } {
  const logged: Logged[] = [];
  const write = { error: (details: object, text: string) => void logged.push({ details, message: text }) };
  const log = createOperatorLog(write as FastifyBaseLogger);
  const formatted = formatError({ message, path: ['createCustomer'], extensions: { code } }, error, (cause) =>
    log.resolverFailed(cause, 'request-1'),
  );
  expect(formatted).toMatchObject({ path: ['createCustomer'], extensions: { code } });
  return { message: formatted.message, logged };
}

/** Of every kind of input that the schema has. */
const schema = buildSchema(`
  enum Provider { XPAY STAX }
  scalar Anything
  input Entry { key: String! value: String! }
  input Input { name: String, age: Int, id: ID, ok: Boolean, rate: Float, entries: [Entry!], provider: Provider, any: Anything }
  type Query { create(input: Input!, provider: Provider!, first: Int): Int }
`);
const query =
  'query($input: Input!, $provider: Provider!, $first: Int) { create(input: $input, provider: $provider, first: $first) }';

/** What callers see when they send these variables. */
const messagesFor = (variables: Record<string, unknown>) =>
  (
    graphqlSync({ schema, source: query, variableValues: { input: {}, provider: 'XPAY', ...variables } }).errors ?? []
  ).map((error) => shown(error.message, 'BAD_USER_INPUT', error).message);

const secret = 'SECRET jane@example.com; at "x"; "y';

describe('a complaint about variables', () => {
  const cases: [variables: Record<string, unknown>, message: string][] = [
    [
      { input: { name: { first: secret } } },
      'Variable "$input" got an invalid value at "input.name"; String cannot represent a non string value',
    ],
    [
      { input: { name: [secret] } },
      'Variable "$input" got an invalid value at "input.name"; String cannot represent a non string value',
    ],
    [
      { input: { age: secret } },
      'Variable "$input" got an invalid value at "input.age"; Int cannot represent non-integer value',
    ],
    [
      { input: { age: 7_777_777_777 } },
      'Variable "$input" got an invalid value at "input.age"; Int cannot represent non 32-bit signed integer value',
    ],
    [
      { input: { id: { x: secret } } },
      'Variable "$input" got an invalid value at "input.id"; ID cannot represent value',
    ],
    [
      { input: { ok: secret } },
      'Variable "$input" got an invalid value at "input.ok"; Boolean cannot represent a non boolean value',
    ],
    [
      { input: { rate: secret } },
      'Variable "$input" got an invalid value at "input.rate"; Float cannot represent non numeric value',
    ],
    [
      { input: { provider: secret } },
      'Variable "$input" got an invalid value at "input.provider"; The value does not exist in "Provider" enum.',
    ],
    [
      { input: { provider: 'XPAI' } },
      'Variable "$input" got an invalid value at "input.provider"; The value does not exist in "Provider" enum. Did you mean the enum value "XPAY"?',
    ],
    [
      { input: { provider: { x: secret } } },
      'Variable "$input" got an invalid value at "input.provider"; Enum "Provider" cannot represent non-string value',
    ],
    [
      { input: { entries: [{ key: secret }] } },
      'Variable "$input" got an invalid value at "input.entries[0]"; Field "value" of required type "String!" was not provided.',
    ],
    [
      { input: { entries: [null] } },
      'Variable "$input" got an invalid value at "input.entries[0]"; Expected non-nullable type "Entry!" not to be null.',
    ],
    [
      { input: { entries: [secret] } },
      'Variable "$input" got an invalid value at "input.entries[0]"; Expected type "Entry" to be an object.',
    ],
    [
      { input: { nam: secret } },
      'Variable "$input" got an invalid value; Field "nam" is not defined by type "Input". Did you mean "name" or "any"?',
    ],
    [{ input: { [secret]: 1 } }, 'Variable "$input" got an invalid value.'],
    [{ input: secret }, 'Variable "$input" got an invalid value; Expected type "Input" to be an object.'],
    [{ input: null }, 'Variable "$input" of non-null type "Input!" must not be null.'],
    [{ provider: secret }, 'Variable "$provider" got an invalid value; The value does not exist in "Provider" enum.'],
    [{ first: secret }, 'Variable "$first" got an invalid value; Int cannot represent non-integer value'],
  ];
  it.each(cases)('%j', (variables, message) => {
    expect(messagesFor(variables)).toEqual([message]);
  });

  it('never repeats a value', () => {
    const marked = fc
      .tuple(fc.string(), fc.constantFrom('; ', ' at "input.name"; ', '"; Field "', ': ', '\n'))
      .map(([text, trap]) => `SECRET${trap}${text}SECRET`);
    const value = fc.oneof(marked, fc.array(marked), fc.dictionary(fc.constantFrom('a', 'b'), marked));
    const input = fc.dictionary(
      fc.constantFrom('name', 'age', 'id', 'ok', 'rate', 'entries', 'provider', 'nam'),
      value,
    );
    assertProperty(
      fc.property(fc.oneof(input, value), value, value, (given, provider, first) => {
        expect(messagesFor({ input: given, provider, first }).join('\n')).not.toContain('SECRET');
      }),
    );
  });

  it('is no trouble of ours', () => {
    const [error] = graphqlSync({ schema, source: query, variableValues: {} }).errors ?? [];
    expect(shown(error?.message ?? '', 'BAD_USER_INPUT', error).logged).toEqual([]);
  });
});

it('cuts off a value that stands in the query itself', () => {
  const document = parse(`{ create(input: { name: 12, age: "${'SECRET'}", ok: "SECRET" }, provider: XPAY) }`);
  const messages = validate(schema, document).map(
    (error) => shown(error.message, 'GRAPHQL_VALIDATION_FAILED', error).message,
  );
  expect(messages).toEqual([
    'String cannot represent a non string value.',
    'Int cannot represent non-integer value.',
    'Boolean cannot represent a non boolean value.',
  ]);
});

it.each([
  ['Cannot query field "x" on type "Query".', 'GRAPHQL_VALIDATION_FAILED'],
  ['Syntax Error: Expected Name, found "}".', 'GRAPHQL_PARSE_FAILED'],
  ['PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND'],
])('leaves %s as it is', (message, code) => {
  expect(shown(message, code, new GraphQLError(message))).toEqual({ message, logged: [] });
});

describe('something unforeseen', () => {
  class DriverError extends Error {
    override readonly name = 'DriverError';
  }
  const cause = new DriverError('insert failed for\njane@example.com');

  it('is hidden from the caller, and logged without its message', () => {
    const thrown = new GraphQLError(cause.message, { originalError: cause, path: ['createCustomer'] });
    const { message, logged } = shown(cause.message, 'INTERNAL_SERVER_ERROR', thrown);
    expect(message).toBe('Internal server error');
    expect(logged).toEqual([
      {
        details: {
          error: 'DriverError',
          requestId: 'request-1',
          stack: expect.stringContaining('format-error.test.ts'),
        },
        message: 'a resolver failed',
      },
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/jane|insert/);
  });
  it('is logged with its words where they say that there was no connection', () => {
    const lost = new DatabaseError('unavailable', 'no connection to the database: ECONNREFUSED');
    const { message, logged } = shown(lost.message, 'INTERNAL_SERVER_ERROR', lost);
    expect(message).toBe('Internal server error');
    expect(logged).toMatchObject([{ details: { kind: 'unavailable', error: lost.message } }]);
  });
  it('is hidden wherever it happened', () => {
    const wrapped = new GraphQLError('Context creation failed: jane', { originalError: cause });
    expect(shown(wrapped.message, 'INTERNAL_SERVER_ERROR', wrapped).message).toBe('Internal server error');
  });
  it('may be no error at all', () => {
    const { message, logged } = shown('jane', 'INTERNAL_SERVER_ERROR', 'jane');
    expect(message).toBe('Internal server error');
    expect(JSON.stringify(logged)).not.toContain('jane');
  });
  it('is shown when a resolver meant it for the caller', () => {
    const meant = new GraphQLError('Ask again later.');
    expect(shown(meant.message, 'INTERNAL_SERVER_ERROR', meant)).toEqual({ message: 'Ask again later.', logged: [] });
  });
});
