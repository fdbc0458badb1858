import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { options } from './options.js';
import { recovery } from './recovery.js';
import { requirements } from './requirements.js';

/** Stax, where every request makes a new record: ours must be looked up before a request is sent again. */
export const stax: ProviderDefinition = {
  name: 'STAX',
  title: 'Stax',
  description:
    'Stax (staxpayments.com). Requires at least one of first name, last name, e-mail address and company. Metadata ' +
    'become custom fields. Has no fields for a date of birth or a third address line: these are kept on the unified ' +
    'customer only.',
  document: 'stax',
  settings: [{ name: 'API_KEY', description: 'API key.', required: true, emulated: 'stax_emulated' }],
  credential: ({ API_KEY = '' }) => ({ kind: 'bearer', token: API_KEY }),
  fields,
  requirements,
  options,
  readCustomer,
  ownIdAt: [['reference'], ['data', 'reference']],
  errors,
  recovery,
  // "Overview" at api-docs.staxpayments.com: 100 requests a minute. "API throttling" says 200 per address instead.
  rateLimitPerMinute: 100,
  // "API throttling" on the same site: the tenth failed request in a minute blocks the address for an hour.
  failedRequestsPerMinute: 9,
  emulator,
};
