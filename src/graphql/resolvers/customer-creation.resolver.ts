import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { validate as isUuid } from 'uuid';
import type { Creation, CreationState } from '../../domain/creation.js';
import type { OperatorNote } from '../../services/dependencies.js';
import { ReviewError, type ReviewFinding } from '../../services/recovery/review.js';
import { operatorTag } from '../authorization.js';
import { badInput } from '../bad-input.js';
import { maxPageSize, pageArguments, toConnection } from '../connection.js';
import type { Context } from '../context.js';
import { clearLoaders } from '../loaders.js';
import { toResult } from '../to-result.js';
import { CreateCustomerResult } from '../types/create-customer-result.js';
import { CustomerCreation, CustomerCreationStatus } from '../types/customer-creation.js';
import { CustomerCreationConnection } from '../types/customer-creation-connection.js';

async function toReviewResult(
  review: Promise<Creation | undefined>,
  { loaders }: Context,
): Promise<CustomerCreation | undefined> {
  try {
    const creation = await review;
    clearLoaders(loaders);
    return creation && CustomerCreation.of(creation);
  } catch (error) {
    throw error instanceof ReviewError ? badInput(error.message) : error;
  }
}

const nothing = Promise.resolve(undefined);

/** Longest text of an operator, in UTF-16 code units. */
const maxNoteLength = 500;
const operatorArgument = {
  nullable: true,
  description: `Who does this, for the log; at most ${maxNoteLength} characters.`,
};
const reasonArgument = {
  nullable: true,
  description: `Why, for the log; at most ${maxNoteLength} characters. Do not write personal data of customers.`,
};

function noteOf(operator?: string | null, reason?: string | null): OperatorNote {
  for (const [name, text] of Object.entries({ operator, reason })) {
    if (text && text.length > maxNoteLength) throw badInput(`${name} must have at most ${maxNoteLength} characters.`);
  }
  return { operator: operator?.trim() || undefined, reason: reason?.trim() || undefined };
}

@Resolver(() => CustomerCreation)
export class CustomerCreationResolver {
  @Query(() => CustomerCreation, {
    nullable: true,
    description: 'The durable record of a creation, or null when there is none any more.',
  })
  async customerCreation(
    @Arg('id', () => ID, { description: 'The id from `ProviderOutcomeUnknownError.creation`.' }) id: string,
    @Ctx() { findCreation }: Context,
  ): Promise<CustomerCreation | undefined> {
    const creation = isUuid(id) ? await findCreation(id.toLowerCase()) : undefined;
    return creation && CustomerCreation.of(creation);
  }

  @Directive(`@tag(name: "${operatorTag}")`)
  @Directive('@listSize(slicingArguments: ["first"], sizedFields: ["edges"])')
  @Query(() => CustomerCreationConnection, {
    description: 'For operators: a page of creations, oldest first. Those in `NEEDS_REVIEW` wait for an operator.',
  })
  async customerCreations(
    @Arg('first', () => Int, { defaultValue: 20, description: `Page size, at most ${maxPageSize}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor: the page starts after it.' })
    after: string | null | undefined,
    @Arg('status', () => CustomerCreationStatus, { nullable: true, description: 'Only creations with this status.' })
    status: CreationState | null | undefined,
    @Arg('hasDuplicates', () => Boolean, {
      nullable: true,
      description: 'True: only creations with `duplicateExternalIds`.',
    })
    hasDuplicates: boolean | null | undefined,
    @Ctx() { pageOfCreations }: Context,
  ): Promise<CustomerCreationConnection> {
    const page = await pageOfCreations({
      ...pageArguments(first, after),
      state: status ?? undefined,
      hasDuplicates: hasDuplicates ?? false,
    });
    return toConnection(page.creations, CustomerCreation.of, page.hasNextPage, after);
  }

  @Directive(`@tag(name: "${operatorTag}")`)
  @Mutation(() => CustomerCreation, {
    nullable: true,
    description:
      'For operators: send a creation in `NEEDS_REVIEW` again, with a new idempotency key at the provider. Use it only ' +
      'when the provider certainly has no customer from this creation; otherwise it may create a second one. Null when ' +
      'there is no such creation.',
  })
  async retryCustomerCreation(
    @Arg('id', () => ID, { description: 'The id of a creation in `NEEDS_REVIEW`.' }) id: string,
    @Ctx() context: Context,
    @Arg('operator', () => String, operatorArgument) operator?: string | null,
    @Arg('reason', () => String, reasonArgument) reason?: string | null,
  ): Promise<CustomerCreation | undefined> {
    const by = noteOf(operator, reason);
    return toReviewResult(isUuid(id) ? context.retryCreation(id.toLowerCase(), by) : nothing, context);
  }

  @Directive(`@tag(name: "${operatorTag}")`)
  @Mutation(() => CustomerCreation, {
    nullable: true,
    description:
      'For operators: settle a creation in `NEEDS_REVIEW` with what you found at the provider. Give either `externalId` ' +
      'or `notCreated: true`. Null when there is no such creation.',
  })
  async resolveCustomerCreation(
    @Arg('id', () => ID, { description: 'The id of a creation in `NEEDS_REVIEW`.' }) id: string,
    @Ctx() context: Context,
    @Arg('externalId', () => ID, {
      nullable: true,
      description: "The provider's id for the customer that was created.",
    })
    externalId?: string | null,
    @Arg('notCreated', () => Boolean, { nullable: true, description: 'True: the provider has no such customer.' })
    notCreated?: boolean | null,
    @Arg('operator', () => String, operatorArgument) operator?: string | null,
    @Arg('reason', () => String, reasonArgument) reason?: string | null,
  ): Promise<CustomerCreation | undefined> {
    const by = noteOf(operator, reason);
    const found = externalId?.trim();
    if (Boolean(found) === (notCreated === true)) throw badInput('Give either externalId or notCreated: true.');
    const finding: ReviewFinding = found ? { kind: 'created', externalId: found } : { kind: 'not-created' };
    return toReviewResult(isUuid(id) ? context.resolveCreation(id.toLowerCase(), finding, by) : nothing, context);
  }

  @Directive(`@tag(name: "${operatorTag}")`)
  @Mutation(() => CustomerCreation, {
    nullable: true,
    description:
      'For operators: record that the duplicates of a creation have been removed at the provider. Null when there is no ' +
      'such creation.',
  })
  async clearCustomerDuplicates(
    @Arg('id', () => ID, { description: 'The id of a creation with `duplicateExternalIds`.' }) id: string,
    @Ctx() context: Context,
    @Arg('operator', () => String, operatorArgument) operator?: string | null,
    @Arg('reason', () => String, reasonArgument) reason?: string | null,
  ): Promise<CustomerCreation | undefined> {
    const by = noteOf(operator, reason);
    return toReviewResult(isUuid(id) ? context.clearDuplicates(id.toLowerCase(), by) : nothing, context);
  }

  @FieldResolver(() => CreateCustomerResult, {
    nullable: true,
    description: 'The result that `createCustomer` would have returned; null while the outcome is unknown.',
  })
  async outcome(
    @Root() { id }: CustomerCreation,
    @Ctx() { loaders }: Context,
  ): Promise<typeof CreateCustomerResult | undefined> {
    const outcome = await loaders.outcomeByCreationId.load(id);
    return outcome && (toResult(outcome) as typeof CreateCustomerResult);
  }
}
