import { isRecord, textAt, valueAt } from '../kit/values.js';
import type { Lookup, Recovery } from '../provider-definition.js';

/** Soap is searched by e-mail; of what is found, only the customer with our own id on it is ours. */
const lookup: Lookup = {
  call: ({ profile }) =>
    profile.email === undefined ? undefined : { operationId: 'searchCustomers', query: { email: profile.email } },

  read(body, { merchantCustomerId, profile }) {
    const results = valueAt(body, 'results');
    if (!Array.isArray(results)) return { kind: 'inconclusive' };
    const customers = results.filter(isRecord).map((result) => ({
      externalId: textAt(result, 'id'),
      internalId: textAt(result, 'internal_id'),
      email: textAt(result, 'email'),
    }));
    const ours = customers.find(({ internalId }) => internalId === merchantCustomerId);
    if (ours?.externalId !== undefined) return { kind: 'ours', customer: { externalId: ours.externalId } };
    // What has no id is no customer of Soap's: it does not say that ours is absent.
    if (customers.some(({ externalId }) => externalId === undefined)) return { kind: 'inconclusive' };
    const other = customers.find(({ email }) => email?.toLowerCase() === profile.email?.toLowerCase());
    return { kind: 'absent', otherExternalId: other?.externalId };
  },
};

/** E-mail addresses are unique at Soap: a second record cannot come into being. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
