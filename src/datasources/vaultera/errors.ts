import { pointerOfDottedName } from '../kit/json-pointer.js';
import { textAt } from '../kit/values.js';
import type { ErrorBody, ErrorTable } from '../provider-definition.js';

/**
 * Hyperswitch's errors, `{error: {type, message, code}}`. A `customer_id` that exists already is a 400 like invalid data;
 * only the code distinguishes it.
 */
export const errors: ErrorTable = {
  read(body): ErrorBody | undefined {
    const code = textAt(body, 'error', 'code');
    const message = textAt(body, 'error', 'message');
    if (code === undefined && message === undefined) return undefined;
    return code === spentId
      ? { code, message, fields: spentIdOnly, ownIdSpent: true }
      : { code, message, fields: fieldNamedIn(message) };
  },
  rules: [{ code: ['IR_12'], kind: 'already-exists' }],
};

/** 400: the customer with this id was deleted, and the engine never takes the id again. */
const spentId = 'IR_11';
const spentIdOnly = [
  {
    name: 'customer_id',
    message:
      'Vaultera had a customer with this id that was deleted, and never accepts the id again. Use another reference.',
  },
];

/** The messages of `IR_04`, `IR_05` and `IR_07`, which name the field that is missing or wrong. */
const namingMessages = [
  /^Missing required param: ([\w.]+)$/,
  /^([\w.]+) contains invalid data\b/,
  /^Invalid value provided: ([\w.]+)$/,
] as const;

function fieldNamedIn(message = ''): ErrorBody['fields'] {
  const name = namingMessages.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  return name === undefined ? undefined : [{ name: pointerOfDottedName(name), message }];
}
