import { expect, it } from 'vitest';
import { fields } from '../../../../src/datasources/soap/fields.js';
import { aRequest, inputsByWire, wireValue } from '../provider-support.js';

it('maps every input that Soap has a field for', () => {
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

it('sends the 10 digits of a +1 number, and no other number', () => {
  const sent = (countryCode: string, nationalNumber: string) =>
    wireValue(
      fields,
      '/phone_number',
      aRequest({ phone: { e164: `+${countryCode}${nationalNumber}`, countryCode, nationalNumber } }),
    );
  expect(sent('1', '2025550123')).toBe('2025550123');
  expect(sent('1', '20255501')).toBeUndefined();
  expect(sent('44', '2079460123')).toBeUndefined();
});
