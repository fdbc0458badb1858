import { describe, expect, it } from 'vitest';
import { fields } from '../../../../src/datasources/juspay/fields.js';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import type { CreateCustomerRequest } from '../../../../src/datasources/payment-data-source.js';
import { aRequest, wireValue } from '../provider-support.js';

const phone = { e164: '+919988776655', countryCode: '91', nationalNumber: '9988776655' };

describe('what Juspay is sent', () => {
  const cases: [wire: string, request: CreateCustomerRequest, sent: unknown][] = [
    ['/object_reference_id', aRequest(), 'customer-0001'],
    ['/mobile_number', aRequest({ phone }), '9988776655'],
    ['/mobile_country_code', aRequest({ phone }), '91'],
    ['/mobile_number', aRequest(), undefined],
    ['/email_address', aRequest({ email: 'ada@example.com' }), 'ada@example.com'],
    ['/first_name', aRequest({ firstName: 'Ada' }), 'Ada'],
    ['/last_name', aRequest({ lastName: 'Lovelace' }), 'Lovelace'],
    ['/options.get_client_auth_token', aRequest({}, { requestClientToken: true }), 'true'],
    ['/options.get_client_auth_token', aRequest(), undefined],
  ];
  it.each(cases)('%s', (wire, request, sent) => {
    expect(wireValue(fields, wire, request)).toBe(sent);
  });

  it('fills every field of the document, and no other', () => {
    const schema = loadDocument('juspay').operations.get('createCustomer')?.requestSchema;
    const documented = Object.keys(schema?.properties as object).map((name) => `/${name}`);
    expect(fields.map((field) => field.wire).sort()).toEqual(documented.sort());
  });
});
