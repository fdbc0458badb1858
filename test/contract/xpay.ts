import { type ProviderContract, phoneOf } from './provider-contract.js';

export const contract: ProviderContract = {
  settings: { PUBLIC_KEY: 'pk_contract', PRIVATE_KEY: 'sk_contract' },
  minimal: { profile: { firstName: 'Jo', email: 'jo@example.com', phone: phoneOf('44', '2079460123') } },
  notSent: ['reference', 'company', 'dateOfBirth', 'description', 'address.line3', 'metadata', 'requestClientToken'],
  clientToken: false,
  violations: [
    { what: 'no name', change: { profile: { firstName: undefined } }, path: 'firstName', code: 'REQUIRED' },
    { what: 'no e-mail', change: { profile: { email: undefined } }, path: 'email', code: 'REQUIRED' },
    { what: 'no phone', change: { profile: { phone: undefined } }, path: 'phone', code: 'REQUIRED' },
    {
      what: 'an e-mail without a full stop after the @',
      change: { profile: { email: 'jo@example' } },
      path: 'email',
      code: 'INVALID_FORMAT',
    },
    {
      what: 'a phone of 16 digits',
      change: { profile: { phone: phoneOf('49', '12345678901234') } },
      path: 'phone',
      code: 'INVALID_FORMAT',
    },
    {
      what: 'a country in words',
      change: { profile: { address: { country: 'United States' } } },
      path: 'address.country',
      code: 'INVALID_FORMAT',
    },
  ],
  unbreakable: { '#/required/customerDetails': 'sent even when empty' },
  everythingWrong: {
    change: {
      profile: {
        firstName: undefined,
        email: 'jo@',
        phone: undefined,
        address: { line1: '12 Example Street', country: 'us' },
      },
    },
    expected: [
      ['firstName', 'REQUIRED'],
      ['phone', 'REQUIRED'],
      ['email', 'INVALID_FORMAT'],
      ['address.country', 'INVALID_FORMAT'],
    ],
  },
  failures: {
    bad_request: {
      kind: 'validation',
      code: 'bad_request',
      message: 'Failed to read request',
      violations: [['', 'Failed to read request']],
    },
    key_reused: {
      kind: 'outcome-unknown',
      code: 'bad_request',
      message: 'This idempotency key was first used with other request parameters',
      answered: false,
    },
    in_flight: {
      kind: 'outcome-unknown',
      code: 'bad_request',
      message: 'A request with this idempotency key is still in progress',
      answered: false,
    },
    in_flight_old: {
      kind: 'outcome-unknown',
      code: 'bad_request',
      message: 'The initial request is still in progress',
      answered: false,
    },
    unauthorized: { kind: 'authentication', code: 'unauthorized', message: 'Invalid API keys' },
    not_found: {
      kind: 'unavailable',
      code: 'resource_not_found',
      message: 'The requested resource was not found',
    },
    rate_limited: { kind: 'rate-limit', code: 'rate_limit_exceeded', message: 'Too many requests' },
    server_error: {
      kind: 'outcome-unknown',
      code: 'internal_server_error',
      message: 'Something unexpected happened on the server',
      answered: true,
    },
  },
  repeats: {
    sameCreation: { kind: 'created', record: 'same' },
    sameCustomer: { kind: 'created', record: 'another' },
    otherCustomer: { kind: 'created', record: 'another' },
  },
};
