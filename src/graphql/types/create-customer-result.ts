import { createUnionType, Field, ObjectType } from 'type-graphql';
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

@ObjectType({
  description: "A short-lived token for the provider's client SDK. It is never stored, so a replay has none.",
})
export class ClientToken {
  @Field(() => String, { description: 'The token to pass to the SDK in the browser or app.' })
  token!: string;

  @Field(() => Date, { nullable: true, description: 'When the token expires.' })
  expiresAt?: Date;
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
      'Paths of inputs that replaced other values on the unified customer; other providers still have those.',
  })
  changed!: readonly (readonly string[])[];

  @Field(() => ClientToken, {
    nullable: true,
    description: 'Present when it was requested and the provider issued one.',
  })
  clientToken?: ClientToken;
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
