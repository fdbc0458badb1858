import { pointerTo } from '../kit/json-pointer.js';
import { isRecord, valueAt } from '../kit/values.js';
import type { ErrorTable } from '../provider-definition.js';

/** Names under which a body holds its general message, not a field's. */
const general = ['error', 'message'];

/**
 * Stax's error bodies, as public clients of the API have met them: `{field: ["…", …], …}`, `{error: "…"}` and
 * `{error: ["…"]}`; and `{message: "…", errors: {field: ["…"]}}`, which the framework behind them gives by default.
 */
export const errors: ErrorTable = {
  read(body) {
    if (!isRecord(body)) return undefined;
    const refused = [...fieldsOf(body), ...fieldsOf(valueAt(body, 'errors'))];
    const messages = general.flatMap((name) => texts(valueAt(body, name)));
    if (refused.length === 0 && messages.length === 0) return undefined;
    const said = messages.length > 0 ? messages : refused.map(({ name, message }) => `${name}: ${message}`);
    const fields = refused.map(({ name, message }) => ({ name: pointerOf(name), message }));
    return { message: said.join(' '), fields };
  },
  rules: [],
};

function fieldsOf(value: unknown) {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .filter(([name, messages]) => !general.includes(name) && Array.isArray(messages))
    .flatMap(([name, messages]) => texts(messages).map((message) => ({ name, message })));
}

/** A field inside another is named with a dot: `options.color`. Only `options` holds others, and their names may have dots. */
function pointerOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : pointerTo([name.slice(0, dot), name.slice(dot + 1)]);
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === 'string' && text !== '');
