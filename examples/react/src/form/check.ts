import { type Field, type InputPath, nameOf, type ProviderInfo } from './field';
import { phoneCountry, phoneProblem } from './phone';
import { isPair, linesOf, type Values } from './values';
import { misfit, missing } from './words';

/** A mistake and its place in the input: found by this page, or a `Violation` from the API. */
export interface Problem {
  readonly path: InputPath;
  readonly message: string;
}

/** Finds mistakes before sending, by the rules from `providers`. The API checks more than these rules. Pure. */
export function checkForm(fields: readonly Field[], { title, requiredOneOf }: ProviderInfo, values: Values): Problem[] {
  const problems = fields.flatMap((field) => {
    const message = checkField(field, textOf(values, field.name), values, title);
    return message === undefined ? [] : [{ path: field.path, message }];
  });
  for (const group of requiredOneOf) {
    const [first] = group;
    if (first && group.every((path) => textOf(values, nameOf(path)) === '')) {
      problems.push({ path: [...first], message: `Give at least one of: ${labelsOf(group, fields)}.` });
    }
  }
  return problems;
}

export const labelsOf = (group: readonly InputPath[], fields: readonly Field[]): string =>
  group.map((path) => fields.find(({ name }) => name === nameOf(path))?.label ?? nameOf(path)).join(', ');

/** The API trims and normalises texts in the same way before it checks them. */
const textOf = (values: Values, name: string): string => (values[name] ?? '').trim().normalize('NFC');

function checkField(field: Field, text: string, values: Values, title: string): string | undefined {
  if (text === '') return field.mark === 'required' ? missing(field, title, hasOneName(field, values)) : undefined;
  if (field.widget === 'phone') return phoneProblem(text, values[phoneCountry]);
  if (field.widget === 'pairs') {
    return linesOf(text).every(isPair) ? undefined : 'Each line needs a name, an equals sign and a value.';
  }
  return checkLength(field, text) ?? (hasFormat(field, text) ? undefined : misfit(field, text, title));
}

const halves: Readonly<Record<string, string>> = { firstName: 'lastName', lastName: 'firstName' };

const hasOneName = ({ name }: Field, values: Values): boolean => textOf(values, halves[name] ?? '') !== '';

/** Counts code points, like the API. `text.length` and the attribute `maxlength` would count an emoji twice. */
function checkLength({ minLength, maxLength }: Field, text: string): string | undefined {
  const { length } = [...text];
  if (minLength && length < minLength) return `At least ${minLength} characters; these are ${length}.`;
  if (maxLength && length > maxLength) return `At most ${maxLength} characters; these are ${length}.`;
  return undefined;
}

function hasFormat({ pattern, format, values }: Field, text: string): boolean {
  return (
    // The API's patterns are written for the flag `u`. The HTML attribute `pattern` is not used, because it implies `v`.
    (!pattern || new RegExp(pattern, 'u').test(text)) &&
    (!format || (formats[format]?.test(text) ?? true)) &&
    (!values || values.includes(text))
  );
}

const formats: Readonly<Record<string, RegExp>> = {
  'idn-email': /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
};
