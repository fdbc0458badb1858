import type { Wire } from '../../generated/wire/vaultera.js';
import { fullName, toJsonObject } from '../kit/values.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { WireField } from '../provider-definition.js';

/** How Vaultera's request body is made from the provider-neutral input. */
export const fields: readonly WireField<Wire['CreateCustomerRequest']>[] = [
  { wire: '/customer_id', input: [['reference']], value: (request) => request.merchantCustomerId },
  {
    wire: '/name',
    input: [['firstName'], ['lastName']],
    instead: ['company'],
    value: ({ profile }) => fullName(profile),
  },
  { wire: '/email', input: [['email']] },
  { wire: '/phone', input: [['phone']], value: ({ profile }) => profile.phone?.nationalNumber },
  {
    wire: '/phone_country_code',
    input: [['phone']],
    value: ({ profile }) => profile.phone && `+${profile.phone.countryCode}`,
  },
  { wire: '/description', input: [['description']] },
  { wire: '/address/line1', input: [['address', 'line1']] },
  { wire: '/address/line2', input: [['address', 'line2']] },
  { wire: '/address/line3', input: [['address', 'line3']] },
  { wire: '/address/city', input: [['address', 'city']] },
  { wire: '/address/state', input: [['address', 'state']] },
  { wire: '/address/zip', input: [['address', 'postalCode']] },
  { wire: '/address/country', input: [['address', 'country']] },
  {
    wire: '/address/first_name',
    input: [['firstName']],
    value: (request) => (hasAddress(request) ? request.profile.firstName : undefined),
  },
  {
    wire: '/address/last_name',
    input: [['lastName']],
    value: (request) => (hasAddress(request) ? request.profile.lastName : undefined),
  },
  { wire: '/metadata', input: [['metadata']], value: ({ profile }) => toJsonObject(profile.metadata) },
];

/** The names are part of the address, but alone they do not make one. */
function hasAddress({ profile }: CreateCustomerRequest): boolean {
  return Object.values(profile.address ?? {}).some((part) => part !== undefined);
}
