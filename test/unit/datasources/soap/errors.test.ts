import { expect, it } from 'vitest';
import { kindByRules } from '../../../../src/datasources/kit/classify-refusal.js';
import { errors } from '../../../../src/datasources/soap/errors.js';
import { unreadableBodies } from '../provider-support.js';

it.each([
  ['Email has already been taken', [['email', 'Email has already been taken']]],
  ['Phone number is too long', [['phone_number', 'Phone number is too long']]],
  [
    "First name can't be blank, Date of birth is invalid, and old and Email is invalid",
    [
      ['first_name', "First name can't be blank"],
      ['date_of_birth', 'Date of birth is invalid, and old'],
      ['email', 'Email is invalid'],
    ],
  ],
  ['Something else is wrong', []],
  ['Email is invalid, Something else too', [['email', 'Email is invalid, Something else too']]],
  ['Something else and Email is invalid', []],
])('reads %j', (error, expected) => {
  const said = errors.read({ error });
  expect(said?.message).toBe(error);
  expect(said?.fields?.map(({ name, message }) => [name, message])).toEqual(expected);
});

it.each(unreadableBodies)('finds no error body in %j', (body) => {
  expect(errors.read(body)).toBeUndefined();
});

it.each([
  [422, 'Email has already been taken', 'already-exists'],
  [422, 'Email is invalid', undefined],
  [500, 'Email has already been taken', undefined],
])('%i %s is %s', (status, error, kind) => {
  expect(kindByRules(errors, status, errors.read({ error }))).toBe(kind);
});
