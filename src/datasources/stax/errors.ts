import { pointerTo } from '../kit/json-pointer.js';
import { isRecord, valueAt } from '../kit/values.js';
import type { ErrorBody, ErrorTable } from '../provider-definition.js';

/** Members that hold a general message; every other member is named after a field. */
const generalMembers = ['error', 'message'];

/**
 * Stax's errors, as public clients of the API have seen them: `{field: ["…", …], …}`, `{error: "…"}` and
 * `{error: ["…"]}`; a bare `["…"]` with a 401; and `{message: "…", errors: {field: ["…"]}}`, the default of the framework that Stax seems to use.
 */
export const errors: ErrorTable = {
  read(body) {
    if (Array.isArray(body)) return readList(body);
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

/** A list of nothing but texts. */
function readList(body: readonly unknown[]): ErrorBody | undefined {
  const said = texts(body);
  return said.length > 0 && said.length === body.length ? { message: said.join(' ') } : undefined;
}

/** Fields inside of others are named like `options.customer_custom_fields.0.name`. */
const pointerOf = (name: string): string => (name.includes('.') ? pointerTo(name.split('.')) : name);

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === 'string' && text !== '');
