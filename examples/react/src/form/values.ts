import type { CreateCustomerInput, KeyValueInput } from '../generated/operations';
import type { Field } from './field';
import { phoneCountry, toE164 } from './phone';

/** The text typed into each field, by its name. A checked checkbox has the text `true`. */
export type Values = Readonly<Record<string, string | undefined>>;

/** Converts the typed values to the mutation's input, without empty fields. Pure. */
export function toInput(fields: readonly Field[], values: Values): CreateCustomerInput {
  const input: Tree = {};
  for (const field of fields) {
    const text = values[field.name]?.trim();
    if (text) put(input, field.path, valueOf(field.widget, text, values));
  }
  // The paths come from the API, and are those of this type.
  return input as CreateCustomerInput;
}

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** Whether a line has the form `key=value`. The value may be empty, and may contain `=`. */
export const isPair = (line: string): boolean => line.indexOf('=') > 0;

type Value = string | boolean | string[] | KeyValueInput[];
interface Tree {
  [name: string]: Value | Tree;
}

function valueOf(widget: Field['widget'], text: string, values: Values): Value {
  switch (widget) {
    case 'checkbox':
      return true;
    case 'pairs':
      return linesOf(text).map(toPair);
    case 'words':
      return text
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean);
    case 'phone':
      return toE164(text, values[phoneCountry]);
    case 'text':
    case 'date':
    case 'prose':
    case 'select':
    case 'country':
    case 'state':
      return text;
  }
}

function toPair(line: string): KeyValueInput {
  const at = line.indexOf('=');
  return { key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
}

function put(tree: Tree, [name, ...rest]: readonly string[], value: Value): void {
  if (name === undefined) return;
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const branch = (tree[name] ?? {}) as Tree;
  tree[name] = branch;
  put(branch, rest, value);
}
