import { type ProviderContract, phoneOf } from './provider-contract.js';

const phone = phoneOf('91', '9988776655');

export const contract: ProviderContract = {
  settings: { API_KEY: 'juspay_contract', MERCHANT_ID: 'merchant_contract', GATEWAYS: 'billdesk' },
  minimal: { profile: { phone } },
  fullOptions: { gateways: ['PAYU', 'paypal'], routingId: 'route-1042' },
  notSent: [
    'company',
    'dateOfBirth',
    'description',
    'address.line1',
    'address.line2',
    'address.line3',
    'address.city',
    'address.state',
    'address.postalCode',
    'address.country',
    'metadata',
  ],
  clientToken: true,
  violations: [
    {
      what: 'an own id of 7 characters',
      change: { merchantCustomerId: 'abc-123' },
      path: 'reference',
      code: 'TOO_SHORT',
    },
    {
      what: 'an own id that no header can carry',
      change: { merchantCustomerId: 'müller-1042' },
      path: 'reference',
      code: 'INVALID_CHARACTERS',
      refusedAt: 'unnoticed',
    },
    { what: 'no phone', change: { profile: { phone: undefined } }, path: 'phone', code: 'REQUIRED' },
    {
      what: 'a phone with letters',
      change: { profile: { phone: phoneOf('91', '99-887') } },
      path: 'phone',
      code: 'INVALID_FORMAT',
    },
    {
      what: 'a country code with a plus sign',
      change: { profile: { phone: phoneOf('+91', '9988776655') } },
      path: 'phone',
      code: 'INVALID_FORMAT',
    },
    {
      what: 'an e-mail whose local part ends with a full stop',
      change: { profile: { email: 'jo.@example.com' } },
      path: 'email',
      code: 'INVALID_FORMAT',
    },
    {
      what: 'a refused character in the first name',
      change: { profile: { firstName: 'Jo & Al' } },
      path: 'firstName',
      code: 'INVALID_CHARACTERS',
    },
    {
      what: 'a refused character in the last name',
      change: { profile: { lastName: 'Doe; Roe' } },
      path: 'lastName',
      code: 'INVALID_CHARACTERS',
    },
    {
      what: 'no e-mail for a gateway that needs one',
      change: { options: { gateways: ['PAYPAL'] } },
      path: 'email',
      code: 'REQUIRED',
      refusedAt: 'unnoticed',
    },
    {
      what: 'an unknown gateway',
      change: { options: { gateways: ['PAYU2'] } },
      path: 'providerOptions.juspay.gateways.0',
      code: 'INVALID_VALUE',
      refusedAt: 'unnoticed',
    },
    {
      what: 'a routing id that no header can carry',
      change: { options: { routingId: 'маршрут' } },
      path: 'providerOptions.juspay.routingId',
      code: 'INVALID_CHARACTERS',
      refusedAt: 'unnoticed',
    },
  ],
  unbreakable: {
    '#/required/object_reference_id': 'the unified id is sent where there is no reference',
    '#/properties/options.get_client_auth_token/enum': 'only `true` is ever sent',
  },
  everythingWrong: {
    change: {
      merchantCustomerId: 'ä',
      profile: { phone: undefined, firstName: '<b>', lastName: 'a\\b' },
      options: { gateways: ['PAYU', 'NONE'] },
    },
    expected: [
      ['providerOptions.juspay.gateways.1', 'INVALID_VALUE'],
      ['email', 'REQUIRED'],
      ['phone', 'REQUIRED'],
      ['reference', 'INVALID_CHARACTERS'],
      ['reference', 'TOO_SHORT'],
      ['firstName', 'INVALID_CHARACTERS'],
      ['lastName', 'INVALID_CHARACTERS'],
    ],
  },
  failures: {
    already_exists: {
      kind: 'already-exists',
      code: 'ALREADY_EXISTS',
      message: 'A customer with this object_reference_id exists in your account. object_reference_id is taken',
    },
    missing_field: {
      kind: 'validation',
      code: 'Mandatory fields are missing',
      message: 'mobile_number is mandatory field.',
      violations: [['phone', 'mobile_number is mandatory field.']],
    },
    invalid_value: {
      kind: 'validation',
      code: 'INVALID_INPUT',
      message: 'Wrong value in email_address. Invalid request params',
      violations: [['email', 'Invalid value.']],
    },
    unauthorized: { kind: 'authentication', code: 'UNAUTHORIZED', message: 'The API key is not valid' },
    ip_not_allowed: {
      kind: 'authentication',
      code: 'BAD_ORIGIN',
      message: 'Internal Server error. IP Verification Failed',
    },
    not_found: {
      kind: 'unavailable',
      code: 'RESOURCE_NOT_FOUND',
      message: 'There is nothing by this id. Customer account not found',
    },
  },
  repeats: {
    sameCreation: { kind: 'found', record: 'same' },
    sameCustomer: { kind: 'found', record: 'same' },
    otherCustomer: { kind: 'created', record: 'another' },
  },
};
