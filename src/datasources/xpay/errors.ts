import { pointerOfDottedName } from '../kit/json-pointer.js';
import { textAt } from '../kit/values.js';
import type { ErrorTable } from '../provider-definition.js';

/** xPay's errors, `{errorCode, errorDescription}`: docs.xpaycheckout.com developer-resources/errors and /idempotency. */
export const errors: ErrorTable = {
  read(body) {
    const code = textAt(body, 'errorCode');
    const message = textAt(body, 'errorDescription');
    if (code === undefined && message === undefined) return undefined;
    return { code, message, fields: fieldsNamedIn(message) };
  },
  rules: [
    // An earlier request with our key is still being processed; its outcome is not known yet.
    { status: [409], kind: 'outcome-unknown' },
    // An older version of the page gives 400 for the same, and for a key that was first used with other parameters. In
    // both cases the first request with our key may have created the customer.
    { status: [400], message: /idempoten|in progress|being processed/i, kind: 'outcome-unknown' },
    // The page lists wrong credentials among the causes of 400.
    { code: ['unauthorized'], kind: 'authentication' },
  ],
};

/** Some descriptions name a field by its path in the body, e.g. `customerDetails.email`. */
function fieldsNamedIn(message = '') {
  const names = new Set(message.match(/\bcustomerDetails(?:\.\w+)+/g));
  return [...names].map((name) => ({ name: pointerOfDottedName(name), message }));
}
