import type { Lookup, Recovery } from '../provider-definition.js';

const lookup: Lookup = {
  call: ({ merchantCustomerId }) => ({ operationId: 'retrieveCustomer', path: { customer_id: merchantCustomerId } }),
  absentCodes: ['HE_02'],
  records: (body) => [body],
};

/** Our own id is the record's key, so sending again finds the first record instead of making a second one. */
export const recovery: Recovery = { resend: { harmless: 'always' }, lookup };
