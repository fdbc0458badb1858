import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { validate as isUuid } from 'uuid';
import type { Creation, CreationState } from '../../domain/creation.js';
import { ReviewError, type ReviewFinding } from '../../services/recovery/review.js';
import { operatorTag } from '../authorization.js';
import { badInput } from '../bad-input.js';
import { mostAtOnce, pageArguments, toConnection } from '../connection.js';
import type { Context } from '../context.js';
import { forgetAll } from '../loaders.js';
import { toResult } from '../to-result.js';
import { CreateCustomerResult } from '../types/create-customer-result.js';
import { CustomerCreation, CustomerCreationStatus } from '../types/customer-creation.js';
import { CustomerCreationConnection } from '../types/customer-creation-connection.js';

async function reviewed(
  work: Promise<Creation | undefined>,
  { loaders }: Context,
): Promise<CustomerCreation | undefined> {
  try {
    const creation = await work;
    forgetAll(loaders);
    return creation && CustomerCreation.of(creation);
  } catch (error) {
    throw error instanceof ReviewError ? badInput(error.message) : error;
  }
}

@Resolver(() => CustomerCreation)
export class CustomerCreationResolver {
  @Query(() => CustomerCreation, {
    nullable: true,
    description: 'The durable record of a creation; null when there is none, or no longer.',
  })
  async customerCreation(
    @Arg('id', () => ID, { description: 'As `ProviderOutcomeUnknownError.creation` gave it.' }) id: string,
    @Ctx() { findCreation }: Context,
  ): Promise<CustomerCreation | undefined> {
    const creation = isUuid(id) ? await findCreation(id.toLowerCase()) : undefined;
    return creation && CustomerCreation.of(creation);
  }

  @Directive(`@tag(name: "${operatorTag}")`)
  @Directive('@listSize(slicingArguments: ["first"], sizedFields: ["edges"])')
  @Query(() => CustomerCreationConnection, {
    description: 'For operators: creations, oldest first, a page at a time; those in `NEEDS_REVIEW` wait for a person.',
  })
  async customerCreations(
    @Arg('first', () => Int, { defaultValue: 20, description: `How many, at most ${mostAtOnce}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor: the page begins behind it.' })
    after: string | null | undefined,
    @Arg('status', () => CustomerCreationStatus, { nullable: true, description: 'Only those in this status.' })
    status: CreationState | null | undefined,
    @Ctx() { pageOfCreations }: Context,
  ): Promise<CustomerCreationConnection> {
    const page = await pageOfCreations({ ...pageArguments(first, after), state: status ?? undefined });
    return toConnection(page.creations, CustomerCreation.of, page.hasNextPage, after);
  }

  @Directive(`@tag(name: "${operatorTag}")`)
  @Mutation(() => CustomerCreation, {
    nullable: true,
    description:
      'For operators: send a creation that needs a review once more, with a new key at the provider. Only for one that ' +
      'certainly created nothing so far, or a second customer may come of it. Null when there is no such creation.',
  })
  async retryCustomerCreation(
    @Arg('id', () => ID, { description: 'Of a creation in `NEEDS_REVIEW`.' }) id: string,
    @Ctx() context: Context,
  ): Promise<CustomerCreation | undefined> {
    return reviewed(isUuid(id) ? context.retryCreation(id.toLowerCase()) : Promise.resolve(undefined), context);
  }

  @Directive(`@tag(name: "${operatorTag}")`)
  @Mutation(() => CustomerCreation, {
    nullable: true,
    description:
      'For operators: settle a creation that needs a review, as it was found to have ended. Give either `externalId` ' +
      'or `notCreated: true`. Null when there is no such creation.',
  })
  async resolveCustomerCreation(
    @Arg('id', () => ID, { description: 'Of a creation in `NEEDS_REVIEW`.' }) id: string,
    @Ctx() context: Context,
    @Arg('externalId', () => ID, { nullable: true, description: 'The id that the provider gave the customer.' })
    externalId?: string | null,
    @Arg('notCreated', () => Boolean, { nullable: true, description: 'True: the provider has no such customer.' })
    notCreated?: boolean | null,
  ): Promise<CustomerCreation | undefined> {
    const found = externalId?.trim();
    if (Boolean(found) === (notCreated === true)) throw badInput('Give either externalId or notCreated: true.');
    const finding: ReviewFinding = found ? { kind: 'created', externalId: found } : { kind: 'not-created' };
    return reviewed(
      isUuid(id) ? context.resolveCreation(id.toLowerCase(), finding) : Promise.resolve(undefined),
      context,
    );
  }

  @FieldResolver(() => CreateCustomerResult, {
    nullable: true,
    description: 'How it ended, as `createCustomer` would have answered; null while that is not known.',
  })
  async outcome(
    @Root() { id }: CustomerCreation,
    @Ctx() { findCreation, outcomeOf }: Context,
  ): Promise<typeof CreateCustomerResult | undefined> {
    const creation = await findCreation(id);
    const outcome = creation && (await outcomeOf(creation));
    return outcome && (toResult(outcome) as typeof CreateCustomerResult);
  }
}
