import type { GraphQLSchema } from 'graphql';
import { validate as isUuid } from 'uuid';
import { normalAccount, normalId } from '../domain/text.js';
import { asError } from './as-error.js';
import { badInput } from './bad-input.js';
import type { Context } from './context.js';
import { Customer, ProviderCustomer } from './types/customer.js';
import { Provider } from './types/provider.js';

type Representation = Readonly<Record<string, unknown>>;
type ReferenceResolver = (representation: Representation, context: Context) => Promise<object | null>;

/**
 * Resolves a gateway's representations to entities. All representations of one request share the same loaders, so each
 * kind of key costs one SQL statement, however many there are. An unknown key resolves to null. So does a key that is null,
 * unless the representation has another one: a gateway sends whatever the other subgraph answered.
 *
 * @throws GraphQLError for an invalid representation; it names the field, never the value.
 */
export const referenceResolvers: Readonly<Record<string, { readonly __resolveReference: ReferenceResolver }>> = {
  Customer: {
    async __resolveReference(representation, { loaders }) {
      const field = keyField(representation, ['id', 'reference']);
      if (field === undefined) return null;
      const customer =
        field === 'id'
          ? await loaders.customerById.load(uuid(representation, field))
          : await loaders.customerByReference.load(normalId(text(representation, field)));
      return customer ? Customer.of(customer) : null;
    },
  },
  ProviderCustomer: {
    async __resolveReference(representation, { loaders }) {
      if (['provider', 'account', 'externalId'].some((field) => representation[field] === null)) return null;
      const provider = text(representation, 'provider');
      if (!Object.hasOwn(Provider, provider)) throw wrong('provider is not a value of the enum Provider');
      const account = normalAccount(text(representation, 'account'));
      const link = await loaders.linkByExternalKey.load({
        provider,
        account,
        externalId: text(representation, 'externalId'),
      });
      return link ? ProviderCustomer.of(link) : null;
    },
  },
};

/**
 * Resolves all representations of `_entities` in one turn, so that they share DataLoader batches. An invalid one fails
 * alone, whereas Apollo's own resolver fails all of them when one has an unknown type. The fields below the entities are
 * resolved only once all entities are read; otherwise each kind of key would start a batch of its own.
 */
export function resolveEntitiesTogether(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()._entities;
  if (!field) throw new Error('The schema has no entities');
  field.resolve = (_source, { representations }: { representations: unknown[] }, context: Context) =>
    // In a list, the executor reports an error at its place.
    Promise.all(representations.map((representation) => resolveEntity(representation, context).catch(asError)));
  return schema;
}

async function resolveEntity(representation: unknown, context: Context): Promise<unknown> {
  const isObject = typeof representation === 'object' && representation !== null;
  const { __typename: name } = (isObject ? representation : {}) as Representation;
  if (typeof name !== 'string' || !Object.hasOwn(referenceResolvers, name)) {
    throw wrong(`__typename is not one of ${Object.keys(referenceResolvers).join(', ')}`);
  }
  const entity = await referenceResolvers[name]?.__resolveReference(representation as Representation, context);
  return entity && Object.assign(entity, { __typename: name });
}

/** The first of an entity's keys that a representation has; undefined when it has only keys that are null. */
function keyField<Name extends string>(representation: Representation, fields: readonly Name[]): Name | undefined {
  const given = fields.filter((field) => representation[field] !== undefined);
  if (given.length === 0) throw wrong(`${fields.join(' or ')} is missing`);
  return given.find((field) => representation[field] !== null);
}

function uuid(representation: Representation, field: string): string {
  const value = text(representation, field);
  if (!isUuid(value)) throw wrong(`${field} is not a UUID`);
  return value.toLowerCase();
}

function text(representation: Representation, field: string): string {
  const value = representation[field];
  if (value === undefined) throw wrong(`${field} is missing`);
  if (typeof value !== 'string') throw wrong(`${field} is not a string`);
  return value;
}

const wrong = (what: string) => badInput(`Invalid entity representation: ${what}.`);
