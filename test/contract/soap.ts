import { type ProviderContract, phoneOf } from './provider-contract.js';

export const contract: ProviderContract = {
  settings: { API_KEY: 'soap_contract', AUTH_SCHEME: 'bearer' },
  minimal: { profile: { firstName: 'Jo', lastName: 'Doe', email: 'jo@example.com' } },
  notSent: [
    'company',
    'description',
    'address.line1',
    'address.line2',
    'address.line3',
    'address.city',
    'address.state',
    'address.postalCode',
    'address.country',
    'metadata',
    'requestClientToken',
  ],
  clientToken: false,
  violations: [
    { what: 'no e-mail', change: { profile: { email: undefined } }, path: 'email', code: 'REQUIRED' },
    { what: 'no first name', change: { profile: { firstName: undefined } }, path: 'firstName', code: 'REQUIRED' },
    { what: 'no last name', change: { profile: { lastName: undefined } }, path: 'lastName', code: 'REQUIRED' },
    {
      what: 'an e-mail without a full stop after the @',
      change: { profile: { email: 'jo@example' } },
      path: 'email',
      code: 'INVALID_FORMAT',
    },
    {
      what: 'a phone outside of +1',
      change: { profile: { phone: phoneOf('44', '2079460123') } },
      path: 'phone',
      code: 'NOT_SUPPORTED_BY_PROVIDER',
      refusedAt: 'unnoticed',
    },
    {
      what: 'a +1 phone of 7 digits',
      change: { profile: { phone: phoneOf('1', '5550143') } },
      path: 'phone',
      code: 'NOT_SUPPORTED_BY_PROVIDER',
      refusedAt: 'unnoticed',
    },
    {
      what: 'a date that does not exist',
      change: { profile: { dateOfBirth: '1990-02-30' } },
      path: 'dateOfBirth',
      code: 'INVALID_FORMAT',
    },
  ],
  unbreakable: { '#/properties/phone_number/pattern': 'a number without ten digits is not sent; that is said instead' },
  everythingWrong: {
    change: {
      profile: {
        firstName: undefined,
        lastName: undefined,
        email: 'jo',
        phone: phoneOf('91', '9988776655'),
        dateOfBirth: '31.1.1990',
      },
    },
    expected: [
      ['phone', 'NOT_SUPPORTED_BY_PROVIDER'],
      ['firstName', 'REQUIRED'],
      ['lastName', 'REQUIRED'],
      ['email', 'INVALID_FORMAT'],
      ['dateOfBirth', 'INVALID_FORMAT'],
    ],
  },
  failures: {
    email_taken: { kind: 'already-exists', message: 'Email has already been taken' },
    invalid: {
      kind: 'validation',
      message: 'Date of birth is invalid',
      violations: [['dateOfBirth', 'Date of birth is invalid']],
    },
    unauthorized: { kind: 'authentication' },
  },
  repeats: {
    sameCreation: { kind: 'found', record: 'same' },
    sameCustomer: { kind: 'found', record: 'same' },
    otherCustomer: { kind: 'already-exists', record: 'same' },
  },
};
