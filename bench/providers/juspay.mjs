import { basic } from '../wire.mjs';

/** @type {import('../providers.mjs').Provider} */
export const provider = {
  settings: { API_KEY: 'bench', MERCHANT_ID: 'bench' },
  path: '/customers',
  headers: (_customer, id) => ({
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...basic('bench:'),
    'x-merchantid': 'bench',
    'x-routing-id': id,
  }),
  body: ({ firstName, lastName, email, phone }, id) =>
    new URLSearchParams({
      object_reference_id: id,
      mobile_number: phone.nationalNumber,
      mobile_country_code: phone.countryCode,
      email_address: email,
      first_name: firstName,
      last_name: lastName,
    }).toString(),
  readId: ({ id }) => id,
  mesh: 'createCustomer(input: $input, x_merchantid: "bench", x_routing_id: "bench") { __typename ... on Customer { id } }',
};
