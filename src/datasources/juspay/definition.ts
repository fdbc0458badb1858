import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { clientToken } from './client-token.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { checkGatewayList } from './gateways.js';
import { recovery } from './recovery.js';
import { requirements } from './requirements.js';
import { headers, routingIdOption } from './routing.js';

/** Juspay Express Checkout, an orchestrator that routes payments to the merchant's gateways. */
export const juspay: ProviderDefinition = {
  name: 'JUSPAY',
  title: 'Juspay',
  description:
    'Juspay Express Checkout, a payment orchestrator. Requires a phone number; the configured gateways may require more. ' +
    'Identifies the customer by your own id (`reference`, at least 8 characters), else by the unified id. Returns a ' +
    'client token on request, valid for 15 minutes; a customer who exists already gets a new one.',
  document: 'juspay',
  settings: [
    { name: 'API_KEY', description: 'API key from the Juspay dashboard.', required: true, emulated: 'emulated' },
    {
      name: 'MERCHANT_ID',
      description: "The merchant's id at Juspay.",
      required: true,
      namesMerchant: true,
      emulated: 'emulated',
    },
    {
      name: 'GATEWAYS',
      description: 'Comma-separated gateways that Juspay routes payments to. What they require becomes required.',
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
    [routingIdOption]: {
      type: 'String',
      description:
        "Value of the `x-routing-id` header, by default the customer's own id (`merchantReference`). It must be the same on " +
        "every call for a customer: the first one is kept, and shown as the `routingId` of the customer's records at Juspay.",
    },
  },
  routingIdOption,
  readCustomer,
  ownIdAt: [['object_reference_id']],
  errors,
  recovery,
  clientToken,
  emulator,
};
