import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadDocument } from '../../../../src/datasources/kit/document.js';

const document = loadDocument('vaultera');
const validate = new Ajv2020({ strict: false }).compile(
  document.operations.get('createCustomer')?.requestSchema ?? false,
);
const text = (length: number) => 'x'.repeat(length);
const metadata = (entries: number) => Object.fromEntries(Array.from({ length: entries }, (_, i) => [`key${i}`, 'v']));

describe('the limits of a Vaultera customer', () => {
  const cases: [what: string, body: object, fits: boolean][] = [
    ['nothing at all', {}, true],
    ['an empty id', { customer_id: '' }, false],
    ['an id of 64', { customer_id: text(64) }, true],
    ['an id of 65', { customer_id: text(65) }, false],
    ...['auth0|1042', 'jo@example.com', '..', 'é', 'a b'].map((id): [string, object, boolean] => [
      `the id ${id}`,
      { customer_id: id },
      false,
    ]),
    ['the id Jo_1-a', { customer_id: 'Jo_1-a' }, true],
    ['an e-mail with an umlaut', { email: 'jürgen@example.com' }, false],
    ['a name of 255', { name: text(255) }, true],
    ['a name of 256', { name: text(256) }, false],
    ['an e-mail of 256', { email: text(256) }, false],
    ['a phone of 256', { phone: text(256) }, false],
    ['a description of 256', { description: text(256) }, false],
    ['null for a name', { name: null }, true],
    ['line1 of 200', { address: { line1: text(200) } }, true],
    ['line1 of 201', { address: { line1: text(201) } }, false],
    ['line2 of 51', { address: { line2: text(51) } }, false],
    ['a city of 51', { address: { city: text(51) } }, false],
    ['a long state', { address: { state: text(300) } }, true],
    ['a known country', { address: { country: 'NO' } }, true],
    ['an unknown country', { address: { country: 'XX' } }, false],
    ['an alpha-3 country', { address: { country: 'USA' } }, false],
    ['another address field', { address: { street: 'x' } }, false],
    ['50 metadata', { metadata: metadata(50) }, true],
    ['51 metadata', { metadata: metadata(51) }, false],
    ['a metadata key of 41', { metadata: { [text(41)]: 'v' } }, false],
    ['a metadata value of 501', { metadata: { key: text(501) } }, false],
    ['a metadata value of any JSON', { metadata: { key: { a: [1, null, true] } } }, true],
  ];
  it.each(cases)('%s', (_, body, fits) => {
    expect(validate(body)).toBe(fits);
  });
});

it('sends the key in api-key, to two different hosts', () => {
  expect(document.security).toMatchObject({ type: 'apiKey', in: 'header', name: 'api-key' });
  expect(document.servers).toEqual({
    test: 'https://api.test.switch.vaultera.co',
    live: 'https://api.switch.vaultera.co',
  });
});
