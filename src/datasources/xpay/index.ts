import { textAt } from '../kit/values.js';
import type { ProviderDefinition } from '../provider-definition.js';
import { emulator } from './emulator.js';
import { errors } from './errors.js';
import { fields } from './fields.js';

const hour = 60 * 60 * 1000;

/** xPay: a creation is made harmless to repeat by its idempotency key; there is nothing to look customers up by. */
export const xpay: ProviderDefinition = {
  name: 'XPAY',
  title: 'xPay',
  description:
    'xPay (xpaycheckout.com). Needs a name, an e-mail address and a telephone number. Has no place for metadata, ' +
    'company, date of birth or the merchant’s own id; these stay on the unified customer.',
  document: 'xpay',
  settings: [
    { name: 'PUBLIC_KEY', description: 'Public API key.', required: true, emulated: 'pk_emulated' },
    { name: 'PRIVATE_KEY', description: 'Private API key.', required: true, emulated: 'sk_emulated' },
  ],
  credential: ({ PUBLIC_KEY = '', PRIVATE_KEY = '' }) => ({
    kind: 'basic',
    username: PUBLIC_KEY,
    password: PRIVATE_KEY,
  }),
  headers: ({ idempotencyKey }) => ({ 'Idempotency-Key': idempotencyKey }),
  fields,
  readCustomer: (body) => {
    const externalId = textAt(body, 'customerId');
    return externalId === undefined ? undefined : { externalId };
  },
  errors,
  // docs.xpaycheckout.com developer-resources/idempotency: keys expire after 24 hours.
  recovery: { resend: { harmless: 'while-key-lives', keyLifetimeMs: 24 * hour } },
  // docs.xpaycheckout.com developer-resources/rate-limits: 10 requests per second per account.
  rateLimitPerSecond: 10,
  emulator,
};
