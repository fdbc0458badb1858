import { json } from '../wire.mjs';

/** @type {import('../providers.mjs').Provider} */
export const provider = {
  // Its quotas, and the emulator's search through all its records, would be all that is measured.
  settings: {
    API_KEY: 'bench',
    RATE_LIMIT_PER_SECOND: '1000000',
    FAILED_REQUESTS_PER_MINUTE: '1000000',
    LOOK_UP_FIRST: 'false',
  },
  path: '/customer',
  headers: () => ({ ...json, authorization: 'Bearer bench' }),
  body: ({ firstName, lastName, email, phone, company, address, metadata }, reference) =>
    JSON.stringify({
      firstname: firstName,
      lastname: lastName,
      email,
      phone: phone.countryCode + phone.nationalNumber,
      company,
      address_1: address.line1,
      address_city: address.city,
      address_state: address.state,
      address_zip: address.postalCode,
      address_country: 'USA',
      reference,
      options: { customer_custom_fields: metadata.map(({ key, value }) => ({ name: key, type: 'text', value })) },
    }),
  readId: ({ id }) => id,
  mesh: 'createCustomer(input: $input) { __typename ... on CreatedCustomer { id } }',
};
