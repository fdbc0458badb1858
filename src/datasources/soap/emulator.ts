import { dottedName } from '../kit/json-pointer.js';
import type { EmulatedAnswer, EmulatedOperation, ProviderEmulator } from '../provider-emulator.js';

const refusal = (error: string): EmulatedAnswer => ({ status: 422, body: { error } });
const emailTaken = refusal('Email has already been taken');
/** The reference shows no body for this answer. */
const unauthorized: EmulatedAnswer = { status: 401 };

/** The e-mail address in lower case, to compare by. Stored with each customer, but never sent. */
const emailKey = 'emailKey';
const keyOf = (email: unknown): string => String(email).toLowerCase();

const createCustomer: EmulatedOperation = ({ body }, store) => {
  if (store.find(emailKey, keyOf(body.email))) return emailTaken;
  const customer = { ...body, id: store.newId('cus_', 32), created_at: store.now().toISOString() };
  store.add({ ...customer, [emailKey]: keyOf(body.email) });
  return { status: 200, body: customer };
};

const searchCustomers: EmulatedOperation = ({ query }, store) => {
  const found = store.find(emailKey, keyOf(query.email));
  const results = found ? [Object.fromEntries(Object.entries(found).filter(([name]) => name !== emailKey))] : [];
  return { status: 200, body: { results } };
};

/** Answers as docs.paywithsoap.com describes them. */
export const emulator: ProviderEmulator = {
  operations: { createCustomer, searchCustomers },
  invalid: (problems) => refusal(problems.map(({ pointer, message }) => `${labelOf(pointer)} ${message}`).join(', ')),
  unauthorized: () => unauthorized,
  failures: { email_taken: emailTaken, invalid: refusal('Date of birth is invalid'), unauthorized },
};

/** `/first_name` → `First name`. */
function labelOf(pointer: string): string {
  const words = dottedName(pointer).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
