import type { InputPath } from '../../domain/customer.js';
import type { FieldMapping, OptionField, ProviderDefinition } from '../provider-definition.js';
import { documentedAdvice, documentedViolation, type JsonSchema } from './document.js';
import { listed, pathName } from './wording.js';

export type InputType = 'TEXT' | 'TEXT_LIST' | 'BOOLEAN' | 'KEY_VALUE_LIST' | 'OBJECT_LIST';

/** One input that a provider accepts, with its constraints, for a form to be built from. */
export interface InputField {
  readonly path: InputPath;
  readonly type: InputType;
  /** For people. */
  readonly label: string;
  readonly required: boolean;
  /** In Unicode code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** ECMAScript regular expression, to be used with the `u` flag. */
  readonly pattern?: string;
  /** A JSON Schema format, e.g. `email`. */
  readonly format?: string;
  readonly values?: readonly string[];
  /** A sentence that says what is accepted. */
  readonly hint?: string;
}

/** One of the inputs that a wire field is made from. `required` is whether a body without the wire field is refused. */
export function describeInput(
  path: InputPath,
  field: FieldMapping,
  schema: JsonSchema,
  required: boolean,
  definition: ProviderDefinition,
): InputField {
  const only = field.input.length === 1;
  const documented = documentedViolation(schema);
  const input = {
    path,
    type: typeOf(path, definition),
    label: typeof schema.title === 'string' && only ? schema.title : labelOf(path),
    // Without a reference, the unified customer's id is sent in its place.
    required: required && only && !isReference(path),
  };
  if (field.value && !isReference(path)) {
    // The schema constrains the converted value, not the input, so its constraints cannot be stated for the input. What
    // cannot be converted at all, and sizes, can be.
    const unsupported = documented?.code === 'NOT_SUPPORTED_BY_PROVIDER' ? documented.message : undefined;
    return { ...input, hint: unsupported ?? entryLimits(schema, field) ?? sharedLength(field, schema) };
  }
  return {
    ...input,
    minLength: schema.minLength as number | undefined,
    maxLength: schema.maxLength as number | undefined,
    pattern: schema.pattern as string | undefined,
    format: schema.format as string | undefined,
    values: (schema.enum as unknown[] | undefined)?.filter((value) => typeof value === 'string'),
    hint: documented?.message ?? documentedAdvice(schema),
  };
}

/** A field of `providerOptions`. */
export function describeOption(name: string, definition: ProviderDefinition): InputField {
  const path = ['providerOptions', definition.name.toLowerCase(), name];
  const hint = definition.options?.[name]?.description;
  return { path, type: typeOf(path, definition), label: labelOf(path), required: false, hint };
}

const isReference = (path: InputPath): boolean => path[0] === 'reference';

/** Provider-neutral inputs that are not texts. */
const neutralTypes: Readonly<Record<string, InputType>> = { requestClientToken: 'BOOLEAN', metadata: 'KEY_VALUE_LIST' };
const optionTypes: Readonly<Record<OptionField['type'], InputType>> = {
  String: 'TEXT',
  '[String!]': 'TEXT_LIST',
  Boolean: 'BOOLEAN',
  '[KeyValue!]': 'KEY_VALUE_LIST',
  '[Object!]': 'OBJECT_LIST',
};

function typeOf([first = '', , name = '']: InputPath, { options }: ProviderDefinition): InputType {
  const option = first === 'providerOptions' ? options?.[name] : undefined;
  return (option ? optionTypes[option.type] : neutralTypes[first]) ?? 'TEXT';
}

/** The limits of a list of keys and values, as far as they are left to callers; undefined when there are none. */
function entryLimits(schema: JsonSchema, { ownKeys = [] }: FieldMapping): string | undefined {
  const maxLength = (part: unknown) => (part as JsonSchema | undefined)?.maxLength;
  const limits = [
    [schema.maxProperties === undefined ? undefined : Number(schema.maxProperties) - ownKeys.length, 'entries'],
    [maxLength(schema.propertyNames), 'characters in a key'],
    [maxLength(schema.additionalProperties), 'characters in a value'],
  ] as const;
  const stated = limits.flatMap(([limit, what]) => (limit === undefined ? [] : [`${limit} ${what}`]));
  return stated.length === 0 ? undefined : `At most ${listed(stated)}.`;
}

/** The length of a text that is made from several inputs. */
function sharedLength({ input }: FieldMapping, { maxLength }: JsonSchema): string | undefined {
  if (input.length < 2 || maxLength === undefined) return undefined;
  return `At most ${maxLength} characters for ${listed(input.map(pathName))} together.`;
}

/** `["address", "postalCode"]` → `Postal code`. */
function labelOf(path: InputPath): string {
  const words = (path.at(-1) ?? '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
