import { Field, Int, InterfaceType, ObjectType } from 'type-graphql';
import { ProviderCustomer } from './customer.js';
import { CustomerCreation } from './customer-creation.js';
import { Provider } from './provider.js';
import { Violation } from './violation.js';

@InterfaceType({
  description:
    'Every way in which `createCustomer` can fail. A client that selects only these fields also handles the errors ' +
    'that are added later.',
})
export abstract class CreateCustomerError {
  @Field(() => String, { description: 'What happened and what to do about it; for developers.' })
  message!: string;

  @Field(() => Provider, { description: 'The provider that the call was for.' })
  provider!: string;

  @Field(() => Boolean, {
    description:
      'Whether sending the very same request again may succeed and cannot create a second customer. ' +
      'False where something has to change first.',
  })
  retryable!: boolean;
}

@InterfaceType({
  implements: CreateCustomerError,
  description: "An error that came of an answer of the provider's, or of its silence, with the provider's own words.",
})
export abstract class ProviderError extends CreateCustomerError {
  @Field(() => String, { nullable: true, description: "The provider's own error code." })
  providerCode?: string;

  @Field(() => String, { nullable: true, description: "The provider's own message, word for word." })
  providerMessage?: string;

  @Field(() => Int, { nullable: true, description: 'HTTP status of the answer; null when none came.' })
  httpStatus?: number;
}

@ObjectType({
  implements: CreateCustomerError,
  description: 'The input cannot be right for this provider. Nothing was sent and nothing was stored.',
})
export class InvalidCustomerInputError extends CreateCustomerError {
  @Field(() => [Violation], { description: 'All that is wrong, at once.' })
  violations!: readonly Violation[];
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description: 'The provider refused the data. Nothing was created.',
})
export class ProviderValidationError extends ProviderError {
  @Field(() => [Violation], { description: "The provider's complaints, each at the input that it is about." })
  violations!: readonly Violation[];
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description: "The provider refused this service's credentials: an operator has to act. Nothing was created.",
})
export class ProviderAuthenticationError extends ProviderError {}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description: "Too many requests, by the provider's count or by the quota kept for it here. Nothing was created.",
})
export class ProviderRateLimitError extends ProviderError {
  @Field(() => Int, { nullable: true, description: 'Seconds to wait, as far as known.' })
  retryAfterSeconds?: number;
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    'The provider could not be reached, or something before it turned the request away. Nothing was created.',
})
export class ProviderUnavailableError extends ProviderError {}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    'The customer may have been created: no answer came, or a broken one. Do not start anew: recovery finds out, and ' +
    '`creation` tells how it ends.',
})
export class ProviderOutcomeUnknownError extends ProviderError {
  @Field(() => CustomerCreation, { description: 'Ask `customerCreation` with its id, later.' })
  creation!: CustomerCreation;
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description: 'The provider has this customer already, and its record does not carry our id for the customer.',
})
export class CustomerAlreadyExistsError extends ProviderError {
  @Field(() => ProviderCustomer, {
    nullable: true,
    description: 'The record that is in the way, when it belongs to another unified customer.',
  })
  existing?: ProviderCustomer;
}

@ObjectType({
  implements: CreateCustomerError,
  description: 'The idempotency key was used before, with another request. Nothing was sent.',
})
export class IdempotencyKeyReusedError extends CreateCustomerError {}

@ObjectType({
  implements: CreateCustomerError,
  description: 'There is no unified customer with the given `customerId`. Nothing was sent.',
})
export class CustomerNotFoundError extends CreateCustomerError {
  @Field(() => String, { description: 'The id that was asked for.' })
  customerId!: string;
}

@ObjectType({
  implements: CreateCustomerError,
  description: 'This service has no credentials for that account of the provider. Nothing was sent.',
})
export class ProviderNotConfiguredError extends CreateCustomerError {
  @Field(() => String, { description: 'The account that was asked for.' })
  account!: string;
}
