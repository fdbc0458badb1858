import { describe, expect, it } from 'vitest';
import { errors } from '../../../../src/datasources/vaultera/errors.js';

const body = (code: string, message: string) => ({ error: { type: 'invalid_request', message, code } });

describe("reading Vaultera's errors", () => {
  it('gives code and message', () => {
    expect(errors.read(body('IR_12', 'Customer exists'))).toEqual({ code: 'IR_12', message: 'Customer exists' });
  });

  const naming: [code: string, message: string, name: string][] = [
    ['IR_04', 'Missing required param: email', '/email'],
    ['IR_05', 'phone contains invalid data. Expected format is digits', '/phone'],
    ['IR_07', 'Invalid value provided: address.zip', '/address/zip'],
  ];
  it.each(naming)('%s: %s', (code, message, name) => {
    expect(errors.read(body(code, message))?.fields).toEqual([{ name, message }]);
  });

  it('says that an id is spent', () => {
    expect(errors.read(body('IR_11', 'Customer has already been redacted'))).toMatchObject({
      ownIdSpent: true,
      fields: [{ name: 'customer_id', message: expect.stringContaining('Use another reference') }],
    });
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [42],
    [true],
    [{}],
    [{ error: null }],
    [{ error: 'text' }],
    [{ error: { code: {} } }],
  ])('reads no error from %j', (strange) => {
    expect(errors.read(strange)).toBeUndefined();
  });
});

it('knows a taken id by its code', () => {
  expect(errors.rules).toContainEqual({ code: ['IR_12'], kind: 'already-exists' });
});
