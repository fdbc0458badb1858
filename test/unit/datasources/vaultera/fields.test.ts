import { describe, expect, it } from 'vitest';
import { loadDocument } from '../../../../src/datasources/kit/document.js';
import { fields } from '../../../../src/datasources/vaultera/fields.js';
import type { CustomerProfile } from '../../../../src/domain/customer.js';
import { aRequest, wireValue } from '../provider-support.js';

const address = { line1: '1 King Street', postalCode: '08807', country: 'US' };
const phone = { e164: '+6591234567', countryCode: '65', nationalNumber: '91234567' };

describe('what Vaultera is sent', () => {
  const cases: [wire: string, profile: CustomerProfile, sent: unknown][] = [
    ['/customer_id', {}, 'customer-0001'],
    ['/name', { firstName: 'Ada', lastName: 'Lovelace' }, 'Ada Lovelace'],
    ['/name', { lastName: 'Lovelace' }, 'Lovelace'],
    ['/name', {}, undefined],
    ['/email', { email: 'ada@example.com' }, 'ada@example.com'],
    ['/phone', { phone }, '91234567'],
    ['/phone_country_code', { phone }, '+65'],
    ['/phone', {}, undefined],
    ['/phone_country_code', {}, undefined],
    ['/description', { description: 'First customer' }, 'First customer'],
    ['/address/line1', { address }, '1 King Street'],
    ['/address/zip', { address }, '08807'],
    ['/address/country', { address }, 'US'],
    ['/address/first_name', { firstName: 'Ada', address }, 'Ada'],
    ['/address/last_name', { lastName: 'Lovelace', address }, 'Lovelace'],
    ['/address/first_name', { firstName: 'Ada' }, undefined],
    ['/address/last_name', { lastName: 'Lovelace', address: { city: undefined } }, undefined],
    ['/metadata', { metadata: [{ key: 'tier', value: 'gold' }] }, { tier: 'gold' }],
    ['/metadata', { metadata: [] }, undefined],
    ['/metadata', {}, undefined],
  ];
  it.each(cases)('%s of %j', (wire, profile, sent) => {
    expect(wireValue(fields, wire, aRequest(profile))).toEqual(sent);
  });

  it('keeps a metadata key that objects give a meaning to', () => {
    const metadata = wireValue(fields, '/metadata', aRequest({ metadata: [{ key: '__proto__', value: 'x' }] }));
    expect(JSON.stringify(metadata)).toBe('{"__proto__":"x"}');
  });
});

describe('the table', () => {
  const schema = loadDocument('vaultera').operations.get('createCustomer')?.requestSchema;
  const pointers = (properties: unknown, prefix = ''): string[] =>
    Object.entries(properties as Record<string, object>).flatMap(([name, property]) =>
      'properties' in property ? pointers(property.properties, `${prefix}/${name}`) : [`${prefix}/${name}`],
    );

  it('fills every field of the document, and no other', () => {
    expect(fields.map((field) => field.wire).sort()).toEqual(pointers(schema?.properties).sort());
  });

  it('sends neither company nor date of birth', () => {
    const inputs = fields.flatMap((field) => field.input.map((path) => path.join('.')));
    expect(inputs).not.toContain('company');
    expect(inputs).not.toContain('dateOfBirth');
  });
});
