import type { CreateCustomerRequest } from '../../generated/wire/juspay.js';
import type { WireField } from '../provider-definition.js';

/** How Juspay's form is made from the provider-neutral input. The form is flat: a dot is part of a field's name. */
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
