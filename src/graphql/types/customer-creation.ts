import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CreationState, CreationSummary } from '../../domain/creation.js';
import { Provider } from './provider.js';

export const CustomerCreationStatus: Record<CreationState, string> = {
  IN_FLIGHT: 'IN_FLIGHT',
  UNKNOWN: 'UNKNOWN',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  NEEDS_REVIEW: 'NEEDS_REVIEW',
};

registerEnumType(CustomerCreationStatus, {
  name: 'CustomerCreationStatus',
  description: 'How far a creation has come.',
  valuesConfig: {
    IN_FLIGHT: { description: 'Recorded, and being sent.' },
    UNKNOWN: { description: 'Sent, and not known how it ended; recovery finds out.' },
    SUCCEEDED: { description: 'The customer exists at the provider and is linked.' },
    FAILED: { description: 'Certainly nothing was created.' },
    NEEDS_REVIEW: { description: 'Nothing that a machine may do can find out how it ended: a person has to look.' },
  },
});

@ObjectType({ description: 'The durable record of the creation of one customer at one provider, and how it ended.' })
export class CustomerCreation {
  @Field(() => ID, { description: 'A UUID; ask `customerCreation` with it.' })
  id!: string;

  @Field(() => CustomerCreationStatus, { description: 'How far it has come.' })
  status!: CreationState;

  @Field(() => Provider, { description: 'Where the customer is to be created.' })
  provider!: string;

  @Field(() => String, { description: 'Which merchant account of the provider.' })
  account!: string;

  @Field(() => Int, { description: 'How many times the provider was asked to create it.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why its outcome is unknown or needs a review, in words.' })
  reason?: string;

  @Field(() => Date, { nullable: true, description: 'When recovery looks at it next; null when it does not.' })
  nextAttemptAt?: Date;

  @Field(() => Date, { description: 'When it began.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When its outcome was settled.' })
  settledAt?: Date;

  static of(creation: CreationSummary): CustomerCreation {
    const { id, state, provider, account, attempts, reason, createdAt, settledAt } = creation;
    const nextAttemptAt = state === 'UNKNOWN' ? creation.nextAttemptAt : undefined;
    const fields = { id, status: state, provider, account, attempts, reason, nextAttemptAt, createdAt, settledAt };
    return Object.assign(new CustomerCreation(), fields);
  }
}
