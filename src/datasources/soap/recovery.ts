import { textAt, valueAt } from '../kit/values.js';
import type { Lookup, Recovery } from '../provider-definition.js';

/** Soap can only be searched by e-mail address, which no two of its customers share. */
const lookup: Lookup = {
  call: ({ profile }) =>
    profile.email === undefined ? undefined : { operationId: 'searchCustomers', query: { email: profile.email } },

  records(body) {
    const results = valueAt(body, 'results');
    return Array.isArray(results) ? results : undefined;
  },

  isInTheWay: (record, { profile }) => textAt(record, 'email')?.toLowerCase() === profile.email?.toLowerCase(),
};

/** Soap refuses a second customer with the same e-mail address, so sending again is harmless. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
