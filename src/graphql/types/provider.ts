import { registerEnumType } from 'type-graphql';
import { providerDefinitions } from '../../datasources/registry.js';

/** The `Provider` enum: one value for every provider in the registry. */
export const Provider: Readonly<Record<string, string>> = Object.fromEntries(
  providerDefinitions.map(({ name }) => [name, name]),
);

registerEnumType(Provider, {
  name: 'Provider',
  description: 'A payment provider that customers can be created at.',
  valuesConfig: Object.fromEntries(
    providerDefinitions.map(({ name, description }) => [name, { description }] as const),
  ),
});
