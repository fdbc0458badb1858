import { describe, expect, it } from 'vitest';
import { compileMapping } from '../../../../src/datasources/kit/mapping.js';
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
    '/cc_emails': ['providerOptions.stax.ccEmails'],
    '/cc_sms': ['providerOptions.stax.ccSms'],
    '/allow_invoice_credit_card_payments': ['providerOptions.stax.allowInvoiceCreditCardPayments'],
    '/options': ['providerOptions.stax.options'],
    '/options/customer_custom_fields': ['metadata', 'providerOptions.stax.customFields'],
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
  for (const wire of [
    '/address_country',
    '/phone',
    '/cc_emails',
    '/cc_sms',
    '/options',
    '/options/customer_custom_fields',
  ]) {
    expect(wireValue(fields, wire, aRequest())).toBeUndefined();
  }
});

it('sends the telephone number’s digits with the country code', () => {
  const phone = { e164: '+12025550123', countryCode: '1', nationalNumber: '2025550123' };
  expect(wireValue(fields, '/phone', aRequest({ phone }))).toBe('12025550123');
});

describe('custom fields', () => {
  const wire = '/options/customer_custom_fields';
  const metadata = [
    { key: 'tier', value: 'gold' },
    { key: '__proto__', value: 'harmless' },
    { key: 'tags', value: '["a"]', json: true as const },
  ];
  const mapping = compileMapping(fields, {});
  const pathOf = (field: string, request = aRequest({ metadata }, { options: { customFields } })) =>
    mapping.toInputPath(field, request)?.join('.');
  const customFields = [
    { name: 'color', value: '', id: '7', placeholder: '', required: false, visible: true, type: 'list' },
    { key: 'size', value: 'L' },
  ];

  it('are made of metadata and of the options for Stax', () => {
    const request = aRequest({ metadata }, { options: { customFields } });
    expect(wireValue(fields, wire, request)).toEqual([
      { name: 'tier', type: 'text', value: 'gold' },
      { name: '__proto__', type: 'text', value: 'harmless' },
      { name: 'tags', type: 'text', value: '["a"]' },
      { id: '7', name: 'color', placeholder: '', required: false, visible: true, type: 'list', value: '' },
      { name: 'size', type: 'text', value: 'L' },
    ]);
    expect(mapping.notSent(request)).toEqual([]);
  });

  it('take the place of metadata with their name, and its value if they have none', () => {
    const replacing = (value?: string) =>
      aRequest({ metadata }, { options: { customFields: [{ id: '7', name: 'tier', value }] } });
    const others = [
      { name: '__proto__', type: 'text', value: 'harmless' },
      { name: 'tags', type: 'text', value: '["a"]' },
    ];
    expect(wireValue(fields, wire, replacing())).toEqual([
      ...others,
      { id: '7', name: 'tier', type: 'text', value: 'gold' },
    ]);
    expect(mapping.notSent(replacing())).toEqual([]);
    expect(mapping.notSent(replacing('gold'))).toEqual([]);
    expect(wireValue(fields, wire, replacing('silver'))).toEqual([
      ...others,
      { id: '7', name: 'tier', type: 'text', value: 'silver' },
    ]);
    expect(mapping.notSent(replacing('silver'))).toEqual([['metadata']]);
  });

  it('are no difference where Stax shows more of them, and one where it shows another value', () => {
    const request = aRequest(
      { metadata: [{ key: 'tier', value: 'gold' }] },
      { options: { options: [{ key: 'a', value: '1' }] } },
    );
    const shown = (value: string, ...more: object[]) => ({
      options: { a: '1', b: '2', customer_custom_fields: [{ id: '7', name: 'tier', type: 'text', value }, ...more] },
    });
    expect(mapping.differences(shown('gold'), request)).toEqual([]);
    expect(mapping.differences(shown('silver'), request)).toEqual([['metadata']]);
    expect(mapping.differences(shown('gold', { name: 'color' }), request)).toEqual([['metadata']]);
    expect(mapping.differences({ options: { a: '2' } }, request)).toEqual([['providerOptions', 'stax', 'options']]);
  });

  it('are known by their place in the list, whichever input they come from', () => {
    expect(pathOf(`${wire}/0/value`)).toBe('metadata.0.value');
    expect(pathOf(`${wire}/1/name`)).toBe('metadata.1.key');
    expect(pathOf(`${wire}/2/value`)).toBe('metadata.2.json');
    expect(pathOf(`${wire}/2`)).toBe('metadata.2');
    expect(pathOf(`${wire}/3/type`)).toBe('providerOptions.stax.customFields.0.type');
    expect(pathOf(`${wire}/4/name`)).toBe('providerOptions.stax.customFields.1.key');
    expect(pathOf(`${wire}/4`)).toBe('providerOptions.stax.customFields.1');
    expect(pathOf(`${wire}/5/name`)).toBe('metadata');
    const replaced = aRequest({ metadata }, { options: { customFields: [{ name: 'tier' }] } });
    expect(pathOf(`${wire}/0/value`, replaced)).toBe('metadata.1.value');
    expect(pathOf(`${wire}/2/value`, replaced)).toBe('providerOptions.stax.customFields.0.value');
  });
});

describe('what only Stax has', () => {
  const sent = (options: Record<string, unknown>) => compileMapping(fields, {}).toWire(aRequest({}, { options }));

  it('goes out under its own names, and null is as good as nothing', () => {
    expect(
      sent({
        ccEmails: ['\u200Bjo@müller.example'],
        ccSms: ['+1 202 555 0143\u2069', 7],
        allowInvoiceCreditCardPayments: false,
        options: [
          { key: 'language', value: 'en' },
          { key: 'limits', value: '{"net":[30]}', json: true },
        ],
        customFields: [{ name: 'size', value: 'L' }],
      }),
    ).toEqual({
      reference: 'customer-0001',
      cc_emails: ['jo@xn--mller-kva.example'],
      cc_sms: ['+1 202 555 0143', '7'],
      allow_invoice_credit_card_payments: false,
      options: {
        language: 'en',
        limits: { net: [30] },
        customer_custom_fields: [{ name: 'size', type: 'text', value: 'L' }],
      },
    });
    const nothing = {
      ccEmails: null,
      ccSms: [],
      allowInvoiceCreditCardPayments: null,
      options: null,
      customFields: [],
    };
    expect(sent(nothing)).toEqual({ reference: 'customer-0001' });
  });

  it('is known by its place in its list', () => {
    const request = aRequest({}, { options: { ccEmails: ['a@b.example', 'c'], options: [{ key: 'a', value: '1' }] } });
    const pathOf = (field: string) => compileMapping(fields, {}).toInputPath(field, request)?.join('.');
    expect(pathOf('/cc_emails/1')).toBe('providerOptions.stax.ccEmails.1');
    expect(pathOf('/cc_emails/2')).toBe('providerOptions.stax.ccEmails');
    expect(pathOf('/options/a')).toBe('providerOptions.stax.options.0.value');
  });
});
