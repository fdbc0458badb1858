import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CreationState, CreationSummary } from '../../domain/creation.js';
import { Provider } from './provider.js';
import { ProviderMode } from './provider-mode.js';

export const CustomerCreationStatus: Record<CreationState, string> = {
  IN_FLIGHT: 'IN_FLIGHT',
  UNKNOWN: 'UNKNOWN',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  NEEDS_REVIEW: 'NEEDS_REVIEW',
};

registerEnumType(CustomerCreationStatus, {
  name: 'CustomerCreationStatus',
  description: 'The state of a creation.',
  valuesConfig: {
    IN_FLIGHT: { description: 'Recorded here, and being sent to the provider.' },
    UNKNOWN: { description: 'Sent, with an unknown outcome; recovery finds out what happened.' },
    SUCCEEDED: { description: 'The customer exists at the provider and is linked.' },
    FAILED: { description: 'The provider certainly did not create the customer.' },
    NEEDS_REVIEW: { description: 'Recovery cannot find out what happened: an operator has to settle it.' },
  },
});

@ObjectType({ description: 'The durable record of creating one customer at one provider, with its outcome.' })
export class CustomerCreation {
  @Field(() => ID, { description: 'A UUID, for the query `customerCreation`.' })
  id!: string;

  @Field(() => CustomerCreationStatus, { description: 'The state of the creation.' })
  status!: CreationState;

  @Field(() => Provider, { description: 'The provider to create the customer at.' })
  provider!: string;

  @Field(() => String, { description: 'The merchant account at the provider.' })
  account!: string;

  @Field(() => ProviderMode, { description: 'The mode of the account when the creation began.' })
  mode!: CreationSummary['mode'];

  @Field(() => Int, { description: 'How many times the request to create the customer was sent.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the outcome is unknown or needs a review.' })
  reason?: string;

  @Field(() => Date, { nullable: true, description: 'When recovery tries next; null when it does not.' })
  nextAttemptAt?: Date;

  @Field(() => [ID], {
    description:
      "The provider's ids of duplicates: further records that it has of this customer because of this creation. An " +
      'operator has to remove them at the provider, and then to call `clearCustomerDuplicates`.',
  })
  duplicateExternalIds!: readonly string[];

  @Field(() => Date, { description: 'When the creation began.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When the outcome became certain.' })
  settledAt?: Date;

  static of({ state, nextAttemptAt, duplicateExternalIds = [], ...creation }: CreationSummary): CustomerCreation {
    const { id, provider, account, mode, attempts, reason, createdAt, settledAt } = creation;
    return Object.assign(new CustomerCreation(), {
      id,
      status: state,
      provider,
      account,
      mode,
      attempts,
      reason,
      nextAttemptAt: state === 'UNKNOWN' ? nextAttemptAt : undefined,
      duplicateExternalIds,
      createdAt,
      settledAt,
    });
  }
}
