import { textAt } from '../kit/values.js';
import type { Lookup, Recovery } from '../provider-definition.js';
import { readCustomer } from './customer.js';

const lookup: Lookup = {
  call: (request) => ({ operationId: 'retrieveCustomer', path: { customer_id: request.merchantCustomerId } }),
  absentCodes: ['HE_02'],
  read(body, request) {
    const id = textAt(body, 'customer_id');
    // What has no id is no customer: it does not say that ours is absent.
    if (id === undefined) return { kind: 'inconclusive' };
    if (id !== request.merchantCustomerId) return { kind: 'absent' };
    const customer = readCustomer(body);
    return customer ? { kind: 'ours', customer } : { kind: 'inconclusive' };
  },
};

/** The record's key is our own id, so a second sending finds the first one's record and makes no other. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
