import { textAt } from '../kit/values.js';
import type { RecoveryMethod } from '../payment-data-source.js';
import type { Lookup } from '../provider-definition.js';
import { readCustomer } from './customer.js';

/** The record's key is our own id, so a second sending finds the first one's record and makes no other. */
export const recovery: RecoveryMethod = { kind: 'lookup', repeatable: true };

export const lookup: Lookup = {
  call: (request) => ({ operationId: 'retrieveCustomer', path: { customer_id: request.merchantCustomerId } }),
  absentCodes: ['HE_02'],
  read(body, request) {
    const id = textAt(body, 'customer_id');
    // What has no id is no customer: it does not say that ours is absent.
    if (id === undefined) return { inconclusive: true };
    return id === request.merchantCustomerId ? { ours: readCustomer(body) } : {};
  },
};
