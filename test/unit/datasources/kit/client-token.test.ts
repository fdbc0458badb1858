import { describe, expect, it } from 'vitest';
import { heldBack, unreachable } from '../../../../src/datasources/http/outcome.js';
import { readClientToken } from '../../../../src/datasources/kit/client-token.js';
import type { ProviderDefinition } from '../../../../src/datasources/provider-definition.js';
import { stax } from '../../../../src/datasources/stax/definition.js';

const clientToken = { token: 'tkn_1' };

/** A provider that answers with its customer in three words: id, error code, token. */
const definition: ProviderDefinition = {
  ...stax,
  title: 'Acme Pay',
  errors: {
    read: (body) => (Array.isArray(body) && body[1] ? { code: body[1], message: 'It said so.' } : undefined),
    rules: [{ code: ['no_more'], kind: 'already-exists' }],
  },
  readCustomer: (body) =>
    Array.isArray(body) && body[0]
      ? { externalId: body[0], clientToken: body[2] ? clientToken : undefined }
      : undefined,
  clientToken: { call: () => ({ operationId: 'retrieve' }), absentCodes: ['gone'] },
};

const answered = (status: number, body: unknown, headers = {}) =>
  readClientToken(
    { kind: 'answered', status, headers, body: JSON.stringify(body), sendings: 1, earlierUnknown: false },
    definition,
    { externalId: 'cus_1' },
  );

it('is the token of the customer that was asked for', () => {
  expect(answered(200, ['cus_1', '', 'tkn_1'])).toEqual({ kind: 'token', clientToken });
});

describe('there is none', () => {
  it.each<[string, number, unknown, object]>([
    ["when the answer is another customer's", 200, ['cus_2', '', 'tkn_2'], { kind: 'unavailable', httpStatus: 200 }],
    ['when the answer is something else', 200, 'hello', { kind: 'unavailable', httpStatus: 200 }],
    ['when the answer holds none', 200, ['cus_1'], { kind: 'not-issued', httpStatus: 200 }],
    ['when the customer is gone', 404, ['', 'gone'], { kind: 'customer-not-found', providerCode: 'gone' }],
    ['when a 404 says nothing about the customer', 404, ['', 'other'], { kind: 'unavailable', httpStatus: 404 }],
    ['when a 404 is nobody’s', 404, {}, { kind: 'unavailable', httpStatus: 404 }],
    ['when the credentials are refused', 401, {}, { kind: 'authentication', httpStatus: 401 }],
    ['when it was asked too often', 429, {}, { kind: 'rate-limit', retryAfterSeconds: 7 }],
    ['when the request is refused', 400, ['', 'x'], { kind: 'not-issued', providerMessage: 'It said so.' }],
    ['when a rule says so', 409, ['', 'no_more'], { kind: 'not-issued', providerCode: 'no_more' }],
    ['when the provider is out of order', 500, {}, { kind: 'unavailable', httpStatus: 500 }],
  ])('%s', (_, status, body, failure) => {
    expect(answered(status, body, { 'retry-after': '7' })).toMatchObject({ ...failure, reason: expect.any(String) });
  });

  it('when this service held the request back, with the seconds to wait', () => {
    const outcome = heldBack('circuit-open', 'nothing went out', 3000);
    const failure = { kind: 'busy', reason: 'nothing went out', retryAfterSeconds: 3 };
    expect(readClientToken(outcome, definition, { externalId: 'cus_1' })).toEqual(failure);
  });

  it('when the provider could not be reached', () => {
    const failure = { kind: 'unavailable', reason: 'nobody there' };
    const outcome = unreachable('refused', 'nobody there');
    expect(readClientToken(outcome, definition, { externalId: 'cus_1' })).toEqual(failure);
  });

  it('when no complete answer came', () => {
    const outcome = { kind: 'unknown', reason: 'cut off', sendings: 1 } as const;
    expect(readClientToken(outcome, definition, { externalId: 'cus_1' })).toEqual({
      kind: 'unavailable',
      reason: 'cut off',
    });
  });

  it("and another customer's token is not handed on", () => {
    expect(JSON.stringify(answered(200, ['cus_2', '', 'tkn_1']))).not.toContain('tkn_1');
  });
});
