import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { validate as isUuid } from 'uuid';
import { providerDefinitions } from '../../datasources/registry.js';
import type * as domain from '../../domain/customer.js';
import type { ProviderDetails } from '../../domain/customer.js';
import { normalAccount, normalId } from '../../domain/text.js';
import type { Context } from '../context.js';
import { Customer, ProviderCustomer } from '../types/customer.js';
import { Provider } from '../types/provider.js';

@Resolver(() => Customer)
export class CustomerResolver {
  @Query(() => Customer, { nullable: true, description: 'The unified customer with this id, or null.' })
  async customer(
    @Arg('id', () => ID, { description: 'The UUID that `createCustomer` returned.' }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Customer | undefined> {
    const customer = isUuid(id) ? await loaders.customerById.load(id.toLowerCase()) : undefined;
    return customer && Customer.of(customer);
  }

  @Query(() => Customer, {
    nullable: true,
    description: 'The unified customer with this reference, or null.',
  })
  async customerByReference(
    @Arg('reference', () => String, { description: 'Your own id for the customer, as given to `createCustomer`.' })
    reference: string,
    @Ctx() { loaders }: Context,
  ): Promise<Customer | undefined> {
    const customer = await loaders.customerByReference.load(normalId(reference));
    return customer && Customer.of(customer);
  }

  @Directive(`@listSize(assumedSize: ${providerDefinitions.length})`)
  @FieldResolver(() => [ProviderCustomer], { description: "The customer's records at the providers, oldest first." })
  async providerCustomers(@Root() { id }: Customer, @Ctx() { loaders }: Context): Promise<ProviderCustomer[]> {
    return (await loaders.linksByCustomerId.load(id)).map(ProviderCustomer.of);
  }
}

@Resolver(() => ProviderCustomer)
export class ProviderCustomerResolver {
  @Query(() => ProviderCustomer, {
    nullable: true,
    description:
      'The customer record with this id at the provider, for example from a webhook; null when it is not linked here.',
  })
  async providerCustomer(
    @Arg('provider', () => Provider, { description: 'The provider that issued the id.' }) provider: string,
    @Arg('externalId', () => ID, { description: "The provider's id for the customer." }) externalId: string,
    @Arg('account', () => String, { defaultValue: 'default', description: 'The merchant account at the provider.' })
    account: string,
    @Ctx() { loaders }: Context,
  ): Promise<ProviderCustomer | undefined> {
    const link = await loaders.linkByExternalKey.load({ provider, account: normalAccount(account), externalId });
    return link && ProviderCustomer.of(link);
  }

  @FieldResolver(() => Customer, { description: 'The unified customer that this record belongs to.' })
  async customer(@Root() link: ProviderCustomer, @Ctx() context: Context): Promise<Customer> {
    return Customer.of(await customerOf(link, context));
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether the provider was sent the profile as it is now, apart from what `notSent` listed. False ' +
      'when another creation has changed the profile since, or when the record was found at the provider with other ' +
      'data. Null when that is not known.',
  })
  async isCurrent(@Root() link: ProviderCustomer, @Ctx() context: Context): Promise<boolean | undefined> {
    const { profileVersion } = link;
    return profileVersion === undefined
      ? undefined
      : profileVersion === (await customerOf(link, context)).profileVersion;
  }

  @FieldResolver(() => GraphQLJSON, {
    nullable: true,
    description:
      "The provider's record as the provider answered it when it was linked: the fields that its document names, under " +
      'those names, and no tokens. Null when it answered nothing but the id.',
  })
  async details(@Root() { id }: ProviderCustomer, @Ctx() { loaders }: Context): Promise<ProviderDetails | undefined> {
    return loaders.detailsByLinkId.load(id);
  }
}

async function customerOf({ customerId }: ProviderCustomer, { loaders }: Context): Promise<domain.Customer> {
  const customer = await loaders.customerById.load(customerId);
  if (!customer) throw new Error('A provider customer without a unified customer');
  return customer;
}
