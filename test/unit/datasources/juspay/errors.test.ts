import { describe, expect, it } from 'vitest';
import { errors } from '../../../../src/datasources/juspay/errors.js';
import type { ErrorBody } from '../../../../src/datasources/provider-definition.js';

describe("reading Juspay's errors", () => {
  const cases: [what: string, body: unknown, read: ErrorBody][] = [
    [
      'the plain form',
      {
        status: 'Bad Request',
        error_code: 'Mandatory fields are missing',
        error_message: 'mobile_number is mandatory field.',
      },
      {
        code: 'Mandatory fields are missing',
        message: 'mobile_number is mandatory field.',
        fields: [{ name: 'mobile_number', message: 'mobile_number is mandatory field.' }],
      },
    ],
    [
      'fields to blame',
      {
        error_code: 'Invalid Request',
        error_message: 'Wrong value in email_address',
        error_info: {
          code: 'INVALID_INPUT',
          developer_message: 'Invalid request params',
          fields: [{ field_name: 'email_address', reason: 'Invalid value.' }, { field_name: 'first_name' }, null, {}],
        },
      },
      {
        code: 'INVALID_INPUT',
        message: 'Wrong value in email_address. Invalid request params',
        fields: [
          { name: 'email_address', message: 'Invalid value.' },
          { name: 'first_name', message: 'Juspay refused this value.' },
        ],
      },
    ],
    ['an old duplicate', { status: 'invalid_request_error', error_code: 'unique' }, { code: 'unique' }],
    [
      'what is behind an "internal error"',
      {
        error: true,
        error_message: 'Internal Server error.',
        error_info: { code: 'BAD_ORIGIN', developer_message: 'IP Verification Failed' },
      },
      { code: 'BAD_ORIGIN', message: 'Internal Server error. IP Verification Failed' },
    ],
    [
      'a message for users where there is no other',
      { error_code: 'access_denied', error_info: { user_message: 'Unauthorized.' } },
      { code: 'access_denied', message: 'Unauthorized.' },
    ],
    [
      'a field named by the message alone',
      { error_message: 'Wrong value in last_name.' },
      { message: 'Wrong value in last_name.', fields: [{ name: 'last_name', message: 'Wrong value in last_name.' }] },
    ],
  ];
  it.each(cases)('%s', (_, body, read) => {
    expect(errors.read(body)).toEqual(read);
  });

  it.each([
    [null],
    [undefined],
    [[]],
    ['text'],
    [42],
    [{}],
    [{ status: 404, error: 'Not Found' }],
    [{ error_info: [] }],
  ])('reads no error from %j', (strange) => {
    expect(errors.read(strange)).toBeUndefined();
  });
});

it.each([
  ['unique', 'ALREADY_EXISTS', 'ALREADY_EXISTS'],
  ['unique', 'INVALID_INPUT', 'unique'],
  ['object_not_found', 'SOMETHING_NEW', 'object_not_found'],
  ['access_denied', undefined, 'access_denied'],
  ['Invalid Request', 'INVALID_INPUT', 'INVALID_INPUT'],
])('takes %s beside %s for %s', (error_code, code, read) => {
  expect(errors.read({ error_code, error_info: { code } })?.code).toBe(read);
});

it.each([
  ['Wrong!', 'Really?', 'Wrong! Really?'],
  ['Wrong', 'Really', 'Wrong. Really'],
  ['Wrong.', 'Wrong', 'Wrong.'],
  [undefined, 'Really', 'Really'],
])('leaves the words %s and %s as they are', (error_message, developer_message, message) => {
  expect(errors.read({ error_message, error_info: { developer_message } })?.message).toBe(message);
});

describe('the rules', () => {
  it.each([
    ['ALREADY_EXISTS', 'already-exists'],
    ['unique', 'already-exists'],
    ['access_denied', 'authentication'],
    ['BAD_ORIGIN', 'authentication'],
    ['DUPLICATE_REQUEST', 'outcome-unknown'],
    ['INVALID_INPUT', undefined],
  ])('%s: %s', (code, kind) => {
    expect(errors.rules.find((rule) => rule.code?.includes(code))?.kind).toBe(kind);
  });
});
