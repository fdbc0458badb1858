import { pointerTo } from '../kit/json-pointer.js';
import { isRecord, valueAt } from '../kit/values.js';
import type { ErrorTable } from '../provider-definition.js';

/** Members that hold a general message; every other member is named after a field. */
const generalMembers = ['error', 'message'];

/**
 * Stax's errors, as public clients of the API have seen them: `{field: ["…", …], …}`, `{error: "…"}` and
 * `{error: ["…"]}`; and `{message: "…", errors: {field: ["…"]}}`, the default of the framework that Stax seems to use.
 */
export const errors: ErrorTable = {
  read(body) {
    if (!isRecord(body)) return undefined;
    const fields = [...fieldsOf(body), ...fieldsOf(valueAt(body, 'errors'))];
    const general = generalMembers.flatMap((name) => texts(valueAt(body, name)));
    if (fields.length === 0 && general.length === 0) return undefined;
    const messages = general.length > 0 ? general : fields.map(({ name, message }) => `${name}: ${message}`);
    return {
      message: messages.join(' '),
      fields: fields.map(({ name, message }) => ({ name: pointerOf(name), message })),
    };
  },
  rules: [],
};

function fieldsOf(value: unknown) {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .filter(([name, messages]) => !generalMembers.includes(name) && Array.isArray(messages))
    .flatMap(([name, messages]) => texts(messages).map((message) => ({ name, message })));
}

/** Only `options` has fields inside, named like `options.color`; what follows the first dot may contain dots itself. */
function pointerOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : pointerTo([name.slice(0, dot), name.slice(dot + 1)]);
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === 'string' && text !== '');
