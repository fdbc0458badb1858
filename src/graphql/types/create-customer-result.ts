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
      'True when this call created the record. False when it existed already, or when this call repeats an earlier one.',
  })
  created!: boolean;

  @Field(() => [[String]], {
    description:
      'Paths of given or stored values that this provider did not get, such as `["address", "line3"]`. The unified ' +
      'customer keeps them, for providers that have a field for them. When the customer was linked already: paths of ' +
      'inputs that differ from the stored values; they changed nothing.',
  })
  notSent!: readonly (readonly string[])[];

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
      ProviderOutcomeUnknownError,
      CustomerAlreadyExistsError,
      IdempotencyKeyReusedError,
      CustomerNotFoundError,
      ProviderNotConfiguredError,
    ] as const,
});
