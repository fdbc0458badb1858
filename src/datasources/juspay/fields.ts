import type { CreateCustomerRequest } from '../../generated/wire/juspay.js';
import type { WireField } from '../provider-definition.js';

/** Which inputs a Juspay customer is made of; its form is flat, and a dot in a name is part of the name. */
export const fields: readonly WireField<CreateCustomerRequest>[] = [
  { wire: '/object_reference_id', input: [['reference']], value: (request) => request.merchantCustomerId },
  { wire: '/mobile_number', input: [['phone']], value: ({ profile }) => profile.phone?.nationalNumber },
  { wire: '/mobile_country_code', input: [['phone']], value: ({ profile }) => profile.phone?.countryCode },
  { wire: '/email_address', input: [['email']] },
  { wire: '/first_name', input: [['firstName']] },
  { wire: '/last_name', input: [['lastName']] },
  {
    wire: '/options.get_client_auth_token',
    input: [['requestClientToken']],
    value: ({ requestClientToken }) => (requestClientToken ? 'true' : undefined),
  },
];
