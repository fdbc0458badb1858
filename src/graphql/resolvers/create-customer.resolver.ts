import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { providerDefinitions } from '../../datasources/registry.js';
import type * as service from '../../services/input/create-customer-input.js';
import { asError } from '../as-error.js';
import type { Context } from '../context.js';
import { forgetAll } from '../loaders.js';
import { toResult } from '../to-result.js';
import { CreateCustomerInput } from '../types/create-customer-input.js';
import { CreateCustomerResult } from '../types/create-customer-result.js';
import { Provider } from '../types/provider.js';

/** What one call to a provider weighs in a gateway's demand control, where reading an entity weighs 1. */
const callCost = 10;
const providerCount = providerDefinitions.length;

/**
 * The header's key is taken where the input has none; an empty text counts as none. Does not compile while the GraphQL
 * input lacks a member that the service knows.
 */
const withKey = (
  input: Pick<CreateCustomerInput, keyof service.CreateCustomerInput>,
  header: string | undefined,
): service.CreateCustomerInput => ({
  ...input,
  idempotencyKey: input.idempotencyKey?.trim() ? input.idempotencyKey : header,
});

@Resolver()
export class CreateCustomerResolver {
  @Directive(`@cost(weight: ${callCost})`)
  @Mutation(() => CreateCustomerResult, {
    description:
      'Create the customer at a provider, once, and link it to the unified customer. Whatever a caller can act on ' +
      'comes back as a member of the union, never as a top-level error.',
  })
  async createCustomer(
    @Arg('input', () => CreateCustomerInput, { description: 'The customer, in the same shape for every provider.' })
    input: CreateCustomerInput,
    @Arg('provider', () => Provider, { description: 'Where to create it.' }) provider: string,
    @Ctx() { createCustomer, idempotencyKey, loaders }: Context,
  ): Promise<typeof CreateCustomerResult> {
    const outcome = await createCustomer(withKey(input, idempotencyKey), provider);
    forgetAll(loaders);
    return toResult(outcome) as typeof CreateCustomerResult;
  }

  @Directive(`@cost(weight: ${callCost * providerCount})`)
  @Directive(`@listSize(assumedSize: ${providerCount})`)
  @Mutation(() => [CreateCustomerResult], {
    nullable: 'items',
    description:
      'The same as `createCustomer` at several providers, side by side: one unified customer, and one result for each ' +
      'provider in the order given. One that fails does not stop the others; give a `reference` to try it again later. ' +
      'Null, with a top-level error, stands where the database failed: repeat the request with its key or reference.',
  })
  async createCustomerAtProviders(
    @Arg('input', () => CreateCustomerInput, { description: 'The customer, in the same shape for every provider.' })
    input: CreateCustomerInput,
    @Arg('providers', () => [Provider], { description: 'Where to create it; each counts once.' }) providers: string[],
    @Ctx() { createAtProviders, idempotencyKey, loaders }: Context,
  ): Promise<(typeof CreateCustomerResult | Error)[]> {
    const outcomes = await createAtProviders(withKey(input, idempotencyKey), providers);
    forgetAll(loaders);
    // In a list, the executor reports an error at its place.
    return outcomes.map((outcome) =>
      outcome.status === 'fulfilled'
        ? (toResult(outcome.value) as typeof CreateCustomerResult)
        : asError(outcome.reason),
    );
  }
}
