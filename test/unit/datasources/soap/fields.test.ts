import { describe, expect, it } from 'vitest';
import { fields, requirements } from '../../../../src/datasources/soap/fields.js';
import { soap } from '../../../../src/datasources/soap/index.js';
import { aRequest, inputsByWire, wireValue } from '../provider-support.js';

it('maps every input that Soap has a place for', () => {
  expect(inputsByWire(fields)).toEqual({
    '/email': ['email'],
    '/first_name': ['firstName'],
    '/last_name': ['lastName'],
    '/phone_number': ['phone'],
    '/date_of_birth': ['dateOfBirth'],
    '/internal_id': ['reference'],
  });
});

it('sends our own id', () => {
  expect(wireValue(fields, '/internal_id', aRequest({}, { merchantCustomerId: 'customer-7' }))).toBe('customer-7');
});

describe('telephone numbers', () => {
  const plusOne = { e164: '+12025550123', countryCode: '1', nationalNumber: '2025550123' };
  const elsewhere = { e164: '+442079460123', countryCode: '44', nationalNumber: '2079460123' };

  it('sends the 10 digits of a +1 number', () => {
    const request = aRequest({ phone: plusOne });
    expect(wireValue(fields, '/phone_number', request)).toBe('2025550123');
    expect(requirements(request)).toEqual([]);
  });

  it.each([elsewhere, { ...plusOne, nationalNumber: '20255501' }])(
    'says that $e164 $nationalNumber cannot be sent',
    (phone) => {
      const request = aRequest({ phone });
      expect(wireValue(fields, '/phone_number', request)).toBeUndefined();
      expect(requirements(request)).toEqual([
        { path: ['phone'], code: 'NOT_SUPPORTED_BY_PROVIDER', message: expect.stringContaining('+1') },
      ]);
    },
  );

  it('needs none', () => {
    expect(requirements(aRequest())).toEqual([]);
  });
});

it.each([
  [
    { API_KEY: 'key', AUTH_SCHEME: 'bearer' },
    { kind: 'bearer', token: 'key' },
  ],
  [
    { API_KEY: 'key', AUTH_SCHEME: 'bare' },
    { kind: 'bare', value: 'key' },
  ],
])('sends the key of %j as %j', (settings, credential) => {
  expect(soap.credential(settings)).toEqual(credential);
});

it.each([
  [{ id: 'cus_1', email: 'jane@example.com' }, { externalId: 'cus_1' }],
  [{ email: 'jane@example.com' }, undefined],
  [{ id: { value: 'cus_1' } }, undefined],
])('reads %j as %j', (body, expected) => {
  expect(soap.readCustomer(body)).toEqual(expected);
});
