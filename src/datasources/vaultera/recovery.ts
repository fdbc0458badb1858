import { readRetrieved } from '../kit/lookup-reading.js';
import type { Lookup, Recovery } from '../provider-definition.js';
import { readCustomer } from './answer.js';

const lookup: Lookup = {
  call: ({ merchantCustomerId }) => ({ operationId: 'retrieveCustomer', path: { customer_id: merchantCustomerId } }),
  absentCodes: ['HE_02'],
  read: (body, request) => readRetrieved(body, 'customer_id', request, readCustomer),
};

/** Our own id is the record's key, so sending again finds the first record instead of making a second one. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
