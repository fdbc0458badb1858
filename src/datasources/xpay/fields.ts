import type { CreateCustomerRequest } from '../../generated/wire/xpay.js';
import { fullName } from '../kit/values.js';
import type { WireField } from '../provider-definition.js';

/** How xPay's request body is made from the provider-neutral input. */
export const fields: readonly WireField<CreateCustomerRequest>[] = [
  {
    wire: '/customerDetails/name',
    input: [['firstName'], ['lastName']],
    instead: ['company'],
    value: ({ profile }) => fullName(profile),
  },
  { wire: '/customerDetails/email', input: [['email']] },
  { wire: '/customerDetails/contactNumber', input: [['phone']], value: ({ profile }) => profile.phone?.e164 },
  { wire: '/customerDetails/customerAddress/addressLine1', input: [['address', 'line1']] },
  { wire: '/customerDetails/customerAddress/addressLine2', input: [['address', 'line2']] },
  { wire: '/customerDetails/customerAddress/city', input: [['address', 'city']] },
  { wire: '/customerDetails/customerAddress/state', input: [['address', 'state']] },
  { wire: '/customerDetails/customerAddress/country', input: [['address', 'country']] },
  { wire: '/customerDetails/customerAddress/postalCode', input: [['address', 'postalCode']] },
];
