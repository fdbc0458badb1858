import { isUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
// Decorators of the schema's classes need it, and only the application's start imports it otherwise.
import 'reflect-metadata';
import type { CreationSummary } from '../../../src/domain/creation.js';
import type { Customer, ProviderCustomer } from '../../../src/domain/customer.js';
import type { CreateCustomerOutcome } from '../../../src/services/creation/outcome.js';

const { toResult } = await import('../../../src/graphql/to-result.js');

const at = new Date('2026-02-03T04:05:06Z');
const account = { provider: 'STAX', account: 'eu', mode: 'TEST' } as const;
const customer: Customer = {
  id: 'customer-id',
  profile: {
    firstName: 'Jane',
    phone: { e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' },
    address: { city: 'Delft' },
  },
  profileVersion: 1,
  createdAt: at,
  updatedAt: at,
};
const link: ProviderCustomer = {
  ...account,
  id: 'link-id',
  customerId: 'customer-id',
  externalId: 'cus_1',
  createdAt: at,
};
const creation: CreationSummary = {
  ...account,
  id: 'creation-id',
  state: 'UNKNOWN',
  attempts: 2,
  reason: 'no answer',
  createdAt: at,
};
const violations = [{ path: ['address', 'country'], code: 'INVALID_VALUE', message: 'Give a country.' }] as const;
const said = { providerCode: 'E1', providerMessage: 'No.', httpStatus: 400 };

describe('success', () => {
  const outcome = {
    ...account,
    kind: 'succeeded',
    customer,
    providerCustomer: link,
    created: true,
    notSent: [['company']],
    replayed: false,
    differences: [],
    changed: [['email']],
  } as const;

  it('shows the customer, and its record at the provider', () => {
    expect(toResult(outcome)).toMatchObject({
      customer: {
        id: 'customer-id',
        firstName: 'Jane',
        phone: '+12025550143',
        address: { city: 'Delft' },
        metadata: [],
      },
      providerCustomer: {
        provider: 'STAX',
        account: 'eu',
        externalId: 'cus_1',
        customerId: 'customer-id',
        createdAt: at,
      },
      created: true,
      notSent: [['company']],
      replayed: false,
      differences: [],
      changed: [['email']],
    });
  });
  it('hands a client token on', () => {
    const clientToken = { token: 'tkn', expiresAt: at };
    expect(toResult({ ...outcome, created: false, clientToken })).toMatchObject({ created: false, clientToken });
    expect(toResult(outcome)).toMatchObject({ clientToken: undefined, clientTokenError: undefined });
  });
  it.each([
    ['busy', 'SERVICE_BUSY', true],
    ['rate-limit', 'RATE_LIMIT', true],
    ['unavailable', 'UNAVAILABLE', true],
    ['authentication', 'AUTHENTICATION', false],
    ['customer-not-found', 'CUSTOMER_NOT_FOUND', false],
    ['not-issued', 'NOT_ISSUED', false],
    ['not-configured', 'NOT_CONFIGURED', false],
  ] as const)('says why there is no client token: %s', (kind, reason, retryable) => {
    const clientTokenError = { kind, reason: 'it is so', httpStatus: 418, retryAfterSeconds: 3 };
    expect(toResult({ ...outcome, clientTokenError })).toMatchObject({
      clientTokenError: {
        reason,
        retryable,
        message: 'The customer is linked, but there is no client token: it is so.',
        httpStatus: 418,
        retryAfterSeconds: 3,
      },
    });
  });
  it('shows the ids that the provider was sent', () => {
    const ids = { merchantReference: 'user-1042', routingId: 'route-7' };
    const providerCustomer = { ...outcome.providerCustomer, ...ids };
    expect(toResult({ ...outcome, providerCustomer })).toMatchObject({ providerCustomer: ids });
  });
});

/** One row for each way to fail: the type, and what it says. */
const errors: [type: string, outcome: CreateCustomerOutcome, fields: object, message: RegExp][] = [
  [
    'InvalidCustomerInputError',
    { ...account, kind: 'invalid-input', violations },
    { retryable: false, violations },
    /Stax; nothing was sent/,
  ],
  [
    'CustomerNotFoundError',
    { ...account, kind: 'customer-not-found', customerId: 'x' },
    { retryable: false, customerId: 'x' },
    /customerId/,
  ],
  [
    'ProviderNotConfiguredError',
    { ...account, kind: 'not-configured' },
    { retryable: false, account: 'eu' },
    /"eu" of Stax/,
  ],
  ['IdempotencyKeyReusedError', { ...account, kind: 'key-reused' }, { retryable: false }, /idempotency key/],
  [
    'ProviderOutcomeUnknownError',
    { ...account, kind: 'unknown', creation, reason: 'no answer' },
    {
      retryable: false,
      creation: { id: 'creation-id', status: 'UNKNOWN', provider: 'STAX', account: 'eu', attempts: 2 },
    },
    /whether Stax created the customer: no answer\.$/,
  ],
  [
    'ProviderValidationError',
    { ...account, kind: 'failed', failure: { kind: 'validation', ...said, violations } },
    { retryable: false, ...said, violations },
    /Stax refused the data/,
  ],
  [
    'ProviderAuthenticationError',
    { ...account, kind: 'failed', failure: { kind: 'authentication', ...said } },
    { retryable: false, ...said },
    /credentials/,
  ],
  [
    'ProviderRateLimitError',
    { ...account, kind: 'failed', failure: { kind: 'rate-limit', ...said, retryAfterSeconds: 7 } },
    { retryable: true, ...said, retryAfterSeconds: 7 },
    /Too many requests for Stax/,
  ],
  [
    'ProviderUnavailableError',
    { ...account, kind: 'failed', failure: { kind: 'unavailable', reason: 'no connection could be made' } },
    { retryable: true, httpStatus: undefined },
    /Nothing was created at Stax: no connection could be made\.$/,
  ],
  [
    'ServiceBusyError',
    { ...account, kind: 'failed', failure: { kind: 'busy', reason: 'the circuit is open', retryAfterSeconds: 9 } },
    { retryable: true, retryAfterSeconds: 9 },
    /Nothing was sent to Stax: the circuit is open\.$/,
  ],
  [
    'CustomerAlreadyExistsError',
    {
      ...account,
      kind: 'failed',
      failure: { kind: 'already-exists', ...said, existingExternalId: 'cus_1' },
      existing: link,
    },
    { retryable: false, ...said, externalId: 'cus_1', existing: { externalId: 'cus_1', customerId: 'customer-id' } },
    /already/,
  ],
  [
    'CustomerAlreadyExistsError',
    { ...account, kind: 'failed', failure: { kind: 'already-exists', ...said } },
    { retryable: false, existing: undefined },
    /already/,
  ],
];

it.each(errors)('%s', (type, outcome, fields, message) => {
  const result = toResult(outcome);
  expect(result.constructor.name).toBe(type);
  expect(result).toMatchObject({ provider: 'STAX', message: expect.stringMatching(message), ...fields });
});

it('has a case for every error class, and the union has every one of them', async () => {
  const { buildSubgraph } = await import('../../../src/graphql/schema.js');
  const classes = await import('../../../src/graphql/types/create-customer-error.js');
  const concrete = Object.keys(classes).filter((name) => !['CreateCustomerError', 'ProviderError'].includes(name));
  expect(new Set(errors.map(([type]) => type))).toEqual(new Set(concrete));
  const union = buildSubgraph().getType('CreateCustomerResult');
  const members = isUnionType(union) ? union.getTypes().map(({ name }) => name) : [];
  expect(new Set(members)).toEqual(new Set(['CreateCustomerSuccess', ...concrete]));
});

it('refuses an outcome that does not exist', () => {
  const impossible = { ...account, kind: 'lost' } as unknown as CreateCustomerOutcome;
  const failure = { ...account, kind: 'failed', failure: { kind: 'lost' } } as unknown as CreateCustomerOutcome;
  expect(() => toResult(impossible)).toThrow('Unreachable');
  expect(() => toResult(failure)).toThrow('Unreachable');
});
