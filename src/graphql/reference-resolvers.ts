import { validate as isUuid } from 'uuid';
import { normalAccount, normalId } from '../domain/text.js';
import { type ReferenceResolvers, type Representation, wrongRepresentation } from './federation.js';
import { Customer, ProviderCustomer } from './types/customer.js';
import { Provider } from './types/provider.js';

/**
 * Resolves a gateway's representations to entities. All representations of one request share the same loaders, so each
 * kind of key costs one SQL statement, however many there are. An unknown key resolves to null. So does a key that is null,
 * unless the representation has another one: a gateway sends whatever the other subgraph answered.
 *
 * @throws GraphQLError for an invalid representation; it names the field, never the value.
 */
export const referenceResolvers: ReferenceResolvers = {
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
      if (!Object.hasOwn(Provider, provider)) throw wrongRepresentation('provider is not a value of the enum Provider');
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

/** The first of an entity's keys that a representation has; undefined when it has only keys that are null. */
function keyField<Name extends string>(representation: Representation, fields: readonly Name[]): Name | undefined {
  const given = fields.filter((field) => representation[field] !== undefined);
  if (given.length === 0) throw wrongRepresentation(`${fields.join(' or ')} is missing`);
  return given.find((field) => representation[field] !== null);
}

function uuid(representation: Representation, field: string): string {
  const value = text(representation, field);
  if (!isUuid(value)) throw wrongRepresentation(`${field} is not a UUID`);
  return value.toLowerCase();
}

function text(representation: Representation, field: string): string {
  const value = representation[field];
  if (value === undefined) throw wrongRepresentation(`${field} is missing`);
  if (typeof value !== 'string') throw wrongRepresentation(`${field} is not a string`);
  return value;
}
