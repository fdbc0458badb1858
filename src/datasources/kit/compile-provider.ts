import type { ProviderDefinition } from '../provider-definition.js';
import { compileDetails, type ReadDetails } from './details.js';
import { type Operation, operationOf, type ProviderDocument } from './document.js';
import { compileMapping, type Mapping } from './mapping.js';
import { compileWireCheck, type WireCheck } from './wire-check.js';

/** A definition with its document read and its checks compiled: done once, at start, for all accounts of the provider. */
export interface CompiledProvider {
  readonly definition: ProviderDefinition;
  readonly document: ProviderDocument;
  readonly create: Operation;
  readonly mapping: Mapping;
  readonly check: WireCheck;
  readonly details: ReadDetails;
}

export function compileProvider(definition: ProviderDefinition, document: ProviderDocument): CompiledProvider {
  const create = operationOf(document, 'createCustomer');
  const schema = create.requestSchema ?? {};
  if (definition.recovery.lookup && !definition.ownIdAt) {
    throw new Error(`${definition.name} has a look-up, but no \`ownIdAt\` that says which record is ours`);
  }
  const mapping = compileMapping(definition.fields, schema);
  const check = compileWireCheck(schema, mapping, definition.title);
  return { definition, document, create, mapping, check, details: compileDetails(document.customer) };
}
