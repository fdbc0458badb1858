import { providers } from '../providers.mjs';

/** The part of the service's schema that a creation needs. */
export const typeDefs = /* GraphQL */ `
  enum Provider { ${Object.keys(providers).join(' ')} }

  input AddressInput {
    line1: String!
    city: String!
    state: String!
    postalCode: String!
    country: String!
  }

  input KeyValueInput {
    key: String!
    value: String!
  }

  input CreateCustomerInput {
    reference: String
    firstName: String!
    lastName: String!
    email: String!
    phone: String!
    company: String!
    address: AddressInput!
    metadata: [KeyValueInput!]!
    idempotencyKey: String
  }

  type Customer {
    id: ID!
    email: String
    createdAt: String!
  }

  type ProviderCustomer {
    provider: Provider!
    account: String!
    externalId: String!
  }

  type CreateCustomerPayload {
    created: Boolean!
    customer: Customer!
    providerCustomer: ProviderCustomer!
  }

  type Query {
    customer(id: ID!): Customer
  }

  type Mutation {
    createCustomer(input: CreateCustomerInput!, provider: Provider!): CreateCustomerPayload!
  }
`;
