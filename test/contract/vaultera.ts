import { type ProviderContract, phoneOf, textOf, type ViolationCase } from './provider-contract.js';

const tooLong = (path: string, change: ViolationCase['change']): ViolationCase => ({
  what: `${path} too long`,
  change,
  path,
  code: 'TOO_LONG',
});

export const contract: ProviderContract = {
  settings: { API_KEY: 'vaultera_contract' },
  minimal: { profile: {} },
  notSent: ['company', 'dateOfBirth', 'requestClientToken'],
  clientToken: false,
  violations: [
    tooLong('reference', { merchantCustomerId: textOf(65) }),
    { what: 'an empty reference', change: { merchantCustomerId: '' }, path: 'reference', code: 'TOO_SHORT' },
    tooLong('firstName', { profile: { firstName: textOf(256) } }),
    {
      ...tooLong('lastName', { profile: { firstName: 'Jo', lastName: textOf(253) } }),
      what: 'a name too long as a whole',
    },
    {
      ...tooLong('firstName', { profile: { firstName: textOf(256), address: { city: 'Springfield' } } }),
      what: 'a first name too long beside an address',
    },
    {
      ...tooLong('lastName', { profile: { lastName: textOf(256), address: { city: 'Springfield' } } }),
      what: 'a last name too long beside an address',
    },
    tooLong('email', { profile: { email: `${textOf(244)}@example.com` } }),
    tooLong('phone', { profile: { phone: phoneOf('1', '2'.repeat(256)) } }),
    { ...tooLong('phone', { profile: { phone: phoneOf('1'.repeat(255), '2') } }), what: 'a country code too long' },
    tooLong('description', { profile: { description: textOf(256) } }),
    tooLong('address.line1', { profile: { address: { line1: textOf(201) } } }),
    tooLong('address.line2', { profile: { address: { line2: textOf(51) } } }),
    tooLong('address.line3', { profile: { address: { line3: textOf(51) } } }),
    tooLong('address.city', { profile: { address: { city: textOf(51) } } }),
    tooLong('address.postalCode', { profile: { address: { postalCode: textOf(51) } } }),
    {
      what: 'a country that is not on the list',
      change: { profile: { address: { country: 'XK' } } },
      path: 'address.country',
      code: 'NOT_SUPPORTED_BY_PROVIDER',
    },
    {
      what: '51 metadata',
      change: { profile: { metadata: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: 'v' })) } },
      path: 'metadata',
      code: 'TOO_MANY',
    },
    {
      what: 'a metadata key too long',
      change: {
        profile: {
          metadata: [
            { key: 'plan', value: 'gold' },
            { key: textOf(41), value: 'v' },
          ],
        },
      },
      path: 'metadata.1.key',
      code: 'TOO_LONG',
      refusedAt: 'metadata.1.value',
    },
    {
      what: 'a metadata value too long',
      change: {
        profile: {
          metadata: [
            { key: 'plan', value: 'gold' },
            { key: 'note', value: textOf(501) },
          ],
        },
      },
      path: 'metadata.1.value',
      code: 'TOO_LONG',
    },
  ],
  unbreakable: { '#/properties/address/additionalProperties': 'no other field is ever sent' },
  everythingWrong: {
    change: {
      merchantCustomerId: textOf(65),
      profile: {
        firstName: textOf(300),
        description: textOf(300),
        address: { line1: textOf(201), country: 'XK' },
        metadata: [{ key: textOf(41), value: textOf(501) }],
      },
    },
    expected: [
      ['reference', 'TOO_LONG'],
      ['firstName', 'TOO_LONG'],
      ['description', 'TOO_LONG'],
      ['address.line1', 'TOO_LONG'],
      ['address.country', 'NOT_SUPPORTED_BY_PROVIDER'],
      ['metadata.0.key', 'TOO_LONG'],
      ['metadata.0.value', 'TOO_LONG'],
    ],
  },
  failures: {
    already_exists: {
      kind: 'already-exists',
      code: 'IR_12',
      message: 'Customer with the given `customer_id` already exists',
    },
    missing_parameter: {
      kind: 'validation',
      code: 'IR_04',
      message: 'Missing required param: email',
      violations: [['email', 'Missing required param: email']],
    },
    invalid_format: {
      kind: 'validation',
      code: 'IR_05',
      message: 'phone contains invalid data. Expected format is digits',
      violations: [['phone', 'phone contains invalid data. Expected format is digits']],
    },
    invalid_request: {
      kind: 'validation',
      code: 'IR_06',
      message: 'The request body could not be read',
      violations: [['', 'The request body could not be read']],
    },
    invalid_value: {
      kind: 'validation',
      code: 'IR_07',
      message: 'Invalid value provided: email',
      violations: [['email', 'Invalid value provided: email']],
    },
    unauthorized: {
      kind: 'authentication',
      code: 'IR_01',
      message: 'API key not provided or invalid API key used',
    },
    not_found: {
      kind: 'unavailable',
      code: 'HE_02',
      message: 'Customer does not exist in our records',
    },
    internal_error: {
      kind: 'outcome-unknown',
      code: 'HE_00',
      message: 'Something went wrong',
      answered: true,
    },
  },
  repeats: {
    sameCreation: { kind: 'created', record: 'same' },
    sameCustomer: { kind: 'created', record: 'same' },
    otherCustomer: { kind: 'created', record: 'another' },
  },
};
