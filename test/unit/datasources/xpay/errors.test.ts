import { describe, expect, it } from 'vitest';
import { kindByRules } from '../../../../src/datasources/kit/classify-refusal.js';
import { errors } from '../../../../src/datasources/xpay/errors.js';
import { unreadableBodies } from '../provider-support.js';

it('reads code and description', () => {
  expect(errors.read({ errorCode: 'bad_request', errorDescription: 'Failed to read request' })).toEqual({
    code: 'bad_request',
    message: 'Failed to read request',
    fields: [],
  });
});

it('reads the fields that a description names by their place', () => {
  const errorDescription = 'customerDetails.email is invalid; customerDetails.customerAddress.city is too long';
  expect(errors.read({ errorCode: 'bad_request', errorDescription })?.fields).toEqual([
    { name: '/customerDetails/email', message: errorDescription },
    { name: '/customerDetails/customerAddress/city', message: errorDescription },
  ]);
});

it.each(unreadableBodies)('finds no error body in %j', (body) => {
  expect(errors.read(body)).toBeUndefined();
});

describe('rules', () => {
  it.each([
    [409, { errorCode: 'bad_request', errorDescription: 'Concurrent' }, 'outcome-unknown'],
    [409, undefined, 'outcome-unknown'],
    [
      400,
      { errorCode: 'bad_request', errorDescription: 'The initial request is still in progress' },
      'outcome-unknown',
    ],
    [400, { errorCode: 'bad_request', errorDescription: 'Idempotency key was used otherwise' }, 'outcome-unknown'],
    [400, { errorCode: 'unauthorized', errorDescription: 'Invalid keys' }, 'authentication'],
    [404, { errorCode: 'resource_not_found', errorDescription: 'No such resource' }, undefined],
    [400, { errorCode: 'bad_request', errorDescription: 'customerDetails.email is invalid' }, undefined],
    [500, { errorCode: 'internal_server_error', errorDescription: 'Unexpected' }, undefined],
  ])('%i %j is %s', (status, body, kind) => {
    expect(kindByRules(errors, status, errors.read(body))).toBe(kind);
  });
});
