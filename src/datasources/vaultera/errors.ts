import { pointerOfDottedName } from '../kit/json-pointer.js';
import { textAt } from '../kit/values.js';
import type { ErrorBody, ErrorTable } from '../provider-definition.js';

/**
 * Hyperswitch's errors, `{"error": {"type", "message", "code"}}`. A taken `customer_id` is a 400 like any invalid
 * data; only its code tells it apart.
 */
export const errors: ErrorTable = {
  read(body): ErrorBody | undefined {
    const code = textAt(body, 'error', 'code');
    const message = textAt(body, 'error', 'message');
    if (code === undefined && message === undefined) return undefined;
    return { code, message, fields: blamedField(message) };
  },
  rules: [{ code: ['IR_12'], kind: 'already-exists' }],
};

/** How the messages of `IR_04`, `IR_05` and `IR_07` name the one field that they are about. */
const namingMessages = [
  /^Missing required param: ([\w.]+)$/,
  /^([\w.]+) contains invalid data\b/,
  /^Invalid value provided: ([\w.]+)$/,
] as const;

function blamedField(message = ''): ErrorBody['fields'] {
  const name = namingMessages.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  return name === undefined ? undefined : [{ name: pointerOfDottedName(name), message }];
}
