import { randomUUID } from 'node:crypto';
import { dottedName } from '../kit/json-pointer.js';
import type { EmulatedAnswer, EmulatedOperation, EmulatedProblem, ProviderEmulator } from '../provider-emulator.js';

const refusal = (status: number, body: Readonly<Record<string, unknown>>): EmulatedAnswer => ({ status, body });
const nobodyNamed = refusal(400, { error: ['At least one of firstname, lastname, email and company is required.'] });
const tooMany = refusal(429, { error: 'Too many requests.' });
const unauthorized: EmulatedAnswer = { status: 401, body: ['Unauthenticated.'] };

/** The fields of a request that are shown with the record: null when they are not known. */
const shownFields = [
  'firstname',
  'lastname',
  'email',
  'company',
  'phone',
  'notes',
  'address_1',
  'address_2',
  'address_city',
  'address_state',
  'address_zip',
  'address_country',
  'cc_emails',
  'cc_sms',
  'allow_invoice_credit_card_payments',
  'reference',
  'options',
];

/** What makes a whole address. */
const addressFields = ['address_1', 'address_city', 'address_state', 'address_zip'];

/** Makes a new customer even if there is one just like it, and answers with the whole record. */
const createCustomer: EmulatedOperation = ({ body }, store) => {
  const now = store.now().toISOString().slice(0, 19).replace('T', ' ');
  const missing = addressFields.filter((field) => !body[field]);
  const customer = {
    ...Object.fromEntries(shownFields.map((field) => [field, body[field] ?? null])),
    id: randomUUID(),
    created_at: now,
    updated_at: now,
    deleted_at: null,
    has_address: missing.length === 0,
    missing_address_components: missing,
  };
  store.add(customer);
  return { status: 201, body: customer };
};

const defaultPageSize = 50;

/** Deleted customers are listed too: it is not documented whether Stax leaves them out. */
const listCustomers: EmulatedOperation = ({ query }, store) => {
  const found = store
    .customers()
    .filter((customer) => filters.every((name) => query[name] === undefined || customer[name] === query[name]));
  const page = Number(query.page ?? 1);
  const size = Number(query.per_page ?? defaultPageSize);
  const before = (page - 1) * size;
  const data = found.slice(before, before + size);
  const last = Math.max(1, Math.ceil(found.length / size));
  return {
    status: 200,
    body: {
      total: found.length,
      per_page: size,
      current_page: page,
      last_page: last,
      next_page_url: page < last ? pageUrl(page + 1) : null,
      prev_page_url: page > 1 ? pageUrl(page - 1) : null,
      from: data.length > 0 ? before + 1 : null,
      to: data.length > 0 ? before + data.length : null,
      data,
    },
  };
};

/** Without the filters: these have to be given again. */
const pageUrl = (page: number): string => `https://apiprod.fattlabs.com/customer?page=${page}`;

const filters = ['email', 'reference'];

/** Answers as the Stax reference and public clients of the API describe them. */
export const emulator: ProviderEmulator = {
  operations: { createCustomer, listCustomers },
  invalid: (problems) =>
    problems.some(({ keyword }) => keyword === 'anyOf') ? nobodyNamed : refusal(422, messagesByField(problems)),
  unauthorized: () => unauthorized,
  failures: {
    invalid_field: refusal(422, { email: ['The email must be a valid email address.'] }),
    invalid_fields: refusal(422, {
      email: ['The email must be a valid email address.'],
      address_state: ['The address state must be 2 characters.', 'The address state is invalid.'],
    }),
    invalid_id: refusal(422, { id: ['The selected id is invalid.'] }),
    nobody_named: refusal(422, {
      firstname: ['The firstname field is required when none of lastname / email / company are present.'],
      lastname: ['The lastname field is required when none of firstname / email / company are present.'],
      email: ['The email field is required when none of firstname / lastname / company are present.'],
      company: ['The company field is required when none of firstname / lastname / email are present.'],
    }),
    bad_request: nobodyNamed,
    bad_request_text: refusal(400, { error: 'The request could not be read.' }),
    unauthorized,
    unauthorized_text: refusal(401, { error: 'Unauthorized' }),
    rate_limited: { ...tooMany, headers: { 'retry-after': '30' } },
    blocked: { ...tooMany, headers: { 'retry-after': '3600' } },
    server_error: refusal(500, { error: 'An unexpected error occurred.' }),
  },
  quota: { requestsPerMinute: 100, failedRequestsPerMinute: 10, blockSeconds: 3600, exceeded: tooMany },
};

/** Problems that are not about a single field go under `error`. */
function messagesByField(problems: readonly EmulatedProblem[]): Readonly<Record<string, readonly string[]>> {
  const messages: Record<string, string[]> = {};
  for (const { pointer, message } of problems) {
    const field = dottedName(pointer) || 'error';
    messages[field] = [...(messages[field] ?? []), message];
  }
  return messages;
}
