import { json } from '../wire.mjs';

/** @type {import('../providers.mjs').Provider} */
export const provider = {
  settings: { API_KEY: 'bench' },
  path: '/api/v1/customers',
  headers: () => ({ ...json, authorization: 'Bearer bench' }),
  body: ({ firstName, lastName, email, phone }, id) =>
    JSON.stringify({
      email,
      first_name: firstName,
      last_name: lastName,
      phone_number: phone.nationalNumber,
      internal_id: id,
    }),
  readId: ({ id }) => id,
  mesh: 'createCustomer(input: $input) { __typename ... on Customer { id } }',
};
