import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadDocument } from '../../../../src/datasources/kit/document.js';

const schema = loadDocument('juspay').operations.get('createCustomer')?.requestSchema;
const validate = new Ajv2020({ strict: false }).compile(schema ?? false);
const valid = { object_reference_id: 'customer-0001', mobile_number: '9988776655' };

describe('the limits of a Juspay customer', () => {
  const cases: [field: string, value: string | undefined, fits: boolean][] = [
    ['object_reference_id', undefined, false],
    ['object_reference_id', '1234567', false],
    ['object_reference_id', '12345678', true],
    ['mobile_number', undefined, false],
    ['mobile_number', '', false],
    ['mobile_number', '+919912346789', true],
    ['mobile_number', '99887+76655', false],
    ['mobile_number', '998-877', false],
    ['mobile_country_code', '91', true],
    ['mobile_country_code', '+91', false],
    ['mobile_country_code', 'abcd', false],
    ['email_address', 'customer@gmail.com', true],
    ['email_address', 'a@b.co', true],
    ['email_address', "a!#$%&'*+-/=?^_.{|}~`b@b.co", true],
    ['email_address', '_a@b.co', false],
    ['email_address', '.a@b.co', false],
    ['email_address', 'a_@b.co', false],
    ['email_address', 'a.@b.co', false],
    ['email_address', 'é@b.co', false],
    ['email_address', 'a b@b.co', false],
    ['email_address', 'a"b@b.co', false],
    ['email_address', 'a.b.co', false],
    ['options.get_client_auth_token', 'true', true],
    ['options.get_client_auth_token', 'yes', false],
  ];
  it.each(cases)('%s %j', (field, value, fits) => {
    const { [field]: _, ...rest } = { ...valid } as Record<string, string>;
    expect(validate(value === undefined ? rest : { ...rest, [field]: value })).toBe(fits);
  });

  it.each([...'+!<>?;:@%`&*$^{}/\\,='])('refuses %s in a name', (character) => {
    expect(validate({ ...valid, first_name: `A${character}a` })).toBe(false);
    expect(validate({ ...valid, last_name: `A${character}a` })).toBe(false);
  });

  it.each(['Mary Ann', 'J. (Jo)-Ann_1', 'Zoë', '李', "O'Neill"])('takes the name %s', (name) => {
    expect(validate({ ...valid, first_name: name, last_name: name })).toBe(true);
  });
});
