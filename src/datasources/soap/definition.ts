import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { recovery } from './recovery.js';
import { requirements } from './requirements.js';

/** Soap: an e-mail address belongs to one customer, and by it a customer is found again. */
export const soap: ProviderDefinition = {
  name: 'SOAP',
  title: 'Soap',
  description:
    'Soap (paywithsoap.com). Needs first name, last name and an e-mail address that no other customer has; takes only ' +
    '+1 telephone numbers. Has no place for address, company or metadata; these stay on the unified customer.',
  document: 'soap',
  settings: [
    { name: 'API_KEY', description: 'API key.', required: true, emulated: 'soap_emulated' },
    {
      name: 'AUTH_SCHEME',
      description: 'How the key is sent: `bearer` puts `Bearer` before it, `bare` nothing.',
      required: false,
      default: 'bearer',
      values: ['bearer', 'bare'],
    },
  ],
  // The reference's security scheme says bearer; its examples send the bare key.
  credential: ({ API_KEY = '', AUTH_SCHEME }) =>
    AUTH_SCHEME === 'bare' ? { kind: 'bare', value: API_KEY } : { kind: 'bearer', token: API_KEY },
  fields,
  requirements,
  readCustomer,
  ownIdAt: [['internal_id']],
  errors,
  recovery,
  emulator,
};
