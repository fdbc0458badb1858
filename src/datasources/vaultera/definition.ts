import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { recovery } from './recovery.js';

/** Vaultera Switch, a payment orchestrator built on Juspay Hyperswitch, with the merchant's own id as its key. */
export const vaultera: ProviderDefinition = {
  name: 'VAULTERA',
  title: 'Vaultera',
  description:
    'Vaultera Switch, a payment orchestrator. Requires no field. Identifies the customer by your own id ' +
    '(`reference`, at most 64 unaccented letters, digits, `_` and `-`), else by the unified id. If it has a customer with that id already, that customer is linked, unchanged.',
  document: 'vaultera',
  settings: [
    { name: 'API_KEY', description: "The merchant account's secret API key.", required: true, emulated: 'emulated' },
  ],
  credential: ({ API_KEY = '' }) => ({ kind: 'bare', value: API_KEY }),
  fields,
  readCustomer,
  ownIdAt: [['customer_id']],
  errors,
  recovery,
  emulator,
};
