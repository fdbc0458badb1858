import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Kind, parse } from 'graphql';

const customersFile = new URL('../../schema/subgraph.graphql', import.meta.url);
const ordersFile = new URL('schema.graphql', import.meta.url);

/**
 * The orders' schema with the providers of the customers' schema. An enum that is used in both inputs and outputs must have
 * the same values in every subgraph, or they do not compose.
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
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (file) => readFileSync(file, 'utf8');
  writeFileSync(ordersFile, withProviders(read(ordersFile), read(customersFile)));
}
