import type { Lookup, Recovery } from '../provider-definition.js';

const lookup: Lookup = {
  call: ({ merchantCustomerId, requestClientToken }) => ({
    operationId: 'retrieveCustomer',
    path: { customer_id: merchantCustomerId },
    query: requestClientToken ? { 'options.get_client_auth_token': 'true' } : undefined,
  }),
  absentCodes: ['RESOURCE_NOT_FOUND', 'object_not_found'],
  // The operation accepts Juspay's own ids too. A record found by one of those is neither ours nor a duplicate of ours.
  records: (body) => [body],
};

/** Juspay refuses a second record with our own id, so sending again is harmless. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
