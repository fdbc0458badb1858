import { Field, ID, InputType } from 'type-graphql';
import type { Address } from '../../domain/customer.js';
import { KeyValueInput } from './key-value-input.js';
import { ProviderOptionsInput } from './provider-options-input.js';

@InputType({ description: 'A postal address. All fields are optional here; a provider may require some.' })
export class AddressInput {
  @Field(() => String, { nullable: true, description: 'Street and number.' })
  line1?: string | null;

  @Field(() => String, { nullable: true, description: 'Apartment, suite, building.' })
  line2?: string | null;

  @Field(() => String, { nullable: true, description: 'Further address line.' })
  line3?: string | null;

  @Field(() => String, { nullable: true, description: 'City, town or village.' })
  city?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'State, province or region; some providers want its two-letter code.',
  })
  state?: string | null;

  @Field(() => String, { nullable: true, description: 'Postal or ZIP code.' })
  postalCode?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2, such as `US`.' })
  country?: string | null;
}

@InputType({
  description:
    'The customer to create, in the same shape for every provider. Inputs that a provider requires but that are ' +
    'missing come back as violations, all at once; inputs that it has no field for come back in `notSent`.',
})
export class CreateCustomerInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'An existing unified customer, to create it at another provider. Its stored profile supplies the inputs that you leave out.',
  })
  customerId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for the customer. The same reference always means the same unified customer.',
  })
  reference?: string | null;

  @Field(() => String, { nullable: true, description: 'Given name.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'Family name.' })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number: with `+` and country code, or a national number together with `phoneCountry`.',
  })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 country of a national `phone` number.' })
  phoneCountry?: string | null;

  @Field(() => String, { nullable: true, description: 'Company name.' })
  company?: string | null;

  @Field(() => String, { nullable: true, description: 'Date of birth, `YYYY-MM-DD`.' })
  dateOfBirth?: string | null;

  @Field(() => String, { nullable: true, description: 'Free text about the customer.' })
  description?: string | null;

  @Field(() => AddressInput, { nullable: true, description: 'Postal address.' })
  address?: Pick<AddressInput, keyof Address> | null;

  @Field(() => [KeyValueInput], {
    nullable: true,
    description: 'Your own key-value data about the customer; keys must be unique.',
  })
  metadata?: KeyValueInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Request a short-lived token for the provider's client SDK, from a provider with the capability `CLIENT_TOKEN`. A " +
      'customer who is linked already gets one too, and so does a repeat with the same idempotency key.',
  })
  requestClientToken?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A key that you make up, a new one for every customer that you mean to create. The same request with the same key ' +
      'returns the first outcome instead of creating a second customer. The `Idempotency-Key` request header is an ' +
      'alternative for operations with a single creation.',
  })
  idempotencyKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The configured merchant account to use at the provider; `default` when left out.',
  })
  account?: string | null;

  @Field(() => ProviderOptionsInput, {
    nullable: true,
    description: 'Inputs that only one provider has.',
  })
  providerOptions?: Record<string, Record<string, unknown> | null> | null;
}
