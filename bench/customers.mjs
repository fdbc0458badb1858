import { randomUUID } from 'node:crypto';

/**
 * @typedef {object} Customer The data that both sides send in a creation.
 * @property {string} firstName
 * @property {string} lastName
 * @property {string} email
 * @property {{ e164: string, countryCode: string, nationalNumber: string }} phone
 * @property {string} company
 * @property {{ line1: string, city: string, state: string, postalCode: string, country: string }} address
 * @property {{ key: string, value: string }[]} metadata
 * @property {string} idempotencyKey
 * @property {string | undefined} reference Given only with `--reference`.
 */

const nationalNumber = '2025550143';

/**
 * A new, unique customer. It has the fields of a typical checkout, and every provider accepts it.
 *
 * @param {boolean} withReference
 * @returns {Customer}
 */
export function newCustomer(withReference) {
  const unique = randomUUID();
  return {
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: `ada.${unique}@example.com`,
    phone: { e164: `+1${nationalNumber}`, countryCode: '1', nationalNumber },
    company: 'Analytical Engines Ltd',
    address: { line1: '12 Main Street', city: 'Springfield', state: 'IL', postalCode: '62701', country: 'US' },
    metadata: [{ key: 'plan', value: 'annual' }],
    idempotencyKey: unique,
    reference: withReference ? `ref-${unique}` : undefined,
  };
}

/**
 * The same customer as the mutation's input.
 *
 * @param {Customer} customer
 */
export const toInput = ({ phone, ...customer }) => ({ ...customer, phone: phone.e164 });
