import { describe, expect, it } from 'vitest';
import { fields } from '../../../../src/datasources/stax/fields.js';
import { aRequest, inputsByWire, wireValue } from '../provider-support.js';

it('maps every input that Stax has a field for', () => {
  expect(inputsByWire(fields)).toEqual({
    '/firstname': ['firstName'],
    '/lastname': ['lastName'],
    '/email': ['email'],
    '/phone': ['phone'],
    '/company': ['company'],
    '/notes': ['description'],
    '/address_1': ['address.line1'],
    '/address_2': ['address.line2'],
    '/address_city': ['address.city'],
    '/address_state': ['address.state'],
    '/address_zip': ['address.postalCode'],
    '/address_country': ['address.country'],
    '/reference': ['reference'],
    '/options': ['metadata', 'providerOptions.stax.customFields'],
  });
});

it.each([
  ['US', 'USA'],
  ['GB', 'GBR'],
  ['DE', 'DEU'],
  ['ZZ', 'ZZ'],
])('sends country %s as %s', (country, expected) => {
  expect(wireValue(fields, '/address_country', aRequest({ address: { country } }))).toBe(expected);
});

it('leaves out what was not given', () => {
  for (const wire of ['/address_country', '/phone', '/options']) {
    expect(wireValue(fields, wire, aRequest())).toBeUndefined();
  }
});

it('sends the telephone number’s digits with the country code', () => {
  const phone = { e164: '+12025550123', countryCode: '1', nationalNumber: '2025550123' };
  expect(wireValue(fields, '/phone', aRequest({ phone }))).toBe('12025550123');
});

describe('custom fields', () => {
  const metadata = [
    { key: 'tier', value: 'gold' },
    { key: '__proto__', value: 'harmless' },
  ];

  it('are made of metadata and of the options for Stax', () => {
    const request = aRequest({ metadata }, { options: { customFields: [{ key: 'color', value: '' }] } });
    const options = wireValue(fields, '/options', request);
    expect(JSON.stringify(options)).toBe('{"tier":"gold","__proto__":"harmless","color":""}');
  });
});
