import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { recovery } from './recovery.js';
import { requirements } from './requirements.js';

/** Stax: every creation makes a new record, so that ours must be found again before one is sent twice. */
export const stax: ProviderDefinition = {
  name: 'STAX',
  title: 'Stax',
  description:
    'Stax (staxpayments.com). Needs at least one of first name, last name, e-mail address and company. Metadata become ' +
    'custom fields. Has no place for a date of birth or a third address line; these stay on the unified customer.',
  document: 'stax',
  settings: [{ name: 'API_KEY', description: 'API key.', required: true, emulated: 'stax_emulated' }],
  credential: ({ API_KEY = '' }) => ({ kind: 'bearer', token: API_KEY }),
  headers: () => ({ accept: 'application/json' }),
  fields,
  requirements,
  options: {
    customFields: {
      type: '[KeyValue!]',
      description: 'Custom fields of the customer’s record at Stax, beside those made from `metadata`.',
    },
  },
  readCustomer,
  ownIdAt: [['reference'], ['data', 'reference']],
  errors,
  recovery,
  emulator,
};
