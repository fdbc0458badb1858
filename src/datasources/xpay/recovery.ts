import type { Recovery } from '../provider-definition.js';

const hour = 60 * 60 * 1000;

/**
 * xPay has no look-up: a lost answer can only be retrieved by sending the same request with the same idempotency key.
 * Keys expire after 24 hours: docs.xpaycheckout.com developer-resources/idempotency.
 */
export const recovery: Recovery = {
  resend: {
    harmless: 'while-key-lives',
    keyLifetimeMs: 24 * hour,
    // The first answer is what a key repeats, failures included. Credentials and quota are checked before the key is.
    keeps: { statuses: ['4xx', '5xx'], except: [401, 429] },
  },
};
