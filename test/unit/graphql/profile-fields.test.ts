import { buildSchema, isInputObjectType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { addressLineNames, profileFieldNames } from '../../../src/domain/profile-fields.js';
import { printSubgraph } from '../../../src/graphql/schema.js';

const schema = buildSchema(printSubgraph(), { assumeValid: true });

/** What belongs to the customer or to the request, but not to the profile. */
const aroundProfile = {
  CreateCustomerInput: [
    'customerId',
    'phoneCountry',
    'requestClientToken',
    'idempotencyKey',
    'account',
    'providerOptions',
  ],
  Customer: ['id', 'createdAt', 'updatedAt', 'providerCustomers'],
};

test.each([
  ['CreateCustomerInput', [...profileFieldNames, ...aroundProfile.CreateCustomerInput]],
  ['Customer', [...profileFieldNames, ...aroundProfile.Customer]],
  ['AddressInput', addressLineNames],
  ['Address', addressLineNames],
])('%s has the fields of the profile, and no other that nothing is done with', (name, expected) => {
  const type = schema.getType(name);
  const fields = isInputObjectType(type) || isObjectType(type) ? Object.keys(type.getFields()) : [];
  expect(fields.sort()).toEqual([...expected].sort());
});
