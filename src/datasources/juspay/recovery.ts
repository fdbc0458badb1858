import { readRetrieved } from '../kit/lookup-reading.js';
import type { Lookup, Recovery } from '../provider-definition.js';
import { readCustomer } from './answer.js';

const lookup: Lookup = {
  call: ({ merchantCustomerId, requestClientToken }) => ({
    operationId: 'retrieveCustomer',
    path: { customer_id: merchantCustomerId },
    query: requestClientToken ? { 'options.get_client_auth_token': 'true' } : undefined,
  }),
  absentCodes: ['RESOURCE_NOT_FOUND', 'object_not_found'],
  // The operation accepts Juspay's own ids too. A record found by one of those is neither ours nor a duplicate of ours.
  read: (body, request) => readRetrieved(body, 'object_reference_id', request, readCustomer),
};

/** Juspay refuses a second record with our own id, so sending again is harmless. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
