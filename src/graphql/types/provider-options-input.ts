import { Field, InputType } from 'type-graphql';
import type { OptionField, ProviderDefinition } from '../../datasources/provider-definition.js';
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
  for (const [name, { type, description }] of Object.entries(options)) {
    Field(() => typeOf(type), { nullable: true, description })(input.prototype, name);
  }
  InputType(`${title.replace(/\W/g, '')}OptionsInput`, { description: `Inputs that only ${title} has.` })(input);
  return input;
}

function typeOf(type: OptionField['type']) {
  switch (type) {
    case 'String':
      return String;
    case 'Boolean':
      return Boolean;
    case '[String!]':
      return [String];
    case '[KeyValue!]':
      return [KeyValueInput];
  }
}
