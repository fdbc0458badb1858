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

@ObjectType({ description: "A short-lived token for the provider's client SDK. Never stored, so a replay has none." })
export class ClientToken {
  @Field(() => String, { description: 'For the SDK in the browser or app.' })
  token!: string;

  @Field(() => Date, { nullable: true, description: 'When the provider stops taking it.' })
  expiresAt?: Date;
}

@ObjectType({ description: 'The customer exists at the provider and is linked to the unified customer.' })
export class CreateCustomerSuccess {
  @Field(() => Customer, { description: 'The unified customer.' })
  customer!: Customer;

  @Field(() => ProviderCustomer, { description: 'Its record at the provider.' })
  providerCustomer!: ProviderCustomer;

  @Field(() => Boolean, {
    description: 'Whether this call created it. False when it was there already, or when this repeats an earlier call.',
  })
  created!: boolean;

  @Field(() => [[String]], {
    description:
      'Inputs that were not sent, each by its path, such as `["address", "line3"]`. A new customer keeps them, for the ' +
      'providers that have a place for them; ' +
      'for one that is linked already, they differ from what is stored and changed nothing.',
  })
  notSent!: readonly (readonly string[])[];

  @Field(() => ClientToken, { nullable: true, description: 'Present when it was requested and the provider gave one.' })
  clientToken?: ClientToken;
}

export const CreateCustomerResult = createUnionType({
  name: 'CreateCustomerResult',
  description: 'A success, or one of the errors that a caller can act on; all errors share `CreateCustomerError`.',
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
