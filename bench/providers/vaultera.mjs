import { json, toObject } from '../wire.mjs';

/** @type {import('../providers.mjs').Provider} */
export const provider = {
  settings: { API_KEY: 'bench' },
  path: '/customers',
  headers: () => ({ ...json, 'api-key': 'bench' }),
  body: ({ firstName, lastName, email, phone, address, metadata }, id) =>
    JSON.stringify({
      customer_id: id,
      name: `${firstName} ${lastName}`,
      email,
      phone: phone.nationalNumber,
      phone_country_code: `+${phone.countryCode}`,
      address: {
        line1: address.line1,
        city: address.city,
        state: address.state,
        zip: address.postalCode,
        country: address.country,
        first_name: firstName,
        last_name: lastName,
      },
      metadata: toObject(metadata),
    }),
  readId: ({ customer_id }) => customer_id,
  mesh: 'createCustomer(input: $input) { __typename ... on Customer { customer_id } }',
};
