import { GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import type * as domain from '../../domain/customer.js';
import { Provider } from './provider.js';
import { ProviderMode } from './provider-mode.js';

@ObjectType({ description: 'A postal address.' })
export class Address {
  @Field(() => String, { nullable: true, description: 'Street and number.' })
  line1?: string;

  @Field(() => String, { nullable: true, description: 'Apartment, suite, building.' })
  line2?: string;

  @Field(() => String, { nullable: true, description: 'Further address line.' })
  line3?: string;

  @Field(() => String, { nullable: true, description: 'City, town or village.' })
  city?: string;

  @Field(() => String, { nullable: true, description: 'State, province or region.' })
  state?: string;

  @Field(() => String, { nullable: true, description: 'Postal or ZIP code.' })
  postalCode?: string;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2, such as `US`.' })
  country?: string;
}

@ObjectType({ description: 'One key-value pair that the caller attached to a customer.' })
export class MetadataEntry {
  @Field(() => String, { description: 'Unique within the customer.' })
  key!: string;

  @Field(() => String, { description: 'Any text; of a value that was given as `json`, its JSON text.' })
  value!: string;

  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The JSON value, if it was given as `json`. Null for a text, and for the JSON value null.',
  })
  json?: unknown;
}

@Directive('@key(fields: "id")')
@Directive('@key(fields: "reference")')
@ObjectType({ description: 'A unified customer: one person or company, with its records at all providers.' })
export class Customer {
  @Field(() => ID, { description: 'A UUID, independent of the provider.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Your own id for this customer; unique.' })
  reference?: string;

  @Field(() => String, { nullable: true, description: 'Given name.' })
  firstName?: string;

  @Field(() => String, { nullable: true, description: 'Family name.' })
  lastName?: string;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email?: string;

  @Field(() => String, { nullable: true, description: 'Phone number in E.164 form, such as `+12025550143`.' })
  phone?: string;

  @Field(() => String, { nullable: true, description: 'Company name.' })
  company?: string;

  @Field(() => String, { nullable: true, description: 'Date of birth, `YYYY-MM-DD`.' })
  dateOfBirth?: string;

  @Field(() => String, { nullable: true, description: 'Free text about the customer.' })
  description?: string;

  @Field(() => Address, { nullable: true, description: 'Postal address.' })
  address?: Pick<Address, keyof domain.Address>;

  @Field(() => [MetadataEntry], { description: 'Key-value data that the caller attached, in the given order.' })
  metadata!: readonly MetadataEntry[];

  @Field(() => Date, { description: 'When the customer was first created at any provider.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When the profile last changed.' })
  updatedAt!: Date;

  static of({ id, profile, createdAt, updatedAt }: domain.Customer): Customer {
    const { phone, metadata = [] } = profile;
    // `Pick`, here and above, does not compile while a field of the domain is missing from the class.
    const alike: Omit<Pick<Customer, keyof domain.CustomerProfile>, 'phone' | 'metadata'> = profile;
    return Object.assign(new Customer(), alike, {
      id,
      phone: phone?.e164,
      metadata: metadata.map(toEntry),
      createdAt,
      updatedAt,
    });
  }
}

const toEntry = ({ key, value, json }: domain.MetadataEntry): MetadataEntry => ({
  key,
  value,
  json: json && JSON.parse(value),
});

@Directive('@key(fields: "provider account externalId")')
@ObjectType({ description: "A unified customer's record at one account of one provider." })
export class ProviderCustomer {
  @Field(() => Provider, { description: 'The provider that holds the record.' })
  provider!: string;

  @Field(() => String, {
    description: 'The merchant account at the provider; `default` unless several are configured.',
  })
  account!: string;

  @Field(() => ProviderMode, { description: 'The mode of the account in which the record was made.' })
  mode!: domain.ProviderCustomer['mode'];

  @Field(() => ID, { description: "The provider's id for the customer, for use with its payment API." })
  externalId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Your own id for the customer as the provider was sent it: `reference`, or the id of the unified customer where there ' +
      'was none or the provider could not take it. Null at a provider that takes none, and if it is not on record.',
  })
  merchantReference?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The id that the provider wants to be the same on every call about the customer, for instance when a payment is ' +
      'taken. Null at a provider that wants none, and if it is not on record.',
  })
  routingId?: string;

  @Field(() => Date, { description: 'When the record was linked to the unified customer.' })
  createdAt!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'When the provider made the record, as it says itself; null when it does not say so.',
  })
  providerCreatedAt?: Date;

  /** Read by the resolvers of `details`, `customer` and `isCurrent`. */
  id!: string;
  customerId!: string;
  profileVersion?: number;

  static of(link: domain.ProviderCustomer): ProviderCustomer {
    return Object.assign(new ProviderCustomer(), link);
  }
}
