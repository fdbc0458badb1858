import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { checkGatewayList } from './gateways.js';
import { recovery } from './recovery.js';
import { requirements } from './requirements.js';
import { headers } from './routing.js';

/** Juspay Express Checkout, an orchestrator that routes payments to the merchant's gateways. */
export const juspay: ProviderDefinition = {
  name: 'JUSPAY',
  title: 'Juspay',
  description:
    'Juspay Express Checkout, an orchestrator. Requires a phone number; knows the customer by your own id ' +
    "(`reference`, at least 8 characters) where there is one. The merchant's gateways may need more. Gives a client token, for 15 minutes, when asked to.",
  document: 'juspay',
  settings: [
    { name: 'API_KEY', description: 'API key from the Juspay dashboard.', required: true, emulated: 'emulated' },
    { name: 'MERCHANT_ID', description: "The merchant's id at Juspay.", required: true, emulated: 'emulated' },
    {
      name: 'GATEWAYS',
      description: 'Gateways that Juspay routes to, with commas between: what they need is then required.',
      required: false,
      check: checkGatewayList,
    },
  ],
  credential: ({ API_KEY = '' }) => ({ kind: 'basic', username: API_KEY, password: '' }),
  headers,
  fields,
  requirements,
  options: {
    gateways: {
      type: '[String!]',
      description: 'Gateways that this customer will pay through, instead of the configured ones, e.g. `PAYPAL`.',
    },
    routingId: {
      type: 'String',
      description: "`x-routing-id`; the customer's own id unless given. Must be the same on every call for a customer.",
    },
  },
  readCustomer,
  ownIdAt: [['object_reference_id']],
  errors,
  recovery,
  emulator,
};
