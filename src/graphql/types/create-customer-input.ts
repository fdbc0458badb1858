import { Field, ID, InputType } from 'type-graphql';
import type { Address } from '../../domain/customer.js';
import { KeyValueInput } from './key-value-input.js';
import { ProviderOptionsInput } from './provider-options-input.js';

@InputType({ description: 'A postal address. Every line is optional here; a provider may need some.' })
export class AddressInput {
  @Field(() => String, { nullable: true, description: 'Street and number.' })
  line1?: string | null;

  @Field(() => String, { nullable: true, description: 'Apartment, suite, building.' })
  line2?: string | null;

  @Field(() => String, { nullable: true, description: 'Anything more that the post needs.' })
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
    'The customer to create, the same for every provider. What a provider needs beyond that comes back as violations, ' +
    'all at once; what it has no place for comes back in `notSent`.',
})
export class CreateCustomerInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'An existing unified customer to create at one more provider; its profile fills what is left out here.',
  })
  customerId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Your own id for this customer. The same reference always means the same unified customer.',
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
    description: 'Telephone number: with `+` and country code, or a national number together with `phoneCountry`.',
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

  @Field(() => [KeyValueInput], { nullable: true, description: 'Free data to attach; each key once.' })
  metadata?: KeyValueInput[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Ask for a short-lived token for the provider's client SDK; for providers with the capability `CLIENT_TOKEN`.",
  })
  requestClientToken?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A key of your own, new for every customer you mean to create: sending the same request again with the same key ' +
      'returns the first outcome instead of creating a second customer. The `Idempotency-Key` request header stands in ' +
      'for it: for operations with one creation, as two with one key are two requests.',
  })
  idempotencyKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Which configured merchant account of the provider to use; `default` when left out.',
  })
  account?: string | null;

  @Field(() => ProviderOptionsInput, {
    nullable: true,
    description: 'What has a meaning at one provider only.',
  })
  providerOptions?: Record<string, Record<string, unknown> | null> | null;
}
