import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { recovery } from './recovery.js';
import { requirements } from './requirements.js';

/** Soap, where an e-mail address belongs to one customer only, and customers are searched by it. */
export const soap: ProviderDefinition = {
  name: 'SOAP',
  title: 'Soap',
  description:
    'Soap (paywithsoap.com). Requires a first name, a last name and an e-mail address that no other customer has. ' +
    'Accepts only phone numbers with country code +1. Has no fields for address, company or metadata: these are kept ' +
    'on the unified customer only.',
  document: 'soap',
  settings: [
    { name: 'API_KEY', description: 'API key.', required: true, emulated: 'soap_emulated' },
    {
      name: 'AUTH_SCHEME',
      description:
        'How the key is sent in the Authorization header: `bearer` for `Bearer KEY`, `bare` for `KEY` alone.',
      required: false,
      default: 'bearer',
      values: ['bearer', 'bare'],
    },
  ],
  // The API reference contradicts itself: its security scheme says bearer, its examples send the bare key.
  credential: ({ API_KEY = '', AUTH_SCHEME }) =>
    AUTH_SCHEME === 'bare' ? { kind: 'bare', value: API_KEY } : { kind: 'bearer', token: API_KEY },
  fields,
  requirements,
  readCustomer,
  ownIdAt: [['internal_id']],
  // +1 numbers only, so the national ones that callers write are those of the North American Numbering Plan.
  phoneCountry: 'US',
  errors,
  recovery,
  emulator,
};
