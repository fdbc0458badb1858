import type { InputPath } from '../../domain/customer.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type {
  FieldMapping,
  OptionField,
  ProviderDefinition,
  ProviderSettings,
  Recovery,
} from '../provider-definition.js';
import type { CompiledProvider } from './data-source.js';
import { documentedViolation, type JsonSchema } from './document.js';
import { pointerTo, segmentsOf } from './json-pointer.js';
import { listed, pathName } from './wording.js';

/** What a provider can do beyond creating a customer. */
export type Capability = 'IDEMPOTENT_CREATE' | 'LOOKUP' | 'CLIENT_TOKEN' | 'METADATA' | 'ADDRESS';

/** What an input holds: a text unless it is said otherwise. */
export type InputType = 'TEXT' | 'TEXT_LIST' | 'BOOLEAN' | 'KEY_VALUE_LIST';

/** One input that a provider takes, and what it has to be like; for a form to be built from. */
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
  /** A sentence that says what would be right. */
  readonly hint?: string;
}

export interface ProviderDescription {
  readonly name: string;
  readonly title: string;
  readonly capabilities: readonly Capability[];
  readonly inputs: readonly InputField[];
  /** Of each group, at least one is needed. */
  readonly requiredOneOf: readonly (readonly InputPath[])[];
}

/** Reads a provider's document and mapping table as a form would want them; pure. */
export function describeProvider({ definition, create }: CompiledProvider): ProviderDescription {
  const schema = create.requestSchema ?? {};
  const rows = definition.fields.map((field) => ({ field, ...schemaAt(schema, field.wire) }));
  const inputs = new Map<string, InputField>();
  for (const { field, schema: wire, required } of rows) {
    for (const path of field.input) {
      const alone = field.input.length === 1;
      const type = typeOf(path, definition);
      const described = describeInput({ path, type, required: required && alone && !fallsBack(path) }, wire, field);
      const known = inputs.get(pathName(path));
      inputs.set(
        pathName(path),
        known ? { ...described, ...known, required: known.required || described.required } : described,
      );
    }
  }
  for (const [name, { description }] of Object.entries(definition.options ?? {})) {
    const path = ['providerOptions', definition.name.toLowerCase(), name];
    const known = inputs.get(pathName(path));
    const type = typeOf(path, definition);
    const described = known ?? { path, type, label: labelOf(path), required: false };
    inputs.set(pathName(path), { ...described, hint: described.hint ?? description });
  }
  const shared = rows
    .filter(({ field, required }) => required && field.input.length > 1)
    .map(({ field }) => field.input);
  const alternatives = (schema.anyOf ?? []) as { readonly required?: readonly string[] }[];
  const group = alternatives.flatMap(({ required = [] }) =>
    required.flatMap((name) => definition.fields.find(({ wire }) => wire === pointerTo([name]))?.input ?? []),
  );
  return {
    name: definition.name,
    title: definition.title,
    capabilities: capabilitiesOf(definition.recovery, [...inputs.keys()]),
    inputs: [...inputs.values()],
    requiredOneOf: group.length > 0 ? [...shared, group] : shared,
  };
}

/** The merchant's own id is the unified id where no reference is given. */
const fallsBack = (path: InputPath) => path[0] === 'reference';

/** Of the neutral inputs these are no texts; the folder says it of its own. */
const neutralTypes: Readonly<Record<string, InputType>> = { requestClientToken: 'BOOLEAN', metadata: 'KEY_VALUE_LIST' };
const optionTypes: Readonly<Record<OptionField['type'], InputType>> = {
  String: 'TEXT',
  '[String!]': 'TEXT_LIST',
  Boolean: 'BOOLEAN',
  '[KeyValue!]': 'KEY_VALUE_LIST',
};

function typeOf([first = '', , name = '']: InputPath, { options }: ProviderDefinition): InputType {
  const option = first === 'providerOptions' ? options?.[name] : undefined;
  return (option ? optionTypes[option.type] : neutralTypes[first]) ?? 'TEXT';
}

function describeInput(
  input: Pick<InputField, 'path' | 'type' | 'required'>,
  schema: JsonSchema,
  field: FieldMapping,
): InputField {
  const { path } = input;
  const label = typeof schema.title === 'string' && field.input.length === 1 ? schema.title : labelOf(path);
  const documented = documentedViolation(schema);
  if (field.value && !fallsBack(path)) {
    // Made over before it is sent, it obeys other rules on the wire than in the input, but for what cannot be sent at all.
    const hint =
      documented?.code === 'NOT_SUPPORTED_BY_PROVIDER'
        ? documented.message
        : (sizesOf(schema) ?? together(field, schema));
    return { ...input, label, hint };
  }
  return {
    ...input,
    label,
    minLength: schema.minLength as number | undefined,
    maxLength: schema.maxLength as number | undefined,
    pattern: schema.pattern as string | undefined,
    format: schema.format as string | undefined,
    values: (schema.enum as unknown[] | undefined)?.filter((value) => typeof value === 'string'),
    hint: documented?.message,
  };
}

/** What a list of keys and values may hold, as a sentence; undefined when there are no limits, or it is none. */
function sizesOf(schema: JsonSchema): string | undefined {
  const limitOf = (part: unknown) => (part as JsonSchema | undefined)?.maxLength;
  const sizes = [
    [schema.maxProperties, (limit: unknown) => `${limit} entries`],
    [limitOf(schema.propertyNames), (limit: unknown) => `${limit} characters in a key`],
    [limitOf(schema.additionalProperties), (limit: unknown) => `${limit} characters in a value`],
  ] as const;
  const said = sizes.flatMap(([limit, say]) => (limit === undefined ? [] : [say(limit)]));
  return said.length === 0 ? undefined : `At most ${listed(said)}.`;
}

/** Of a text that is made of several: how long they may be, one with the other. */
function together({ input }: FieldMapping, { maxLength }: JsonSchema): string | undefined {
  if (input.length < 2 || maxLength === undefined) return undefined;
  return `At most ${maxLength} characters for ${listed(input.map(pathName))} together.`;
}

/** What an account needs as well, because of its settings. */
export const requiredBy = ({ requirements }: ProviderDefinition, settings: ProviderSettings): readonly InputPath[] =>
  (requirements?.(nobody, settings) ?? []).filter(({ code }) => code === 'REQUIRED').map(({ path }) => path);

/** A request that gives nothing. */
const nobody: CreateCustomerRequest = {
  profile: {},
  requestClientToken: false,
  options: {},
  merchantCustomerId: '00000000-0000-7000-8000-000000000000',
  idempotencyKey: '00000000-0000-7000-8000-000000000000',
};

/** `["address", "postalCode"]` → `Postal code`. */
function labelOf(path: InputPath): string {
  const words = (path.at(-1) ?? '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The schema behind a JSON pointer, and whether a body without it would be refused. */
function schemaAt(root: JsonSchema, pointer: string): { schema: JsonSchema; required: boolean } {
  let schema = root;
  let required = true;
  for (const name of segmentsOf(pointer)) {
    required &&= ((schema.required ?? []) as string[]).includes(name);
    schema = ((schema.properties ?? {}) as Record<string, JsonSchema>)[name] ?? {};
  }
  return { schema, required };
}

function capabilitiesOf({ resend, lookup }: Recovery, inputs: readonly string[]): Capability[] {
  const has: Record<Capability, boolean> = {
    IDEMPOTENT_CREATE: resend.harmless !== 'never',
    LOOKUP: lookup !== undefined,
    CLIENT_TOKEN: inputs.includes('requestClientToken'),
    METADATA: inputs.includes('metadata'),
    ADDRESS: inputs.some((input) => input.startsWith('address.')),
  };
  return (Object.keys(has) as Capability[]).filter((capability) => has[capability]);
}
