import { Field, InputType } from 'type-graphql';
import type { OptionField, OptionObject, ProviderDefinition } from '../../datasources/provider-definition.js';
import { providerDefinitions } from '../../datasources/registry.js';
import { KeyValueInput } from './key-value-input.js';

/** `providerOptions`: one field for every provider whose definition declares options, generated from the declaration. */
export class ProviderOptionsInput {}

const withOptions = providerDefinitions.filter(({ options }) => options !== undefined);

for (const definition of withOptions) {
  const options = optionsInput(definition);
  Field(() => options, { nullable: true, description: `Used only when the provider is ${definition.name}.` })(
    ProviderOptionsInput.prototype,
    definition.name.toLowerCase(),
  );
}
InputType('ProviderOptionsInput', { description: 'Inputs that only one provider has, by provider.' })(
  ProviderOptionsInput,
);

function optionsInput({ title, options = {} }: ProviderDefinition) {
  const input = class {};
  const prefix = title.replace(/\W/g, '');
  for (const [name, option] of Object.entries(options)) {
    const type = typeOf(option, prefix);
    Field(() => type, { nullable: true, description: option.description })(input.prototype, name);
  }
  InputType(`${prefix}OptionsInput`, { description: `Inputs that only ${title} has.` })(input);
  return input;
}

function objectInput({ name, description, members }: OptionObject, prefix: string) {
  const input = class {};
  for (const [member, { type, deprecated, ...about }] of Object.entries(members)) {
    const options = { nullable: true, description: about.description, deprecationReason: deprecated };
    Field(() => (type === 'Boolean' ? Boolean : String), options)(input.prototype, member);
  }
  InputType(`${prefix}${name}Input`, { description })(input);
  return input;
}

function typeOf(option: OptionField, prefix: string) {
  switch (option.type) {
    case 'String':
      return String;
    case 'Boolean':
      return Boolean;
    case '[String!]':
      return [String];
    case '[KeyValue!]':
      return [KeyValueInput];
    case '[Object!]':
      return [objectInput(option.object, prefix)];
  }
}
