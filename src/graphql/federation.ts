import { buildSubgraphSchema } from '@apollo/subgraph';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { createResolversMap } from 'type-graphql';
import { asError } from './as-error.js';
import { badInput } from './bad-input.js';
import type { Context } from './context.js';

export type Representation = Readonly<Record<string, unknown>>;
type ReferenceResolver = (representation: Representation, context: Context) => Promise<object | null>;
/** By the names of the entities. */
export type ReferenceResolvers = Readonly<Record<string, { readonly __resolveReference: ReferenceResolver }>>;

type Resolvers = ReturnType<typeof createResolversMap>;

/** A schema that resolves what type-graphql's does, and besides what a gateway asks a subgraph for. */
export function executableSubgraph(
  typeDefs: DocumentNode,
  resolvers: Resolvers,
  references: ReferenceResolvers,
): GraphQLSchema {
  const all = { ...resolvers };
  for (const [type, resolver] of Object.entries(references)) {
    all[type] = { ...all[type], ...resolver } as Resolvers[string];
  }
  return resolveEntitiesTogether(buildSubgraphSchema([{ typeDefs, resolvers: all as never }]), references);
}

/**
 * Resolves all representations of `_entities` in one turn, so that they share DataLoader batches. An invalid one fails
 * alone, whereas Apollo's own resolver fails all of them when one has an unknown type. The fields below the entities are
 * resolved only once all entities are read; otherwise each kind of key would start a batch of its own.
 */
function resolveEntitiesTogether(schema: GraphQLSchema, references: ReferenceResolvers): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()._entities;
  if (!field) throw new Error('The schema has no entities');
  field.resolve = (_source, { representations }: { representations: unknown[] }, context: Context) =>
    // In a list, the executor reports an error at its place.
    Promise.all(
      representations.map((representation) => resolveEntity(references, representation, context).catch(asError)),
    );
  return schema;
}

async function resolveEntity(
  references: ReferenceResolvers,
  representation: unknown,
  context: Context,
): Promise<unknown> {
  const isObject = typeof representation === 'object' && representation !== null;
  const { __typename: name } = (isObject ? representation : {}) as Representation;
  if (typeof name !== 'string' || !Object.hasOwn(references, name)) {
    throw wrongRepresentation(`__typename is not one of ${Object.keys(references).join(', ')}`);
  }
  const entity = await references[name]?.__resolveReference(representation as Representation, context);
  return entity && Object.assign(entity, { __typename: name });
}

/** @param what is wrong; it names the field, never the value. */
export const wrongRepresentation = (what: string): GraphQLError => badInput(`Invalid entity representation: ${what}.`);
