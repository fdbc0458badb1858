import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Kind, parse } from 'graphql';

const customersFile = new URL('../../schema/subgraph.graphql', import.meta.url);
const ordersFile = new URL('../../examples/orders/schema.graphql', import.meta.url);

/**
 * The orders' schema with the providers that the customers' has: an enum that is both asked for and given is to be the
 * same in every subgraph.
 *
 * @param {string} orders
 * @param {string} customers
 */
export function withProviders(orders, customers) {
  const { values } = parse(customers).definitions.find(
    ({ kind, name }) => kind === Kind.ENUM_TYPE_DEFINITION && name.value === 'Provider',
  );
  const lines = values.map(({ name }) => `  ${name.value}\n`);
  return orders.replace(/^enum Provider \{[^}]*\}/m, `enum Provider {\n${lines.join('')}}`);
}

/** Part of `npm run supergraph`. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const read = (file) => readFileSync(file, 'utf8');
  writeFileSync(ordersFile, withProviders(read(ordersFile), read(customersFile)));
}
