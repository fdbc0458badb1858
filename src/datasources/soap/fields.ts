import type { Wire } from '../../generated/wire/soap.js';
import type { WireField } from '../provider-definition.js';
import { tenDigitNumber } from './phone.js';

/** How Soap's request body is made from the provider-neutral input. */
export const fields: readonly WireField<Wire['CreateCustomerRequest']>[] = [
  { wire: '/email', input: [['email']] },
  { wire: '/first_name', input: [['firstName']] },
  { wire: '/last_name', input: [['lastName']] },
  { wire: '/phone_number', input: [['phone']], value: ({ profile }) => tenDigitNumber(profile.phone) },
  { wire: '/date_of_birth', input: [['dateOfBirth']] },
  { wire: '/internal_id', input: [['reference']], value: ({ merchantCustomerId }) => merchantCustomerId },
];
