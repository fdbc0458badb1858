import { textAt } from '../kit/values.js';
import type { Lookup, Recovery } from '../provider-definition.js';
import { readCustomer } from './customer.js';

const lookup: Lookup = {
  call: (request) => ({
    operationId: 'retrieveCustomer',
    path: { customer_id: request.merchantCustomerId },
    query: request.requestClientToken ? { 'options.get_client_auth_token': 'true' } : undefined,
  }),
  absentCodes: ['RESOURCE_NOT_FOUND', 'object_not_found'],
  /** The look-up also takes Juspay's own ids: a record found by one of those is not ours, and in nobody's way. */
  read(body, request) {
    const id = textAt(body, 'object_reference_id');
    // Every customer has one; what has none does not say that ours is absent.
    if (id === undefined) return { kind: 'inconclusive' };
    if (id !== request.merchantCustomerId) return { kind: 'absent' };
    const customer = readCustomer(body);
    return customer ? { kind: 'ours', customer } : { kind: 'inconclusive' };
  },
};

/** Juspay refuses a second record with our id, so sending again is harmless. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
