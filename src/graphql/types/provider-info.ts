import { Field, Int, ObjectType } from 'type-graphql';
import type { Capability, ProviderDescription } from '../../datasources/kit/describe.js';
import type { InputField, InputType } from '../../datasources/kit/describe-input.js';
import type { ProviderState } from '../../datasources/provider-states.js';
import { describedEnum } from './described-enum.js';
import { Provider } from './provider.js';
import { ProviderMode } from './provider-mode.js';

const CircuitState = describedEnum('CircuitState', "State of the circuit breaker for an account's calls.", {
  CLOSED: 'Calls are let through.',
  OPEN: 'Too many calls failed in a row: for a while, calls fail at once.',
  HALF_OPEN: 'A single call is let through, to see whether the provider works again.',
});

const ProviderCapability = describedEnum<Capability>('ProviderCapability', 'What a provider can do.', {
  IDEMPOTENT_CREATE: 'The provider itself recognises a repeated creation.',
  LOOKUP: 'A customer can be looked up there, so that a lost answer can be recovered.',
  CLIENT_TOKEN: 'It issues tokens for its client SDK.',
  METADATA: 'It stores metadata.',
  ADDRESS: 'It stores an address.',
});

const ProviderInputType = describedEnum<InputType>('ProviderInputType', 'The type of an input.', {
  TEXT: 'A text.',
  TEXT_LIST: 'A list of texts.',
  BOOLEAN: 'Yes or no.',
  KEY_VALUE_LIST: 'A list of key-value pairs.',
  OBJECT_LIST: 'A list of objects, whose members are in the schema.',
});

@ObjectType({
  description: 'One input that a provider accepts, described well enough to build and check a form field.',
})
export class ProviderInput implements InputField {
  @Field(() => [String], { description: 'Path in `CreateCustomerInput`, as in the `path` of a violation.' })
  path!: readonly string[];

  @Field(() => ProviderInputType, { description: 'The type of its value.' })
  type!: InputType;

  @Field(() => String, { description: 'Label for a form.' })
  label!: string;

  @Field(() => Boolean, {
    description: 'Whether the provider requires it. See also `requiredOneOf`.',
  })
  required!: boolean;

  @Field(() => Int, { nullable: true, description: 'Least length, in Unicode code points.' })
  minLength?: number;

  @Field(() => Int, { nullable: true, description: 'Greatest length, in Unicode code points.' })
  maxLength?: number;

  @Field(() => String, { nullable: true, description: 'ECMAScript regular expression, for use with the `u` flag.' })
  pattern?: string;

  @Field(() => String, { nullable: true, description: 'JSON Schema format, such as `idn-email` or `date`.' })
  format?: string;

  @Field(() => [String], { nullable: true, description: 'The only values allowed.' })
  values?: readonly string[];

  @Field(() => String, { nullable: true, description: 'A sentence that describes a valid value.' })
  hint?: string;
}

@ObjectType({ description: 'A merchant account that this service has credentials for, or emulates.' })
export class ProviderAccount {
  @Field(() => String, {
    description: 'The value for `account` in the input; `default` unless several are configured.',
  })
  name!: string;

  @Field(() => ProviderMode, { description: 'What the account is connected to.' })
  mode!: keyof typeof ProviderMode;

  @Field(() => [ProviderMode], {
    description:
      'Other modes in which the database has been used with this account. Customers that were created there are not ' +
      'visible in the present mode.',
  })
  otherModes!: readonly (keyof typeof ProviderMode)[];

  @Field(() => CircuitState, { description: 'State of the circuit breaker in the process that answers this query.' })
  circuit!: keyof typeof CircuitState;

  @Field(() => [[String]], {
    description: 'Paths of inputs that this account requires in addition, because of its configuration.',
  })
  required!: readonly (readonly string[])[];
}

@ObjectType({ description: 'A provider: its capabilities, the inputs that it accepts, and how it is configured here.' })
export class ProviderInfo implements Omit<ProviderDescription, 'name'> {
  @Field(() => Provider, { description: 'The value for the mutations.' })
  provider!: string;

  @Field(() => String, { description: 'Name for display.' })
  title!: string;

  @Field(() => [ProviderCapability], { description: 'What the provider can do.' })
  capabilities!: readonly Capability[];

  @Field(() => [ProviderInput], { description: 'The inputs that it accepts. All others are stored here and not sent.' })
  inputs!: readonly ProviderInput[];

  @Field(() => [[[String]]], { description: 'Groups of input paths; at least one input of each group is required.' })
  requiredOneOf!: readonly (readonly (readonly string[])[])[];

  @Field(() => [ProviderAccount], { description: 'The configured merchant accounts; empty when there is none.' })
  accounts!: readonly ProviderAccount[];

  static of({ name, ...state }: ProviderState): ProviderInfo {
    return Object.assign(new ProviderInfo(), { provider: name, ...state });
  }
}
