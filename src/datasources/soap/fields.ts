import type { Phone } from '../../domain/customer.js';
import type { Violation } from '../../domain/violation.js';
import type { Wire } from '../../generated/wire/soap.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { WireField } from '../provider-definition.js';

/** Soap's request body, made of the neutral input. */
export const fields: readonly WireField<Wire['CreateCustomerRequest']>[] = [
  { wire: '/email', input: [['email']] },
  { wire: '/first_name', input: [['firstName']] },
  { wire: '/last_name', input: [['lastName']] },
  { wire: '/phone_number', input: [['phone']], value: ({ profile }) => tenDigits(profile.phone) },
  { wire: '/date_of_birth', input: [['dateOfBirth']] },
  { wire: '/internal_id', input: [['reference']], value: ({ merchantCustomerId }) => merchantCustomerId },
];

/** A telephone number that Soap cannot hold is said, not silently left out. */
export function requirements({ profile }: CreateCustomerRequest): readonly Violation[] {
  if (profile.phone === undefined || tenDigits(profile.phone) !== undefined) return [];
  return [
    {
      path: ['phone'],
      code: 'NOT_SUPPORTED_BY_PROVIDER',
      message: 'Soap takes only telephone numbers of 10 digits with the country code +1.',
    },
  ];
}

/** Soap's text: 10 digits, no hyphens, no country code; so only the North American plan's numbers fit. */
function tenDigits(phone: Phone | undefined): string | undefined {
  return phone?.countryCode === '1' && /^\d{10}$/.test(phone.nationalNumber) ? phone.nationalNumber : undefined;
}
