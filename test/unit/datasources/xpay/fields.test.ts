import { expect, it } from 'vitest';
import { fields } from '../../../../src/datasources/xpay/fields.js';
import { aRequest, inputsByWire, wireValue } from '../provider-support.js';

it('maps every input that xPay has a field for', () => {
  expect(inputsByWire(fields)).toEqual({
    '/customerDetails/name': ['firstName', 'lastName'],
    '/customerDetails/email': ['email'],
    '/customerDetails/contactNumber': ['phone'],
    '/customerDetails/customerAddress/addressLine1': ['address.line1'],
    '/customerDetails/customerAddress/addressLine2': ['address.line2'],
    '/customerDetails/customerAddress/city': ['address.city'],
    '/customerDetails/customerAddress/state': ['address.state'],
    '/customerDetails/customerAddress/country': ['address.country'],
    '/customerDetails/customerAddress/postalCode': ['address.postalCode'],
  });
});

it('joins the names', () => {
  const name = (profile: object) => wireValue(fields, '/customerDetails/name', aRequest(profile));
  expect(name({ firstName: 'Jane', lastName: 'Doe' })).toBe('Jane Doe');
  expect(name({ firstName: 'Jane' })).toBe('Jane');
  expect(name({})).toBeUndefined();
});

it('sends the telephone number in E.164 form', () => {
  const phone = { e164: '+919123456789', countryCode: '91', nationalNumber: '9123456789' };
  expect(wireValue(fields, '/customerDetails/contactNumber', aRequest({ phone }))).toBe('+919123456789');
  expect(wireValue(fields, '/customerDetails/contactNumber', aRequest())).toBeUndefined();
});
