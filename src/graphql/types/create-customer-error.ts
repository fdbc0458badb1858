import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import { ProviderCustomer } from './customer.js';
import { CustomerCreation } from './customer-creation.js';
import { Provider } from './provider.js';
import { Violation } from './violation.js';

@InterfaceType({
  description:
    'The fields that all errors of `createCustomer` share. A client that selects them also handles errors that are ' +
    'added later.',
})
export abstract class CreateCustomerError {
  @Field(() => String, { description: 'What happened, in a sentence for developers.' })
  message!: string;

  @Field(() => Provider, { description: 'The provider that the call was for.' })
  provider!: string;

  @Field(() => Boolean, {
    description:
      'True when the same request may succeed if it is sent again, and cannot create a second customer. False when ' +
      'something has to change first.',
  })
  retryable!: boolean;
}

@InterfaceType({
  implements: CreateCustomerError,
  description: "An error from the provider's answer, or for want of one, with the provider's own code and message.",
})
export abstract class ProviderError extends CreateCustomerError {
  @Field(() => String, { nullable: true, description: "The provider's own error code." })
  providerCode?: string;

  @Field(() => String, { nullable: true, description: "The provider's own message, word for word." })
  providerMessage?: string;

  @Field(() => Int, { nullable: true, description: "HTTP status of the provider's answer; null when there was none." })
  httpStatus?: number;
}

@ObjectType({
  implements: CreateCustomerError,
  description:
    'The input is not valid for this provider. Nothing was sent or stored, and the idempotency key was not used up. Show ' +
    'each violation at the field that its `path` names, and send the corrected input.',
})
export class InvalidCustomerInputError extends CreateCustomerError {
  @Field(() => [Violation], { description: 'Everything that is wrong with the input.' })
  violations!: readonly Violation[];
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    'The provider refused the data. Nothing was created. Show the violations like those of `InvalidCustomerInputError`. ' +
    'A repeat with the same idempotency key gets this refusal again, so send the corrected input with a new key.',
})
export class ProviderValidationError extends ProviderError {
  @Field(() => [Violation], {
    description: "The provider's objections, each with the path of the input that it concerns.",
  })
  violations!: readonly Violation[];
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    "The provider refused this service's credentials. Nothing was created. The input is not at fault: an operator has to " +
    'act, and then the same request may be sent again.',
})
export class ProviderAuthenticationError extends ProviderError {}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    "Too many requests for the provider's own limit. Nothing was created. Send the same request again after " +
    '`retryAfterSeconds`; where that is null, after a pause that grows with each try.',
})
export class ProviderRateLimitError extends ProviderError {
  @Field(() => Int, { nullable: true, description: 'Seconds to wait before the next try, if known.' })
  retryAfterSeconds?: number;
}

@ObjectType({
  implements: CreateCustomerError,
  description:
    'This service held the request back: too much is waiting, the quota that it keeps for the provider is used up, or ' +
    'the provider has failed too often in a row. Nothing was sent. Send the same request again after ' +
    '`retryAfterSeconds`.',
})
export class ServiceBusyError extends CreateCustomerError {
  // It is never null. It has the type of the field of the same name above all the same, because GraphQL lets a client select
  // two fields of one name only if their types agree.
  @Field(() => Int, {
    nullable: true,
    description: 'Seconds to wait before the next try; an estimate where it cannot be known. Always given.',
  })
  retryAfterSeconds!: number;
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    'The provider could not be reached, or a proxy in front of it rejected the request. Nothing was created. Send the ' +
    'same request again later, or offer another provider.',
})
export class ProviderUnavailableError extends ProviderError {}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    'The customer may have been created: the answer was lost or unreadable. Recovery finds out what happened. Query ' +
    '`customerCreation` with the id of `creation` until it is settled, or send the same request again with the same ' +
    'idempotency key or reference. Never start over with a new key and without a reference: that may create a second ' +
    'customer.',
})
export class ProviderOutcomeUnknownError extends ProviderError {
  @Field(() => CustomerCreation, { description: 'Query `customerCreation` with its id to learn the outcome.' })
  creation!: CustomerCreation;
}

@ObjectType({
  implements: [CreateCustomerError, ProviderError],
  description:
    'The provider already has a record of this customer, and that record does not have our id for it. Nothing was ' +
    'created or linked. Ask the user: use that record, or send other data with a new idempotency key.',
})
export class CustomerAlreadyExistsError extends ProviderError {
  @Field(() => ID, {
    nullable: true,
    description: "The provider's id of the existing record, when it could be found there.",
  })
  externalId?: string;

  @Field(() => ProviderCustomer, {
    nullable: true,
    description: 'The existing record, when it is linked to another unified customer.',
  })
  existing?: ProviderCustomer;
}

@ObjectType({
  implements: CreateCustomerError,
  description:
    'The idempotency key was used before with a different request. Nothing was sent. This is a mistake in the client: ' +
    'the customer of the earlier request may exist, so look for it before you take a new key.',
})
export class IdempotencyKeyReusedError extends CreateCustomerError {}

@ObjectType({
  implements: CreateCustomerError,
  description:
    'There is no unified customer with the given `customerId`. Nothing was sent. Find the right id, or leave ' +
    '`customerId` out to create a new customer.',
})
export class CustomerNotFoundError extends CreateCustomerError {
  @Field(() => String, { description: 'The id from the input.' })
  customerId!: string;
}

@ObjectType({
  implements: CreateCustomerError,
  description:
    'This service has no credentials for this account at the provider. Nothing was sent. Offer another provider or ' +
    'account, which `providers` lists, or call an operator.',
})
export class ProviderNotConfiguredError extends CreateCustomerError {
  @Field(() => String, { description: 'The account from the input.' })
  account!: string;
}
