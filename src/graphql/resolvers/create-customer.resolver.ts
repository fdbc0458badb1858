import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { providerDefinitions } from '../../datasources/registry.js';
import { normalId } from '../../domain/text.js';
import type * as service from '../../services/input/create-customer-input.js';
import { asError } from '../as-error.js';
import type { Context } from '../context.js';
import { clearLoaders } from '../loaders.js';
import { toResult } from '../to-result.js';
import { CreateCustomerInput } from '../types/create-customer-input.js';
import { CreateCustomerResult } from '../types/create-customer-result.js';
import { Provider } from '../types/provider.js';

/** The cost of one provider call in a gateway's demand control, where reading an entity costs 1. */
const callCost = 10;
const providerCount = providerDefinitions.length;

/**
 * Adds the header's keys where the input has none or an empty one. Does not compile while the GraphQL input lacks a field
 * that the service knows.
 */
const withKey = (
  input: Pick<CreateCustomerInput, keyof service.CreateCustomerInput>,
  header: readonly string[] | undefined,
): service.CreateCustomerInput => ({
  ...input,
  idempotencyKey: normalId(input.idempotencyKey ?? '') ? input.idempotencyKey : header,
});

@Resolver()
export class CreateCustomerResolver {
  @Directive(`@cost(weight: ${callCost})`)
  @Mutation(() => CreateCustomerResult, {
    description:
      'Create the customer at a provider exactly once, and link it to the unified customer. Every error that a caller ' +
      'can act on is a member of the union, never a top-level error.',
  })
  async createCustomer(
    @Arg('input', () => CreateCustomerInput, { description: 'The customer, in the same shape for every provider.' })
    input: CreateCustomerInput,
    @Arg('provider', () => Provider, { description: 'The provider to create it at.' }) provider: string,
    @Ctx() { createCustomer, idempotencyKeys, requestId, loaders, budget }: Context,
  ): Promise<typeof CreateCustomerResult> {
    budget.begin();
    const outcome = await createCustomer(withKey(input, idempotencyKeys), provider, { requestId });
    clearLoaders(loaders);
    return toResult(outcome) as typeof CreateCustomerResult;
  }

  @Directive(`@cost(weight: ${callCost * providerCount})`)
  @Directive(`@listSize(assumedSize: ${providerCount})`)
  @Mutation(() => [CreateCustomerResult], {
    nullable: 'items',
    description:
      'Create one unified customer at several providers in parallel. Returns one result for each provider, in the given ' +
      'order; a failure at one does not affect the others. Give a `reference`, so that you can retry the failed ones ' +
      'later. A result is null, with a top-level error, when the database failed: repeat the request with the same key ' +
      'or reference.',
  })
  async createCustomerAtProviders(
    @Arg('input', () => CreateCustomerInput, { description: 'The customer, in the same shape for every provider.' })
    input: CreateCustomerInput,
    @Arg('providers', () => [Provider], { description: 'The providers to create it at; repeated values count once.' })
    providers: string[],
    @Ctx() { createAtProviders, idempotencyKeys, requestId, loaders, budget }: Context,
  ): Promise<(typeof CreateCustomerResult | Error)[]> {
    budget.begin();
    const outcomes = await createAtProviders(withKey(input, idempotencyKeys), providers, requestId);
    clearLoaders(loaders);
    // In a list, the executor reports an error at its place.
    return outcomes.map((outcome) =>
      outcome.status === 'fulfilled'
        ? (toResult(outcome.value) as typeof CreateCustomerResult)
        : asError(outcome.reason),
    );
  }
}
