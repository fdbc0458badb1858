import { Arg, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { validate as isUuid } from 'uuid';
import { providerDefinitions } from '../../datasources/registry.js';
import { normalAccount, normalText } from '../../domain/text.js';
import type { Context } from '../context.js';
import { spendStep } from '../read-budget.js';
import { Customer, ProviderCustomer } from '../types/customer.js';
import { Provider } from '../types/provider.js';

@Resolver(() => Customer)
export class CustomerResolver {
  @Query(() => Customer, { nullable: true, description: 'The unified customer with this id; null when there is none.' })
  async customer(
    @Arg('id', () => ID, { description: 'The UUID that `createCustomer` returned.' }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Customer | undefined> {
    const customer = isUuid(id) ? await loaders.customerById.load(id.toLowerCase()) : undefined;
    return customer && Customer.of(customer);
  }

  @Query(() => Customer, {
    nullable: true,
    description: 'The unified customer with this reference; null when there is none.',
  })
  async customerByReference(
    @Arg('reference', () => String, { description: "The caller's own id, as `createCustomer` was given it." })
    reference: string,
    @Ctx() { loaders }: Context,
  ): Promise<Customer | undefined> {
    const customer = await loaders.customerByReference.load(normalText(reference));
    return customer && Customer.of(customer);
  }

  @Directive(`@listSize(assumedSize: ${providerDefinitions.length})`)
  @FieldResolver(() => [ProviderCustomer], { description: 'Its records at the providers, the oldest link first.' })
  async providerCustomers(@Root() { id }: Customer, @Ctx() { loaders, budget }: Context): Promise<ProviderCustomer[]> {
    spendStep(budget);
    return (await loaders.linksByCustomerId.load(id)).map(ProviderCustomer.of);
  }
}

@Resolver(() => ProviderCustomer)
export class ProviderCustomerResolver {
  @Query(() => ProviderCustomer, {
    nullable: true,
    description: "The link behind a provider's own customer id, as a webhook carries it; null when it is not known.",
  })
  async providerCustomer(
    @Arg('provider', () => Provider, { description: 'The provider that the id is from.' }) provider: string,
    @Arg('externalId', () => ID, { description: "The provider's own id." }) externalId: string,
    @Arg('account', () => String, { defaultValue: 'default', description: 'Which merchant account of the provider.' })
    account: string,
    @Ctx() { loaders }: Context,
  ): Promise<ProviderCustomer | undefined> {
    const link = await loaders.linkByExternalKey.load({ provider, account: normalAccount(account), externalId });
    return link && ProviderCustomer.of(link);
  }

  @FieldResolver(() => Customer, { description: 'The unified customer behind it.' })
  async customer(@Root() { customerId }: ProviderCustomer, @Ctx() { loaders, budget }: Context): Promise<Customer> {
    spendStep(budget);
    const customer = await loaders.customerById.load(customerId);
    if (!customer) throw new Error('A link without a customer');
    return Customer.of(customer);
  }
}
