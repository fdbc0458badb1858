import type { InputPath } from '../../domain/customer.js';
import type { CreateCustomerRequest } from '../payment-data-source.js';
import type { ProviderDefinition, ProviderSettings, Recovery } from '../provider-definition.js';
import type { CompiledProvider } from './compile-provider.js';
import { describeInput, describeOption, type InputField } from './describe-input.js';
import type { JsonSchema } from './document.js';
import { pointerTo, segmentsOf } from './json-pointer.js';
import { possibleInputs } from './mapping.js';
import { pathName } from './wording.js';

/** What a provider can do beyond creating a customer. */
export type Capability = 'IDEMPOTENT_CREATE' | 'LOOKUP' | 'CLIENT_TOKEN' | 'METADATA' | 'ADDRESS';

export interface ProviderDescription {
  readonly name: string;
  readonly title: string;
  readonly capabilities: readonly Capability[];
  readonly inputs: readonly InputField[];
  /** Of each group, at least one is required. */
  readonly requiredOneOf: readonly (readonly InputPath[])[];
}

/** What a provider accepts, from its document and mapping table; pure. */
export function describeProvider({ definition, create }: CompiledProvider): ProviderDescription {
  const root = create.requestSchema ?? {};
  const rows = definition.fields.map((field) => ({ field, ...schemaAt(root, field.wire) }));
  const inputs = mergedByPath([
    ...rows.flatMap(({ field, schema, required }) => [
      ...field.input.map((path) => describeInput(path, field, schema, required && !field.instead, definition)),
      // Sent as it is. The title says what the others are together.
      ...(field.instead
        ? [
            describeInput(
              field.instead,
              { wire: field.wire, input: [field.instead] },
              { ...schema, title: undefined },
              false,
              definition,
            ),
          ]
        : []),
    ]),
    ...Object.keys(definition.options ?? {}).map((name) => describeOption(name, definition)),
  ]);
  const shared = rows
    .filter(({ field, required }) => required && possibleInputs(field).length > 1)
    .map(({ field }) => possibleInputs(field));
  const alternatives = requiredAlternatives(root, definition);
  return {
    name: definition.name,
    title: definition.title,
    capabilities: capabilitiesOf(definition.recovery, inputs),
    inputs,
    requiredOneOf: alternatives.length > 0 ? [...shared, alternatives] : shared,
  };
}

/** An input that several wire fields are made from is described by the first, and required if it is for any of them. */
function mergedByPath(inputs: readonly InputField[]): InputField[] {
  const merged = new Map<string, InputField>();
  for (const input of inputs) {
    const name = pathName(input.path);
    const first = merged.get(name);
    merged.set(name, first ? merge(first, input) : input);
  }
  return [...merged.values()];
}

const merge = (first: InputField, other: InputField): InputField => ({
  ...other,
  ...first,
  required: first.required || other.required,
  hint: first.hint ?? other.hint,
});

/** The inputs behind the document's `anyOf: [{required: [a]}, {required: [b]}]`. */
function requiredAlternatives(schema: JsonSchema, { fields }: ProviderDefinition): InputPath[] {
  const alternatives = (schema.anyOf ?? []) as { readonly required?: readonly string[] }[];
  return alternatives.flatMap(({ required = [] }) =>
    required.flatMap((name) => fields.find(({ wire }) => wire === pointerTo([name]))?.input ?? []),
  );
}

/** What an account requires in addition, because of its settings. */
export const requiredBy = ({ requirements }: ProviderDefinition, settings: ProviderSettings): readonly InputPath[] =>
  (requirements?.(emptyRequest, settings) ?? []).filter(({ code }) => code === 'REQUIRED').map(({ path }) => path);

const emptyRequest: CreateCustomerRequest = {
  profile: {},
  requestClientToken: false,
  options: {},
  merchantCustomerId: '00000000-0000-7000-8000-000000000000',
  idempotencyKey: '00000000-0000-7000-8000-000000000000',
  begunAt: new Date(0),
};

/** The schema that a JSON pointer leads to, and whether a body without it is refused. */
function schemaAt(root: JsonSchema, pointer: string): { schema: JsonSchema; required: boolean } {
  let schema = root;
  let required = true;
  for (const name of segmentsOf(pointer)) {
    required &&= ((schema.required ?? []) as string[]).includes(name);
    schema = ((schema.properties ?? {}) as Record<string, JsonSchema>)[name] ?? {};
  }
  return { schema, required };
}

function capabilitiesOf({ resend, lookup }: Recovery, inputs: readonly InputField[]): Capability[] {
  const has: Record<Capability, boolean> = {
    IDEMPOTENT_CREATE: resend.harmless !== 'never',
    LOOKUP: lookup !== undefined,
    CLIENT_TOKEN: inputs.some(({ path }) => path[0] === 'requestClientToken'),
    METADATA: inputs.some(({ path }) => path[0] === 'metadata'),
    ADDRESS: inputs.some(({ path }) => path[0] === 'address'),
  };
  return (Object.keys(has) as Capability[]).filter((capability) => has[capability]);
}
