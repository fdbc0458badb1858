import { expect, it } from 'vitest';
import { errors } from '../../../../src/datasources/stax/errors.js';
import { unreadableBodies } from '../provider-support.js';

it.each([
  ['a text', { error: 'Unreadable' }, 'Unreadable', []],
  ['several texts', { error: ['One.', 'Two.'] }, 'One. Two.', []],
  [
    'an id',
    { id: ['The selected id is invalid.'] },
    'id: The selected id is invalid.',
    [['id', 'The selected id is invalid.']],
  ],
  [
    'several fields, each with several messages',
    { email: ['Wrong.'], address_state: ['Too long.', 'Unknown.'] },
    'email: Wrong. address_state: Too long. address_state: Unknown.',
    [
      ['email', 'Wrong.'],
      ['address_state', 'Too long.'],
      ['address_state', 'Unknown.'],
    ],
  ],
  ['a nested field', { 'options.color': ['Wrong.'] }, 'options.color: Wrong.', [['/options/color', 'Wrong.']]],
  [
    'a member of a custom field, and an entry of a list',
    { 'options.customer_custom_fields.0.name': ['No.'], 'cc_emails.1': ['No.'] },
    'options.customer_custom_fields.0.name: No. cc_emails.1: No.',
    [
      ['/options/customer_custom_fields/0/name', 'No.'],
      ['/cc_emails/1', 'No.'],
    ],
  ],
  ['a bare list', ['Unauthenticated.', 'Who are you?'], 'Unauthenticated. Who are you?', undefined],
  [
    'a message with fields below',
    { message: 'The given data was invalid.', errors: { phone: ['Too short.'] } },
    'The given data was invalid.',
    [['phone', 'Too short.']],
  ],
])('reads %s', (_, body, message, fields) => {
  const said = errors.read(body);
  expect(said?.message).toBe(message);
  expect(said?.fields?.map((field) => [field.name, field.message])).toEqual(fields);
});

it.each(unreadableBodies)('finds no error body in %j', (body) => {
  expect(errors.read(body)).toBeUndefined();
});
