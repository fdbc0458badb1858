import { isDeepStrictEqual } from 'node:util';
import { dottedName } from '../kit/json-pointer.js';
import type { EmulatedAnswer, EmulatedOperation, ProviderEmulator } from '../provider-emulator.js';

const refusal = (status: number, errorCode: string, errorDescription: string): EmulatedAnswer => ({
  status,
  body: { errorCode, errorDescription },
});

const keyReused = refusal(400, 'bad_request', 'This idempotency key was first used with other request parameters');
const unauthorized = refusal(401, 'unauthorized', 'Invalid API keys');

/** Customer, key and request are stored as one record, which no crash can tear apart. Keys never expire here. */
const createCustomer: EmulatedOperation = ({ body, headers }, store) => {
  const idempotencyKey = headers['idempotency-key'];
  if (idempotencyKey !== undefined) {
    const earlier = store.find('idempotencyKey', idempotencyKey);
    if (earlier) {
      return isDeepStrictEqual(earlier.customerDetails, body.customerDetails) ? created(earlier.id) : keyReused;
    }
  }
  const id = store.newId('cus_', 21);
  store.add({ ...body, id, idempotencyKey, createdAt: store.now().toISOString() });
  return created(id);
};

const created = (customerId: unknown): EmulatedAnswer => ({ status: 200, body: { customerId } });

/** Answers as docs.xpaycheckout.com describes them. */
export const emulator: ProviderEmulator = {
  operations: { createCustomer },
  invalid: (problems) =>
    refusal(400, 'bad_request', problems.map(({ pointer, message }) => `${dottedName(pointer)} ${message}`).join('; ')),
  unauthorized: () => unauthorized,
  keyReused,
  failures: {
    bad_request: refusal(400, 'bad_request', 'Failed to read request'),
    key_reused: keyReused,
    in_flight: refusal(409, 'bad_request', 'A request with this idempotency key is still in progress'),
    /** From an older version of the documentation. */
    in_flight_old: refusal(400, 'bad_request', 'The initial request is still in progress'),
    unauthorized,
    not_found: refusal(404, 'resource_not_found', 'The requested resource was not found'),
    rate_limited: refusal(429, 'rate_limit_exceeded', 'Too many requests'),
    server_error: refusal(500, 'internal_server_error', 'Something unexpected happened on the server'),
  },
};
