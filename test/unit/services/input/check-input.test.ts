import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomerProfile } from '../../../../src/domain/customer.js';
import { checkInput } from '../../../../src/services/input/check-input.js';
import { checkOptions } from '../../../../src/services/input/check-options.js';
import type { CreateCustomerInput } from '../../../../src/services/input/create-customer-input.js';
import { assertProperty } from '../../../support/property.js';

const today = '2026-03-01';
function check(input: CreateCustomerInput) {
  const checked = checkInput(input, { today });
  const provider = Object.keys(input.providerOptions ?? {})[0] ?? 'stax';
  return {
    ...checked,
    violations: [...checked.violations, ...checkOptions(input.providerOptions, provider).violations],
  };
}
const complaints = (input: CreateCustomerInput) =>
  check(input).violations.map(({ path, code }) => `${path.join('.')} ${code}`);
const text = (length: number) => 'x'.repeat(length);
const nested = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1);

describe('what is fine', () => {
  const cases: [what: string, input: CreateCustomerInput, profile: CustomerProfile][] = [
    ['nothing', {}, {}],
    ['null everywhere', { firstName: null, phone: null, address: null, metadata: null, phoneCountry: null }, {}],
    ['empty strings', { firstName: '', email: '', phone: '', phoneCountry: ' ', dateOfBirth: '', customerId: ' ' }, {}],
    ['an empty address', { address: {} }, {}],
    ['an address of empty strings', { address: { line1: '', country: ' ' } }, {}],
    ['no metadata', { metadata: [] }, {}],
    [
      'spaces around',
      { firstName: ' Jane\n', email: '\tjane@example.com ' },
      { firstName: 'Jane', email: 'jane@example.com' },
    ],
    ['emoji', { firstName: '👩‍👩‍👧 Jo', description: '☎️' }, { firstName: '👩‍👩‍👧 Jo', description: '☎️' }],
    ['a name from right to left', { firstName: 'محمد', lastName: 'בן־דוד' }, { firstName: 'محمد', lastName: 'בן־דוד' }],
    ['marks that steer direction', { firstName: '\u200fمحمد\u200e' }, { firstName: '\u200fمحمد\u200e' }],
    ['one form of accents', { lastName: 'Mu\u0308ller' }, { lastName: 'Müller' }],
    ['lines in prose', { description: 'a\n\tb\r\nc' }, { description: 'a\n\tb\r\nc' }],
    [
      'a phone as people write it',
      { phone: '+1 (202) 555-0143' },
      { phone: { e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' } },
    ],
    [
      'a national phone with its country',
      { phone: '020 7946 0123', phoneCountry: 'gb' },
      { phone: { e164: '+442079460123', countryCode: '44', nationalNumber: '2079460123' } },
    ],
    [
      'an international phone with another country',
      { phone: '+91 99887 76655', phoneCountry: 'US' },
      { phone: { e164: '+919988776655', countryCode: '91', nationalNumber: '9988776655' } },
    ],
    ['a country in small letters', { address: { country: 'de' } }, { address: { country: 'DE' } }],
    ['a leap day', { dateOfBirth: '2024-02-29' }, { dateOfBirth: '2024-02-29' }],
    ['a birth today', { dateOfBirth: today }, { dateOfBirth: today }],
    ['the oldest date of birth', { dateOfBirth: '1875-01-01' }, { dateOfBirth: '1875-01-01' }],
    [
      'JSON values',
      {
        metadata: [
          { key: 'a', json: { b: [1, null, ' \0 '] } },
          { key: 'c', json: 'text' },
          { key: 'd', value: null, json: null },
          { key: 'e', value: '1', json: null },
        ],
      },
      {
        metadata: [
          { key: 'a', value: '{"b":[1,null," \\u0000 "]}', json: true },
          { key: 'c', value: '"text"', json: true },
          { key: 'd', value: 'null', json: true },
          { key: 'e', value: '1' },
        ],
      },
    ],
    ['an empty metadata value', { metadata: [{ key: 'a', value: '' }] }, { metadata: [{ key: 'a', value: '' }] }],
    ['an e-mail with accents', { email: 'jané@exämple.com' }, { email: 'jané@xn--exmple-cua.com' }],
    ['a domain in Punycode', { email: 'jo@XN--Mller-kva.example' }, { email: 'jo@xn--mller-kva.example' }],
    ['a domain in capitals', { email: 'Jo@Example.COM' }, { email: 'Jo@Example.COM' }],
    ['an e-mail with a text in quotes', { email: '"john doe"@example.com' }, { email: '"john doe"@example.com' }],
    ['an e-mail in a network of its own', { email: 'user@localhost' }, { email: 'user@localhost' }],
    ['an e-mail at an address', { email: 'user@[192.0.2.1]' }, { email: 'user@[192.0.2.1]' }],
    [
      'characters that nobody sees, in what identifies or reaches somebody',
      {
        reference: 'user\u200b-1\ufeff',
        email: '\u2068jo\u200d@example\u00ad.com\u2069',
        phone: '\u202a+12025550143\u202c',
        address: { country: '\u200eUS' },
        dateOfBirth: '1990-01-31\u200f',
      },
      {
        reference: 'user-1',
        email: 'jo@example.com',
        phone: { e164: '+12025550143', countryCode: '1', nationalNumber: '2025550143' },
        address: { country: 'US' },
        dateOfBirth: '1990-01-31',
      },
    ],
    ['characters that join letters in a name', { firstName: 'می\u200cخواهم' }, { firstName: 'می\u200cخواهم' }],
    ['a name of nothing to see', { firstName: '\u200d\u200c', lastName: '\u3164 \u2800', company: '\u2060' }, {}],
    ['a reference of nothing to see', { reference: '\u200b' }, {}],
    [
      'lines in a street',
      { address: { line1: 'House 3\nMain Street' } },
      { address: { line1: 'House 3\nMain Street' } },
    ],
    ['a country that ISO 3166-1 leaves to users', { address: { country: 'xk' } }, { address: { country: 'XK' } }],
    [
      "Mexico's old prefix of mobile numbers",
      { phone: '+52 1 55 1234 5678' },
      { phone: { e164: '+525512345678', countryCode: '52', nationalNumber: '5512345678' } },
    ],
    [
      "Mexico's old prefix, with the country beside it",
      { phone: '1 55 1234 5678', phoneCountry: 'MX' },
      { phone: { e164: '+525512345678', countryCode: '52', nationalNumber: '5512345678' } },
    ],
    ['markup, as it is', { firstName: '<b>Jo</b>; DROP TABLE' }, { firstName: '<b>Jo</b>; DROP TABLE' }],
  ];
  it.each(cases)('%s', (_, input, profile) => {
    const checked = check(input);
    expect(checked.violations).toEqual([]);
    expect(withoutUndefined(checked.profile)).toEqual(profile);
  });
});

describe('what is wrong', () => {
  const cases: [what: string, input: CreateCustomerInput, complaint: string][] = [
    ['a control character', { firstName: 'Ja\0ne' }, 'firstName INVALID_CHARACTERS'],
    ['a line break in a name', { lastName: 'Doe\nRoe' }, 'lastName INVALID_CHARACTERS'],
    ['a delete character', { company: 'a\u007fb' }, 'company INVALID_CHARACTERS'],
    ['half a surrogate pair', { firstName: 'a\ud83d' }, 'firstName INVALID_CHARACTERS'],
    ['half a surrogate pair in prose', { description: '\udc4b' }, 'description INVALID_CHARACTERS'],
    ['a control character in prose', { description: 'a\u0007' }, 'description INVALID_CHARACTERS'],
    ['an e-mail without @', { email: 'jane.example.com' }, 'email INVALID_FORMAT'],
    ['an e-mail without a domain', { email: 'jane@' }, 'email INVALID_FORMAT'],
    ['an e-mail with a semicolon after it', { email: 'a@example.com;' }, 'email INVALID_FORMAT'],
    ['an e-mail with a comma after it', { email: 'a@example.com,' }, 'email INVALID_FORMAT'],
    ['an e-mail in angle brackets', { email: '<a@example.com>' }, 'email INVALID_FORMAT'],
    ['an e-mail with its name', { email: 'Jo <a@example.com>' }, 'email INVALID_FORMAT'],
    ['a link to an e-mail', { email: 'mailto:a@example.com' }, 'email INVALID_FORMAT'],
    ['two e-mails', { email: 'a@example.com,b@example.com' }, 'email INVALID_FORMAT'],
    ['a domain that no Punycode can be made of', { email: 'a@ü|.example' }, 'email INVALID_FORMAT'],
    ['a domain that becomes another with an empty label', { email: 'a@。example' }, 'email INVALID_FORMAT'],
    ['a Mexican number with the old prefix and too many digits', { phone: '+52155123456789' }, 'phone INVALID_FORMAT'],
    ['a metadata key of nothing to see', { metadata: [{ key: '\u200b', value: '' }] }, 'metadata.0.key REQUIRED'],
    ['two keys', { idempotencyKey: ['k1', 'k2'] }, 'idempotencyKey CONFLICT'],
    ['an e-mail with two @', { email: 'a@b@example.com' }, 'email INVALID_FORMAT'],
    ['an e-mail with a space', { email: 'jane doe@example.com' }, 'email INVALID_FORMAT'],
    ['an e-mail with an empty label', { email: 'jane@example..com' }, 'email INVALID_FORMAT'],
    ['a phone without country', { phone: '2025550143' }, 'phone INVALID_FORMAT'],
    ['a phone of letters', { phone: '+hello' }, 'phone INVALID_FORMAT'],
    ['a phone too short', { phone: '+1202' }, 'phone INVALID_FORMAT'],
    ['a phone of a country that does not exist', { phone: '+9991234567' }, 'phone INVALID_FORMAT'],
    ['a phone with an extension', { phone: '+12025550143 ext. 5' }, 'phone INVALID_FORMAT'],
    ['a phone inside a sentence', { phone: '+12025550143 is mine' }, 'phone INVALID_FORMAT'],
    ['an unknown phone country', { phone: '2025550143', phoneCountry: 'ZZ' }, 'phoneCountry INVALID_VALUE'],
    ['a phone country in words', { phoneCountry: 'Germany' }, 'phoneCountry INVALID_VALUE'],
    ['a letter whose capitals are a country', { phone: '1', phoneCountry: 'ß' }, 'phoneCountry INVALID_VALUE'],
    ['an unknown country', { address: { country: 'ZZ' } }, 'address.country INVALID_VALUE'],
    ['a letter whose capitals are South Sudan', { address: { country: 'ß' } }, 'address.country INVALID_VALUE'],
    ['a country of three letters', { address: { country: 'USA' } }, 'address.country INVALID_VALUE'],
    ['a date that does not exist', { dateOfBirth: '2023-02-29' }, 'dateOfBirth INVALID_FORMAT'],
    ['a month that does not exist', { dateOfBirth: '1990-13-01' }, 'dateOfBirth INVALID_FORMAT'],
    ['a date in words', { dateOfBirth: '1 Jan 1990' }, 'dateOfBirth INVALID_FORMAT'],
    ['a date with a time', { dateOfBirth: '1990-01-01T00:00' }, 'dateOfBirth INVALID_FORMAT'],
    ['a date of digits from elsewhere', { dateOfBirth: '١٩٩٠-٠١-٠١' }, 'dateOfBirth INVALID_FORMAT'],
    ['tomorrow', { dateOfBirth: '2026-03-02' }, 'dateOfBirth INVALID_VALUE'],
    ['longer ago than anybody lived', { dateOfBirth: '1874-12-31' }, 'dateOfBirth INVALID_VALUE'],
    ['no UUID', { customerId: 'customer-1' }, 'customerId INVALID_FORMAT'],
    ['a UUID cut short', { customerId: '0190a000-0000-7000-8000-00000000000' }, 'customerId INVALID_FORMAT'],
    [
      'a metadata key twice',
      {
        metadata: [
          { key: 'a', value: '1' },
          { key: ' a ', value: '2' },
        ],
      },
      'metadata.1.key DUPLICATE',
    ],
    ['metadata without a value', { metadata: [{ key: 'a' }] }, 'metadata.0.value REQUIRED'],
    ['metadata with two values', { metadata: [{ key: 'a', value: '1', json: 1 }] }, 'metadata.0.json CONFLICT'],
    ['a JSON value too long', { metadata: [{ key: 'a', json: text(1999) }] }, 'metadata.0.json TOO_LONG'],
    ['a JSON value too deep', { metadata: [{ key: 'a', json: nested(100_000) }] }, 'metadata.0.json TOO_LONG'],
    ['an empty metadata key', { metadata: [{ key: ' ', value: '1' }] }, 'metadata.0.key REQUIRED'],
    [
      'a metadata key with a line break',
      { metadata: [{ key: 'a\nb', value: '' }] },
      'metadata.0.key INVALID_CHARACTERS',
    ],
    ['a metadata value with NUL', { metadata: [{ key: 'a', value: '\0' }] }, 'metadata.0.value INVALID_CHARACTERS'],
    [
      'an option with NUL',
      { providerOptions: { stax: { customFields: [{ key: 'a', value: 'b\0c' }] } } },
      'providerOptions.stax.customFields.0.value INVALID_CHARACTERS',
    ],
    [
      'an option too long',
      { providerOptions: { juspay: { routingId: text(2001) } } },
      'providerOptions.juspay.routingId TOO_LONG',
    ],
    [
      'too many entries in an option',
      { providerOptions: { juspay: { gateways: Array.from({ length: 101 }, () => 'PAYU') } } },
      'providerOptions.juspay.gateways TOO_MANY',
    ],
  ];
  it.each(cases)('%s', (_, input, complaint) => {
    expect(complaints(input)).toEqual([complaint]);
  });
});

describe('limits, at their edges', () => {
  const limits: [path: string, limit: number, make: (value: string) => CreateCustomerInput][] = [
    ['reference', 255, (reference) => ({ reference })],
    ['firstName', 255, (firstName) => ({ firstName })],
    ['lastName', 255, (lastName) => ({ lastName })],
    ['company', 255, (company) => ({ company })],
    ['description', 21_844, (description) => ({ description })],
    ['idempotencyKey', 255, (idempotencyKey) => ({ idempotencyKey })],
    ['address.line1', 255, (line1) => ({ address: { line1 } })],
    ['address.line2', 255, (line2) => ({ address: { line2 } })],
    ['address.line3', 255, (line3) => ({ address: { line3 } })],
    ['address.city', 255, (city) => ({ address: { city } })],
    ['address.state', 256, (state) => ({ address: { state } })],
    ['address.postalCode', 50, (postalCode) => ({ address: { postalCode } })],
    ['metadata.0.key', 255, (key) => ({ metadata: [{ key, value: '' }] })],
    ['metadata.0.value', 2000, (value) => ({ metadata: [{ key: 'a', value }] })],
    ['providerOptions.stax.x', 2000, (x) => ({ providerOptions: { stax: { x } } })],
  ];
  it.each(limits)('%s takes %i characters, however many bytes', (path, limit, make) => {
    expect(complaints(make(text(limit)))).toEqual([]);
    expect(complaints(make('👋'.repeat(limit)))).toEqual([]);
    expect(complaints(make(` ${text(limit)} `))).toEqual([]);
    expect(complaints(make(text(limit + 1)))).toEqual([`${path} TOO_LONG`]);
    expect(complaints(make('👋'.repeat(limit + 1)))).toEqual([`${path} TOO_LONG`]);
    expect(complaints(make(text(102_400)))).toEqual([`${path} TOO_LONG`]);
  });

  it('email takes 255 characters', () => {
    expect(complaints({ email: `${text(243)}@example.com` })).toEqual([]);
    expect(complaints({ email: `${text(244)}@example.com` })).toEqual(['email TOO_LONG']);
  });
  it('phone takes 255 characters', () => {
    expect(complaints({ phone: `+1 202${' '.repeat(220)}555-0143` })).toEqual([]);
    expect(complaints({ phone: `+1 202${' '.repeat(242)}555-0143` })).toEqual(['phone TOO_LONG']);
  });
  it('metadata take 100 entries', () => {
    const entries = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: '' }));
    expect(complaints({ metadata: entries(100) })).toEqual([]);
    expect(complaints({ metadata: entries(101) })).toEqual(['metadata TOO_MANY']);
  });
  it('are told with what was given', () => {
    const [violation] = check({ address: { postalCode: text(60) } }).violations;
    expect(violation?.message).toBe('At most 50 characters; these are 60.');
  });
});

it('says everything at once, and leaves it out of the rest', () => {
  const checked = check({
    firstName: 'Jane',
    email: 'jane',
    phone: '123',
    dateOfBirth: 'x',
    address: { city: 'Delft', country: 'ZZ' },
    metadata: [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
      { key: '', value: '3' },
    ],
  });
  expect(checked.violations.map(({ path }) => path.join('.'))).toEqual([
    'email',
    'phone',
    'dateOfBirth',
    'address.country',
    'metadata.1.key',
    'metadata.2.key',
  ]);
  expect(withoutUndefined(checked.profile)).toEqual({
    firstName: 'Jane',
    address: { city: 'Delft' },
    metadata: [{ key: 'a', value: '1' }],
  });
});

it('tells where the entries that are left were given', () => {
  const { profile, metadataAt } = check({
    metadata: [
      { key: ' ', value: '1' },
      { key: 'a', value: '2' },
      { key: 'a', value: '3' },
      { key: 'b', value: '4' },
    ],
  });
  expect(profile.metadata?.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(metadataAt).toEqual([1, 3]);
});

it("reads the provider's own options, brings their texts to normal form, and ignores other providers'", () => {
  const input = {
    providerOptions: {
      stax: { customFields: [{ key: ' p ', value: ' u\u0308 ' }], on: true },
      juspay: { routingId: text(2001) },
    },
  };
  expect(checkOptions(input.providerOptions, 'STAX')).toEqual({
    violations: [],
    options: { customFields: [{ key: 'p', value: 'ü' }], on: true },
  });
  expect(checkOptions(input.providerOptions, 'JUSPAY').violations).toMatchObject([
    { path: ['providerOptions', 'juspay', 'routingId'] },
  ]);
  expect(checkOptions(input.providerOptions, 'XPAY')).toEqual({ violations: [], options: {} });
});

it('reads JSON values in options like those of metadata', () => {
  const customFields = [
    { key: ' p ', json: [1] },
    { key: 'q', value: 'x', json: null },
  ];
  expect(checkOptions({ stax: { customFields } }, 'STAX')).toEqual({
    violations: [],
    options: {
      customFields: [
        { key: 'p', value: '[1]', json: true },
        { key: 'q', value: 'x' },
      ],
    },
  });
  expect(
    checkOptions({ stax: { customFields: [{ key: 'p', value: 'x', json: 1 }] } }, 'STAX').violations,
  ).toMatchObject([{ path: ['providerOptions', 'stax', 'customFields', '0', 'json'], code: 'CONFLICT' }]);
});

it('reads ids', () => {
  const checked = check({ customerId: ' 0190A000-0000-7000-8000-00000000ABCD ', idempotencyKey: ' key 1 ' });
  expect(checked).toMatchObject({
    violations: [],
    customerId: '0190a000-0000-7000-8000-00000000abcd',
    idempotencyKey: 'key 1',
  });
});

it.each([
  [['k1', 'k1'], 'k1'],
  [['k1', ' k1\u200b', ''], 'k1'],
  [[''], undefined],
  ['k\u200b1', 'k1'],
])('the key %j is %s', (idempotencyKey, key) => {
  expect(checkInput({ idempotencyKey })).toMatchObject({ violations: [], idempotencyKey: key });
});

it('a telephone number without a country is of the usual one, if there is one', () => {
  const phoneOf = (input: CreateCustomerInput) => checkInput(input, { phoneCountry: 'US' }).profile.phone?.e164;
  expect(phoneOf({ phone: '(202) 555-0143' })).toBe('+12025550143');
  expect(phoneOf({ phone: '020 7946 0123', phoneCountry: 'GB' })).toBe('+442079460123');
  expect(phoneOf({ phone: '+44 20 7946 0123' })).toBe('+442079460123');
});

describe('whatever is given', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '+12025550143',
      '2025550143',
      'US',
      'ß',
      'ﬁ',
      '\0',
      '1990-01-31',
      'a@b.cd',
      text(10_240),
    ),
  );
  const field = fc.option(fc.option(anyText, { nil: undefined }));
  const input: fc.Arbitrary<CreateCustomerInput> = fc.record(
    {
      customerId: field,
      reference: field,
      firstName: field,
      lastName: field,
      email: field,
      phone: field,
      phoneCountry: field,
      company: field,
      dateOfBirth: field,
      description: field,
      address: fc.option(
        fc.record({ line1: field, city: field, state: field, postalCode: field, country: field }, { requiredKeys: [] }),
      ),
      metadata: fc.option(fc.array(fc.record({ key: anyText, value: anyText }), { maxLength: 5 })),
      idempotencyKey: field,
      providerOptions: fc.option(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()))),
    },
    { requiredKeys: [] },
  );

  it('nothing is thrown, and what passes can be stored', () => {
    assertProperty(
      fc.property(input, (given) => {
        const { violations, profile, customerId, idempotencyKey } = check(given);
        for (const passed of textsOf({
          ...profile,
          address: { ...profile.address, line1: undefined },
          description: undefined,
          metadata: undefined,
          customerId,
          idempotencyKey,
        })) {
          expect(passed).not.toMatch(/[\p{Cc}\p{Cs}]/u);
          expect(passed.trim()).not.toBe('');
        }
        for (const passed of textsOf([profile.description, profile.address?.line1, profile.metadata]))
          expect(passed).not.toMatch(/[^\P{Cc}\t\n\r]|\p{Cs}/u);
        for (const { path, message } of violations) {
          expect(path.length).toBeGreaterThan(0);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('what has passed once passes again, unchanged', () => {
    assertProperty(
      fc.property(input, (given) => {
        const { profile } = check(given);
        const again = check({ ...profile, phone: profile.phone?.e164 });
        expect(again.violations).toEqual([]);
        expect(again.profile).toEqual({
          ...profile,
          metadata: profile.metadata?.length ? profile.metadata : undefined,
        });
      }),
      { numRuns: 500 },
    );
  });
});

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* textsOf(member);
}

const withoutUndefined = (profile: CustomerProfile): unknown => JSON.parse(JSON.stringify(profile));
