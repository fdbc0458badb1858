import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { type ClientTokenFailure, mayGetTokenLater } from '../../domain/provider-failure.js';
import {
  CustomerAlreadyExistsError,
  CustomerNotFoundError,
  IdempotencyKeyReusedError,
  InvalidCustomerInputError,
  ProviderAuthenticationError,
  ProviderNotConfiguredError,
  ProviderOutcomeUnknownError,
  ProviderRateLimitError,
  ProviderUnavailableError,
  ProviderValidationError,
  ServiceBusyError,
} from './create-customer-error.js';
import { Customer, ProviderCustomer } from './customer.js';
import { describedEnum } from './described-enum.js';

@ObjectType({
  description: "A short-lived token for the provider's client SDK. It is never stored; every answer has a new one.",
})
export class ClientToken {
  @Field(() => String, { description: 'The token to pass to the SDK in the browser or app.' })
  token!: string;

  @Field(() => Date, { nullable: true, description: 'When the token expires.' })
  expiresAt?: Date;
}

const ClientTokenErrorReason = describedEnum(
  'ClientTokenErrorReason',
  'Why there is no client token. Reasons may be added.',
  {
    SERVICE_BUSY: 'The limits of this service kept the request back: a full queue, a used-up quota or an open circuit.',
    RATE_LIMIT: 'Too many requests for the provider.',
    AUTHENTICATION: "The provider refused this service's credentials: an operator has to act.",
    UNAVAILABLE: 'The provider was not reached, or gave no usable answer.',
    CUSTOMER_NOT_FOUND: 'The provider does not have the record any more.',
    NOT_ISSUED: 'The provider issues no token for this customer.',
    NOT_CONFIGURED: 'The merchant account is not configured any more, or in another mode.',
  },
);

/** How the reasons are called in the schema. */
export const clientTokenReasons: Record<ClientTokenFailure['kind'], keyof typeof ClientTokenErrorReason> = {
  busy: 'SERVICE_BUSY',
  'rate-limit': 'RATE_LIMIT',
  authentication: 'AUTHENTICATION',
  unavailable: 'UNAVAILABLE',
  'customer-not-found': 'CUSTOMER_NOT_FOUND',
  'not-issued': 'NOT_ISSUED',
  'not-configured': 'NOT_CONFIGURED',
};

@ObjectType({ description: 'Why a client token that was requested is missing. The customer is linked all the same.' })
export class ClientTokenError {
  @Field(() => ClientTokenErrorReason, { description: 'What is the matter, for use in code.' })
  reason!: keyof typeof ClientTokenErrorReason;

  @Field(() => String, { description: 'The same in a sentence, for developers.' })
  message!: string;

  @Field(() => Boolean, { description: 'True when the same request, sent again, may get a token.' })
  retryable!: boolean;

  @Field(() => Int, { nullable: true, description: 'Seconds to wait before the next try, if known.' })
  retryAfterSeconds?: number;

  @Field(() => String, { nullable: true, description: "The provider's own error code." })
  providerCode?: string;

  @Field(() => String, { nullable: true, description: "The provider's own message, word for word." })
  providerMessage?: string;

  @Field(() => Int, { nullable: true, description: "HTTP status of the provider's answer; null when there was none." })
  httpStatus?: number;

  static of(failure: ClientTokenFailure): ClientTokenError {
    const { kind, reason, ...rest } = failure;
    return Object.assign(new ClientTokenError(), rest, {
      reason: clientTokenReasons[kind],
      message: `The customer is linked, but there is no client token: ${reason}.`,
      retryable: mayGetTokenLater(failure),
    });
  }
}

@ObjectType({ description: 'The customer exists at the provider and is linked to the unified customer.' })
export class CreateCustomerSuccess {
  @Field(() => Customer, { description: 'The unified customer.' })
  customer!: Customer;

  @Field(() => ProviderCustomer, { description: "The customer's record at the provider." })
  providerCustomer!: ProviderCustomer;

  @Field(() => Boolean, {
    description:
      'True when this call created the record, or, as the outcome of a creation, when that creation did. False when the ' +
      'record existed already, or when this call repeats an earlier one.',
  })
  created!: boolean;

  @Field(() => Boolean, {
    description: 'True when this is the stored result of an earlier call with the same idempotency key.',
  })
  replayed!: boolean;

  @Field(() => [[String]], {
    description:
      'Paths of given or stored values that this provider did not get, such as `["address", "line3"]`: it has no field ' +
      'for them, a stored value does not fit there, or the input left it out with `null`. The unified customer keeps them.',
  })
  notSent!: readonly (readonly string[])[];

  @Field(() => [[String]], {
    description:
      'Paths of inputs that differ from what the unified customer or the provider already had. They changed nothing ' +
      'there, because the customer existed at the provider.',
  })
  differences!: readonly (readonly string[])[];

  @Field(() => [[String]], {
    description:
      'Paths of inputs that changed or added values on the unified customer; other providers still have it as it was.',
  })
  changed!: readonly (readonly string[])[];

  @Field(() => ClientToken, {
    nullable: true,
    description:
      'Present when it was requested and the provider issued one: a new one for each request, whether the customer is ' +
      'new, was linked already, or is the outcome of an earlier call.',
  })
  clientToken?: ClientToken;

  @Field(() => ClientTokenError, {
    nullable: true,
    description:
      'Why a token that was requested is missing. Null at a provider that issues none; `notSent` then has `["requestClientToken"]`.',
  })
  clientTokenError?: ClientTokenError;
}

export const CreateCustomerResult = createUnionType({
  name: 'CreateCustomerResult',
  description: 'A success, or one of the errors that a caller can act on. All errors implement `CreateCustomerError`.',
  types: () =>
    [
      CreateCustomerSuccess,
      InvalidCustomerInputError,
      ProviderValidationError,
      ProviderAuthenticationError,
      ProviderRateLimitError,
      ProviderUnavailableError,
      ServiceBusyError,
      ProviderOutcomeUnknownError,
      CustomerAlreadyExistsError,
      IdempotencyKeyReusedError,
      CustomerNotFoundError,
      ProviderNotConfiguredError,
    ] as const,
});
