import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Capability, ProviderDescription } from '../../datasources/kit/describe.js';
import type { InputField, InputType } from '../../datasources/kit/describe-input.js';
import type { ProviderState } from '../../datasources/provider-states.js';
import { Provider } from './provider.js';

/** Registers an enum by what its values mean. */
function describedEnum<Value extends string>(
  name: string,
  description: string,
  values: Record<Value, string>,
): Record<Value, Value> {
  const entries = Object.entries<string>(values);
  const type = Object.fromEntries(entries.map(([value]) => [value, value])) as Record<Value, Value>;
  const valuesConfig = Object.fromEntries(entries.map(([value, text]) => [value, { description: text }])) as Record<
    Value,
    { description: string }
  >;
  registerEnumType(type, { name, description, valuesConfig });
  return type;
}

const ProviderMode = describedEnum('ProviderMode', 'What answers for an account of a provider.', {
  EMULATED: 'The built-in emulator; nothing leaves the machine.',
  TEST: "The provider's test environment.",
  LIVE: "The provider's live environment.",
});

const CircuitState = describedEnum('CircuitState', 'Whether calls of an account are let through.', {
  CLOSED: 'They are.',
  OPEN: 'Too many failed in a row: for a while they are refused at once.',
  HALF_OPEN: 'One is let through, to see whether the trouble is over.',
});

const ProviderCapability = describedEnum<Capability>('ProviderCapability', 'What a provider can do.', {
  IDEMPOTENT_CREATE: 'The provider itself makes a repeated creation harmless.',
  LOOKUP: 'A customer can be looked up there, so that a lost answer can be found out.',
  CLIENT_TOKEN: 'It gives a token for its client SDK.',
  METADATA: 'It keeps metadata.',
  ADDRESS: 'It keeps an address.',
});

const ProviderInputType = describedEnum<InputType>('ProviderInputType', 'What an input holds.', {
  TEXT: 'A text.',
  TEXT_LIST: 'A list of texts.',
  BOOLEAN: 'Yes or no.',
  KEY_VALUE_LIST: 'A list of keys, each with its value.',
});

@ObjectType({
  description: 'One input that a provider takes: enough to build a form field, and to check it before sending.',
})
export class ProviderInput implements InputField {
  @Field(() => [String], { description: 'Where in `CreateCustomerInput`, as in the `path` of a violation.' })
  path!: readonly string[];

  @Field(() => ProviderInputType, { description: 'What it holds.' })
  type!: InputType;

  @Field(() => String, { description: 'For people.' })
  label!: string;

  @Field(() => Boolean, {
    description: 'Whether the provider refuses a customer without it. See also `requiredOneOf`.',
  })
  required!: boolean;

  @Field(() => Int, { nullable: true, description: 'In Unicode code points.' })
  minLength?: number;

  @Field(() => Int, { nullable: true, description: 'In Unicode code points.' })
  maxLength?: number;

  @Field(() => String, { nullable: true, description: 'An ECMAScript regular expression, for the `u` flag.' })
  pattern?: string;

  @Field(() => String, { nullable: true, description: 'A JSON Schema format, such as `idn-email` or `date`.' })
  format?: string;

  @Field(() => [String], { nullable: true, description: 'The only values allowed.' })
  values?: readonly string[];

  @Field(() => String, { nullable: true, description: 'A sentence that says what would be right.' })
  hint?: string;
}

@ObjectType({ description: 'A merchant account that this service has credentials for, or emulates.' })
export class ProviderAccount {
  @Field(() => String, { description: 'What `account` of the input names; `default` unless there are several.' })
  name!: string;

  @Field(() => ProviderMode, { description: 'What answers for it.' })
  mode!: keyof typeof ProviderMode;

  @Field(() => CircuitState, { description: 'In the process that answers this query.' })
  circuit!: keyof typeof CircuitState;

  @Field(() => [[String]], {
    description: 'Input paths that this account needs beyond what the provider does, because of its configuration.',
  })
  required!: readonly (readonly string[])[];
}

@ObjectType({ description: 'A provider: what it can do, what it takes, and how it is configured here.' })
export class ProviderInfo implements Omit<ProviderDescription, 'name'> {
  @Field(() => Provider, { description: 'As the mutations want it.' })
  provider!: string;

  @Field(() => String, { description: 'For people.' })
  title!: string;

  @Field(() => [ProviderCapability], { description: 'What it can do.' })
  capabilities!: readonly Capability[];

  @Field(() => [ProviderInput], { description: 'What it takes; everything else is kept here and not sent.' })
  inputs!: readonly ProviderInput[];

  @Field(() => [[[String]]], { description: 'Groups of input paths; of each group, at least one is needed.' })
  requiredOneOf!: readonly (readonly (readonly string[])[])[];

  @Field(() => [ProviderAccount], { description: 'Empty when the provider is not configured.' })
  accounts!: readonly ProviderAccount[];

  static of({ name, ...state }: ProviderState): ProviderInfo {
    return Object.assign(new ProviderInfo(), { provider: name, ...state });
  }
}
