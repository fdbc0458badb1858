import type { ClientTokenFetch } from '../provider-definition.js';
import { absentCodes, tokenWanted } from './recovery.js';

/** Juspay's tokens live for 15 minutes; whoever retrieves a customer may have a new one. */
export const clientToken: ClientTokenFetch = {
  call: ({ externalId }) => ({
    operationId: 'retrieveCustomer',
    path: { customer_id: externalId },
    query: tokenWanted,
  }),
  absentCodes,
};
