import type { ProviderDefinition } from '../provider-definition.js';
import { readCustomer } from './answer.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';
import { recovery } from './recovery.js';

/** xPay, which takes idempotency keys and has no look-up. */
export const xpay: ProviderDefinition = {
  name: 'XPAY',
  title: 'xPay',
  description:
    'xPay (xpaycheckout.com). Requires a name (of a person, or else of a company), an e-mail address and a phone ' +
    'number. Has no fields for metadata, date of birth or your own id: these are kept on the unified customer only.',
  document: 'xpay',
  settings: [
    {
      name: 'PUBLIC_KEY',
      description: 'Public API key.',
      required: true,
      namesMerchant: true,
      emulated: 'pk_emulated',
    },
    { name: 'PRIVATE_KEY', description: 'Private API key.', required: true, emulated: 'sk_emulated' },
  ],
  credential: ({ PUBLIC_KEY = '', PRIVATE_KEY = '' }) => ({
    kind: 'basic',
    username: PUBLIC_KEY,
    password: PRIVATE_KEY,
  }),
  headers: ({ idempotencyKey }): Record<string, string> =>
    idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey },
  fields,
  readCustomer,
  errors,
  recovery,
  // docs.xpaycheckout.com developer-resources/rate-limits: 10 requests per second per account.
  rateLimitPerSecond: 10,
  emulator,
};
