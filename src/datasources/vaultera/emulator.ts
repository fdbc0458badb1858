import type {
  EmulatedAnswer,
  EmulatedCustomerStore,
  EmulatedProblem,
  EmulatedRequest,
  ProviderEmulator,
} from '../provider-emulator.js';

/** Fields of a request that are stored with the customer, with null for those that were not sent. */
const keptFields = ['name', 'email', 'phone', 'phone_country_code', 'description', 'address', 'metadata'] as const;

const unauthorized = error(401, 'IR_01', 'API key not provided or invalid API key used');
const notFound = error(404, 'HE_02', 'Customer does not exist in our records');
const unreadable = error(400, 'IR_06', 'The request body could not be read');

export const emulator: ProviderEmulator = {
  operations: { createCustomer, retrieveCustomer },
  invalid,
  unauthorized: () => unauthorized,
  failures: {
    /** What Hyperswitch itself answers to a taken id; the documentation promises the existing customer instead. */
    already_exists: error(400, 'IR_12', 'Customer with the given `customer_id` already exists'),
    missing_parameter: error(400, 'IR_04', 'Missing required param: email'),
    invalid_format: error(400, 'IR_05', 'phone contains invalid data. Expected format is digits'),
    invalid_request: unreadable,
    invalid_value: error(400, 'IR_07', 'Invalid value provided: email'),
    unauthorized,
    not_found: notFound,
    internal_error: error(500, 'HE_00', 'Something went wrong', 'api'),
  },
};

/** A request with an existing id gets the existing customer, whatever else it holds. */
function createCustomer({ body }: EmulatedRequest, store: EmulatedCustomerStore): EmulatedAnswer {
  const customerId = typeof body.customer_id === 'string' ? body.customer_id : store.newId('cus_', 26);
  const existing = store.find('customer_id', customerId);
  if (existing) return { status: 200, body: existing };
  const customer = {
    customer_id: customerId,
    ...Object.fromEntries(keptFields.map((field) => [field, body[field] ?? null])),
    created_at: store.now().toISOString(),
    default_payment_method_id: null,
  };
  store.add(customer);
  return { status: 200, body: customer };
}

function retrieveCustomer({ path }: EmulatedRequest, store: EmulatedCustomerStore): EmulatedAnswer {
  const customer = store.find('customer_id', path.customer_id ?? '');
  return customer ? { status: 200, body: customer } : notFound;
}

function invalid([problem]: readonly EmulatedProblem[]): EmulatedAnswer {
  const field = problem?.pointer.slice(1).replaceAll('/', '.');
  if (!field) return unreadable;
  return problem?.keyword === 'required'
    ? error(400, 'IR_04', `Missing required param: ${field}`)
    : error(400, 'IR_07', `Invalid value provided: ${field}`);
}

function error(status: number, code: string, message: string, type = 'invalid_request'): EmulatedAnswer {
  return { status, body: { error: { type, message, code } } };
}
