import { textAt } from '../kit/values.js';
import type {
  EmulatedAnswer,
  EmulatedCustomerStore,
  EmulatedProblem,
  EmulatedRequest,
  ProviderEmulator,
} from '../provider-emulator.js';

const tokenLifetimeMs = 15 * 60 * 1000;

/** Fields of a request that are stored with the customer. */
const keptFields = [
  'object_reference_id',
  'mobile_country_code',
  'mobile_number',
  'email_address',
  'first_name',
  'last_name',
] as const;

const alreadyExists = failure(400, {
  status: 'invalid_request_error',
  error_code: 'unique',
  error_message: 'A customer with this object_reference_id exists in your account',
  info: { code: 'ALREADY_EXISTS', user_message: 'Already exists', developer_message: 'object_reference_id is taken' },
});

const notFound = failure(404, {
  status: 'invalid_request_error',
  error_code: 'object_not_found',
  error_message: 'There is nothing by this id',
  info: { code: 'RESOURCE_NOT_FOUND', user_message: 'Not found', developer_message: 'Customer account not found' },
});

const unauthorized = failure(401, {
  status: 'error',
  error_code: 'access_denied',
  info: { code: 'UNAUTHORIZED', user_message: 'Unauthorized', developer_message: 'The API key is not valid' },
});

export const emulator: ProviderEmulator = {
  operations: { createCustomer, retrieveCustomer },
  invalid: ([problem]) => refusal(problem),
  unauthorized: () => unauthorized,
  failures: {
    already_exists: alreadyExists,
    missing_field: missingField('mobile_number'),
    invalid_value: invalidValue('email_address'),
    unauthorized,
    /** Juspay reports a refused network address as an internal error. */
    ip_not_allowed: failure(403, {
      error: true,
      error_message: 'Internal Server error.',
      user_message: 'Bad Origin.',
      info: { code: 'BAD_ORIGIN', user_message: 'Bad Origin.', developer_message: 'IP Verification Failed' },
    }),
    not_found: notFound,
  },
};

function createCustomer({ body }: EmulatedRequest, store: EmulatedCustomerStore): EmulatedAnswer {
  if (store.find('object_reference_id', textAt(body, 'object_reference_id') ?? '')) return alreadyExists;
  const now = toTimestamp(store.now());
  const customer = {
    id: store.newId('cst_', 16).toLowerCase(),
    object: 'customer',
    ...Object.fromEntries(keptFields.filter((field) => field in body).map((field) => [field, body[field]])),
    date_created: now,
    last_updated: now,
  };
  store.add(customer);
  return answer(customer, textAt(body, tokenOption), store);
}

/** Finds a customer by Juspay's own id or by ours. */
function retrieveCustomer({ path, query }: EmulatedRequest, store: EmulatedCustomerStore): EmulatedAnswer {
  const id = path.customer_id ?? '';
  const customer = store.find('id', id) ?? store.find('object_reference_id', id);
  return customer ? answer(customer, query[tokenOption], store) : notFound;
}

const tokenOption = 'options.get_client_auth_token';

/** A client token is made for each answer, and not stored. */
function answer(
  customer: Readonly<Record<string, unknown>>,
  tokenWanted: string | undefined,
  store: EmulatedCustomerStore,
): EmulatedAnswer {
  if (tokenWanted !== 'true') return { status: 200, body: customer };
  const juspay = {
    client_auth_token: store.newId('tkn_', 32),
    client_auth_token_expiry: toTimestamp(new Date(store.now().getTime() + tokenLifetimeMs)),
  };
  return { status: 200, body: { ...customer, juspay } };
}

function refusal(problem?: EmulatedProblem): EmulatedAnswer {
  const field = (problem?.pointer ?? '').replace(/^(?:\/|header:|query:)/, '');
  return problem?.keyword === 'required' ? missingField(field) : invalidValue(field);
}

function missingField(field: string): EmulatedAnswer {
  return failure(400, {
    status: 'Bad Request',
    error_code: 'Mandatory fields are missing',
    error_message: `${field} is mandatory field.`,
  });
}

function invalidValue(field: string): EmulatedAnswer {
  return failure(400, {
    status: 'Invalid Request',
    error_code: 'Invalid Request',
    error_message: `Wrong value in ${field}`,
    info: {
      code: 'INVALID_INPUT',
      user_message: 'Please check what you entered',
      developer_message: 'Invalid request params',
      fields: [{ field_name: field, reason: 'Invalid value.' }],
    },
  });
}

function failure(status: number, { info, ...rest }: Readonly<Record<string, unknown>>): EmulatedAnswer {
  return { status, body: info ? { ...rest, error_info: { ...info, category: 'USER_ERROR' } } : rest };
}

/** Juspay's timestamps have no fractions of a second. */
const toTimestamp = (date: Date): string => date.toISOString().replace(/\.\d+/, '');
