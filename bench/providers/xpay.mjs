import { basic, fullName, json } from '../wire.mjs';

/** @type {import('../providers.mjs').Provider} */
export const provider = {
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
  mesh: 'createCustomer(input: $input) { __typename ... on Customer { customerId } }',
};
