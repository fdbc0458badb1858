import type { CreateCustomerRequest } from '../../generated/wire/stax.js';
import { stateCode } from '../kit/state-code.js';
import type { WireField } from '../provider-definition.js';
import { alpha3 } from './country.js';
import { customFieldsPath, toOptions } from './custom-fields.js';

/** How Stax's request body is made from the provider-neutral input. */
export const fields: readonly WireField<CreateCustomerRequest>[] = [
  { wire: '/firstname', input: [['firstName']] },
  { wire: '/lastname', input: [['lastName']] },
  { wire: '/email', input: [['email']] },
  {
    wire: '/phone',
    input: [['phone']],
    value: ({ profile: { phone } }) => phone && `${phone.countryCode}${phone.nationalNumber}`,
  },
  { wire: '/company', input: [['company']] },
  { wire: '/notes', input: [['description']] },
  { wire: '/address_1', input: [['address', 'line1']] },
  { wire: '/address_2', input: [['address', 'line2']] },
  { wire: '/address_city', input: [['address', 'city']] },
  // The document's length.
  {
    wire: '/address_state',
    input: [['address', 'state']],
    value: ({ profile: { address = {} } }) => stateCode(address, 2),
  },
  { wire: '/address_zip', input: [['address', 'postalCode']] },
  {
    wire: '/address_country',
    input: [['address', 'country']],
    value: ({ profile: { address } }) => address?.country && alpha3(address.country),
  },
  { wire: '/reference', input: [['reference']], value: ({ merchantCustomerId }) => merchantCustomerId },
  { wire: '/options', input: [['metadata'], customFieldsPath], value: toOptions },
];
