import type { Lookup, Recovery } from '../provider-definition.js';

/** The codes of a 404 that say that there is no such customer. */
export const absentCodes = ['RESOURCE_NOT_FOUND', 'object_not_found'];

/** Asks for a client token beside the customer. */
export const tokenWanted = { 'options.get_client_auth_token': 'true' };

const lookup: Lookup = {
  call: ({ merchantCustomerId, requestClientToken }) => ({
    operationId: 'retrieveCustomer',
    path: { customer_id: merchantCustomerId },
    query: requestClientToken ? tokenWanted : undefined,
  }),
  absentCodes,
  // The operation accepts Juspay's own ids too. A record found by one of those is neither ours nor a duplicate of ours.
  records: (body) => [body],
};

/** Juspay refuses a second record with our own id, so sending again is harmless. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
