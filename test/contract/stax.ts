import { type ProviderContract, phoneOf } from './provider-contract.js';

export const contract: ProviderContract = {
  settings: { API_KEY: 'stax_contract' },
  minimal: { profile: { company: 'Example Traders' } },
  fullOptions: { customFields: [{ key: 'segment', value: 'retail' }] },
  notSent: ['dateOfBirth', 'address.line3', 'requestClientToken'],
  clientToken: false,
  violations: [
    {
      what: 'neither name, e-mail nor company',
      change: { profile: { company: undefined } },
      path: 'firstName',
      code: 'REQUIRED',
      refusedAt: '',
    },
    {
      what: 'an e-mail with a space in quotes',
      change: { profile: { email: '"jo doe"@example.com' } },
      path: 'email',
      code: 'INVALID_FORMAT',
    },
    {
      what: 'a phone of 9 digits',
      change: { profile: { phone: phoneOf('298', '211234') } },
      path: 'phone',
      code: 'NOT_SUPPORTED_BY_PROVIDER',
    },
    {
      what: 'a state in words',
      change: { profile: { address: { state: 'Illinois' } } },
      path: 'address.state',
      code: 'TOO_LONG',
    },
    {
      what: 'a state of one letter',
      change: { profile: { address: { state: 'I' } } },
      path: 'address.state',
      code: 'TOO_SHORT',
    },
    {
      what: 'a postal code of 17 characters',
      change: { profile: { address: { postalCode: '12345678901234567' } } },
      path: 'address.postalCode',
      code: 'TOO_LONG',
    },
    {
      what: 'a country without a three-letter code',
      change: { profile: { address: { country: 'ZZ' } } },
      path: 'address.country',
      code: 'NOT_SUPPORTED_BY_PROVIDER',
    },
    {
      what: 'a custom field that repeats a metadata key',
      change: {
        profile: { metadata: [{ key: 'plan', value: 'gold' }] },
        options: { customFields: [{ key: 'plan', value: 'silver' }] },
      },
      path: 'providerOptions.stax.customFields.0.key',
      code: 'DUPLICATE',
      refusedAt: 'unnoticed',
    },
  ],
  everythingWrong: {
    change: {
      profile: {
        company: undefined,
        phone: phoneOf('298', '211234'),
        address: { state: 'Illinois', postalCode: '12345678901234567', country: 'ZZ' },
      },
      options: {
        customFields: [
          { key: 'plan', value: 'gold' },
          { key: 'plan', value: 'silver' },
        ],
      },
    },
    expected: [
      ['providerOptions.stax.customFields.1.key', 'DUPLICATE'],
      ['firstName', 'REQUIRED'],
      ['phone', 'NOT_SUPPORTED_BY_PROVIDER'],
      ['address.state', 'TOO_LONG'],
      ['address.postalCode', 'TOO_LONG'],
      ['address.country', 'NOT_SUPPORTED_BY_PROVIDER'],
    ],
  },
  failures: {
    invalid_field: {
      kind: 'validation',
      message: 'email: The email must be a valid email address.',
      violations: [['email', 'The email must be a valid email address.']],
    },
    invalid_fields: {
      kind: 'validation',
      message:
        'email: The email must be a valid email address. address_state: The address state must be 2 characters. ' +
        'address_state: The address state is invalid.',
      violations: [
        ['email', 'The email must be a valid email address.'],
        ['address.state', 'The address state must be 2 characters.'],
        ['address.state', 'The address state is invalid.'],
      ],
    },
    invalid_id: {
      kind: 'validation',
      message: 'id: The selected id is invalid.',
      violations: [['', 'id: The selected id is invalid.']],
    },
    bad_request: {
      kind: 'validation',
      message: 'At least one of firstname, lastname, email and company is required.',
      violations: [['', 'At least one of firstname, lastname, email and company is required.']],
    },
    bad_request_text: {
      kind: 'validation',
      message: 'The request could not be read.',
      violations: [['', 'The request could not be read.']],
    },
    unauthorized: { kind: 'authentication', message: 'Unauthorized' },
    rate_limited: { kind: 'rate-limit', message: 'Too many requests.', retryAfterSeconds: 30 },
    server_error: { kind: 'outcome-unknown', message: 'An unexpected error occurred.', answered: true },
  },
  repeats: {
    sameCreation: { kind: 'created', record: 'another' },
    sameCustomer: { kind: 'created', record: 'another' },
    otherCustomer: { kind: 'created', record: 'another' },
  },
};
