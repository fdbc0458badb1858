import { expect, test } from 'vitest';
import * as creation from '../../../src/repositories/creation-statements.js';
import * as customer from '../../../src/repositories/customer-statements.js';
import * as providerCustomer from '../../../src/repositories/provider-customer-statements.js';

const statements = Object.entries({ creation, customer, providerCustomer }).flatMap(([table, texts]) =>
  Object.entries<string>(texts).map(([name, text]) => [`${table}.${name}`, text] as const),
);

test.each(statements)('%s has its name in its first line, for traces', (name, text) => {
  expect(text.split('\n', 1)).toEqual([`-- ${name}`]);
});
