import { foundOurs } from '../kit/lookup-reading.js';
import { isRecord, textAt, valueAt } from '../kit/values.js';
import type { Lookup, Recovery } from '../provider-definition.js';
import { readCustomer } from './answer.js';

/** Soap can only be searched by e-mail address; a result is ours only if it carries our own id. */
const lookup: Lookup = {
  call: ({ profile }) =>
    profile.email === undefined ? undefined : { operationId: 'searchCustomers', query: { email: profile.email } },

  read(body, { merchantCustomerId, profile }) {
    const results = valueAt(body, 'results');
    if (!Array.isArray(results)) return { kind: 'inconclusive' };
    const records = results.filter(isRecord).map((result) => ({
      customer: readCustomer(result),
      ownId: textAt(result, 'internal_id'),
      email: textAt(result, 'email'),
    }));
    const ours = records.find(({ ownId }) => ownId === merchantCustomerId);
    if (ours) return foundOurs(ours.customer);
    // Every customer has an id. A result without one is something else, and does not show that ours is absent.
    if (records.some(({ customer }) => customer === undefined)) return { kind: 'inconclusive' };
    const other = records.find(({ email }) => email?.toLowerCase() === profile.email?.toLowerCase());
    return { kind: 'absent', otherExternalId: other?.customer?.externalId };
  },
};

/** Soap refuses a second customer with the same e-mail address, so sending again is harmless. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
