/**
 * @typedef {import('./customers.mjs').Customer} Customer
 *
 * @typedef {object} Provider What somebody would write by hand to create a customer at one provider.
 * @property {Record<string, string>} settings Environment of the server, without the provider's name before it.
 * @property {string} path
 * @property {(customer: Customer, id: string, key: string) => Record<string, string>} headers
 *   `id`: the customer's own id at the merchant; `key`: the idempotency key.
 * @property {(customer: Customer, id: string) => string} body
 * @property {(answer: any) => string} readId
 */

const json = { accept: 'application/json', 'content-type': 'application/json' };
const basic = (/** @type {string} */ pair) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
const fullName = (/** @type {Customer} */ { firstName, lastName }) => `${firstName} ${lastName}`;
const toObject = (/** @type {Customer['metadata']} */ entries) =>
  Object.fromEntries(entries.map(({ key, value }) => [key, value]));

/** @type {Record<string, Provider>} */
export const providers = {
  STAX: {
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
  },

  XPAY: {
    // Its quota of 10 requests a second would be all that is measured.
    settings: { PUBLIC_KEY: 'bench', PRIVATE_KEY: 'bench', RATE_LIMIT_PER_SECOND: '1000000' },
    path: '/customer/create',
    headers: (_customer, _id, key) => ({ ...json, ...basic('bench:bench'), 'idempotency-key': key }),
    body: (customer) =>
      JSON.stringify({
        customerDetails: {
          name: fullName(customer),
          email: customer.email,
          contactNumber: customer.phone.e164,
          customerAddress: {
            addressLine1: customer.address.line1,
            city: customer.address.city,
            state: customer.address.state,
            country: customer.address.country,
            postalCode: customer.address.postalCode,
          },
        },
      }),
    readId: ({ customerId }) => customerId,
  },

  VAULTERA: {
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
  },

  SOAP: {
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
  },

  JUSPAY: {
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
  },
};
