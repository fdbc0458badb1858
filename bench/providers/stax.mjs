import { json, toObject } from '../wire.mjs';

/** @type {import('../providers.mjs').Provider} */
export const provider = {
  settings: { API_KEY: 'bench' },
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
      options: toObject(metadata),
    }),
  readId: ({ id }) => id,
};
