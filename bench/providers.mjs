import { readdirSync } from 'node:fs';

/**
 * @typedef {import('./customers.mjs').Customer} Customer
 *
 * @typedef {object} Provider The call to create a customer at one provider, as one would write it by hand.
 * @property {Record<string, string>} settings Environment of the server, without the provider's name before it.
 * @property {string} path
 * @property {(customer: Customer, id: string, key: string) => Record<string, string>} headers
 *   `id`: the customer's own id at the merchant; `key`: the idempotency key.
 * @property {(customer: Customer, id: string) => string} body
 * @property {(answer: any) => string} readId
 * @property {string} mesh The creation in the GraphQL schema that Mesh makes of the provider's OpenAPI document.
 */

const files = readdirSync(new URL('./providers/', import.meta.url));

/** The providers that have a file in `providers/`, by their name in the `Provider` enum. @type {Record<string, Provider>} */
export const providers = Object.fromEntries(
  await Promise.all(
    files.map(async (file) => [file.replace('.mjs', '').toUpperCase(), (await import(`./providers/${file}`)).provider]),
  ),
);
