/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** A postal address. All fields are optional here; a provider may require some. */
export type AddressInput = {
  /** City, town or village. */
  city?: string | null | undefined;
  /** ISO 3166-1 alpha-2, such as `US`. */
  country?: string | null | undefined;
  /** Street and number. */
  line1?: string | null | undefined;
  /** Apartment, suite, building. */
  line2?: string | null | undefined;
  /** Further address line. */
  line3?: string | null | undefined;
  /** Postal or ZIP code. */
  postalCode?: string | null | undefined;
  /** State, province or region; some providers want its two-letter code. */
  state?: string | null | undefined;
};

/** State of the circuit breaker for an account's calls. */
export type CircuitState =
  /** Calls are let through. */
  | 'CLOSED'
  /** A single call is let through, to see whether the provider works again. */
  | 'HALF_OPEN'
  /** Too many calls failed in a row: for a while, calls fail at once. */
  | 'OPEN';

/** Why there is no client token. Reasons may be added. */
export type ClientTokenErrorReason =
  /** The provider refused this service's credentials: an operator has to act. */
  | 'AUTHENTICATION'
  /** The provider does not have the record any more. */
  | 'CUSTOMER_NOT_FOUND'
  /** The merchant account is not configured any more, or in another mode. */
  | 'NOT_CONFIGURED'
  /** The provider issues no token for this customer. */
  | 'NOT_ISSUED'
  /** Too many requests for the provider. */
  | 'RATE_LIMIT'
  /** The limits of this service kept the request back: a full queue, a used-up quota or an open circuit. */
  | 'SERVICE_BUSY'
  /** The provider was not reached, or gave no usable answer. */
  | 'UNAVAILABLE';

/** The customer to create, in the same shape for every provider. Inputs that a provider requires but that are missing come back as violations, all at once; inputs that it has no field for come back in `notSent`. */
export type CreateCustomerInput = {
  /** The configured merchant account to use at the provider; `default` when left out. */
  account?: string | null | undefined;
  /** Postal address. */
  address?: AddressInput | null | undefined;
  /** Company name. */
  company?: string | null | undefined;
  /** An existing unified customer, to create it at another provider. Its stored profile supplies the inputs that you leave out. */
  customerId?: string | null | undefined;
  /** Date of birth, `YYYY-MM-DD`. */
  dateOfBirth?: string | null | undefined;
  /** Free text about the customer. */
  description?: string | null | undefined;
  /** E-mail address. */
  email?: string | null | undefined;
  /** Given name. */
  firstName?: string | null | undefined;
  /** A key that you make up, a new one for every customer that you mean to create. The same request with the same key returns the first outcome instead of creating a second customer. The `Idempotency-Key` request header is an alternative for operations with a single creation. */
  idempotencyKey?: string | null | undefined;
  /** Family name. */
  lastName?: string | null | undefined;
  /** Your own key-value data about the customer; keys must be unique. */
  metadata?: Array<KeyValueInput> | null | undefined;
  /** Phone number: with `+` and country code, or a national number together with `phoneCountry`. */
  phone?: string | null | undefined;
  /** ISO 3166-1 alpha-2 country of a national `phone` number. */
  phoneCountry?: string | null | undefined;
  /** Inputs that only one provider has. */
  providerOptions?: ProviderOptionsInput | null | undefined;
  /** Your own id for the customer. The same reference always means the same unified customer. */
  reference?: string | null | undefined;
  /** Request a short-lived token for the provider's client SDK, from a provider with the capability `CLIENT_TOKEN`. A customer who is linked already gets one too, and so does a repeat with the same idempotency key. */
  requestClientToken?: boolean | null | undefined;
};

/** The state of a creation. */
export type CustomerCreationStatus =
  /** The provider certainly did not create the customer. */
  | 'FAILED'
  /** Recorded here, and being sent to the provider. */
  | 'IN_FLIGHT'
  /** Recovery cannot find out what happened: an operator has to settle it. */
  | 'NEEDS_REVIEW'
  /** The customer exists at the provider and is linked. */
  | 'SUCCEEDED'
  /** Sent, with an unknown outcome; recovery finds out what happened. */
  | 'UNKNOWN';

/** Conditions that must all hold. Texts must match exactly. */
export type CustomerFilterInput = {
  /** Only customers with a record at a merchant account of this name. */
  account?: string | null | undefined;
  /** Company name. */
  company?: string | null | undefined;
  /** E-mail address. */
  email?: string | null | undefined;
  /** Family name. */
  lastName?: string | null | undefined;
  /** Phone number in E.164 form. */
  phone?: string | null | undefined;
  /** Only customers with a record at this provider. */
  provider?: Provider | null | undefined;
  /** Your own id for the customer. */
  reference?: string | null | undefined;
};

/** Inputs that only Juspay has. */
export type JuspayOptionsInput = {
  /** Gateways that this customer will pay through, instead of the configured ones, e.g. `PAYPAL`. */
  gateways?: Array<string> | null | undefined;
  /** Value of the `x-routing-id` header, by default the customer's own id (`merchantReference`). It must be the same on every call for a customer: the first one is kept, and shown as the `routingId` of the customer's records at Juspay. */
  routingId?: string | null | undefined;
};

/** A key-value pair. Give either `value` or `json`. */
export type KeyValueInput = {
  /** Any JSON value, for providers that take it; others get it as JSON text. */
  json?: unknown;
  /** Unique within the list. */
  key: string;
  /** Any text. */
  value?: string | null | undefined;
};

/** A payment provider that customers can be created at. */
export type Provider =
  /** Juspay Express Checkout, a payment orchestrator. Requires a phone number; the configured gateways may require more. Identifies the customer by your own id (`reference`, at least 8 characters), else by the unified id. Returns a client token on request, valid for 15 minutes; a customer who exists already gets a new one. */
  | 'JUSPAY'
  /** Soap (paywithsoap.com). Requires a first name, a last name and an e-mail address that no other customer has. Accepts only phone numbers with country code +1. Has no fields for address, company or metadata: these are kept on the unified customer only. */
  | 'SOAP'
  /** Stax (staxpayments.com). Requires at least one of first name, last name, e-mail address and company. Metadata become custom fields. Has no fields for a date of birth or a third address line: these are kept on the unified customer only. */
  | 'STAX'
  /** Vaultera Switch, a payment orchestrator. Requires no field. Identifies the customer by your own id (`reference`, at most 64 unaccented letters, digits, `_` and `-`), else by the unified id. If it has a customer with that id already, that customer is linked, unchanged. */
  | 'VAULTERA'
  /** xPay (xpaycheckout.com). Requires a name (of a person, or else of a company), an e-mail address and a phone number. Has no fields for metadata, date of birth or your own id: these are kept on the unified customer only. */
  | 'XPAY';

/** What a provider can do. */
export type ProviderCapability =
  /** It stores an address. */
  | 'ADDRESS'
  /** It issues tokens for its client SDK. */
  | 'CLIENT_TOKEN'
  /** The provider itself recognises a repeated creation. */
  | 'IDEMPOTENT_CREATE'
  /** A customer can be looked up there, so that a lost answer can be recovered. */
  | 'LOOKUP'
  /** It stores metadata. */
  | 'METADATA';

/** The type of an input. */
export type ProviderInputType =
  /** Yes or no. */
  | 'BOOLEAN'
  /** A list of key-value pairs. */
  | 'KEY_VALUE_LIST'
  /** A list of objects, whose members are in the schema. */
  | 'OBJECT_LIST'
  /** A text. */
  | 'TEXT'
  /** A list of texts. */
  | 'TEXT_LIST';

/** What an account of a provider is connected to. */
export type ProviderMode =
  /** The built-in emulator; nothing leaves the machine. */
  | 'EMULATED'
  /** The provider's live environment. */
  | 'LIVE'
  /** The provider's test environment. */
  | 'TEST';

/** Inputs that only one provider has, by provider. */
export type ProviderOptionsInput = {
  /** Used only when the provider is JUSPAY. */
  juspay?: JuspayOptionsInput | null | undefined;
  /** Used only when the provider is STAX. */
  stax?: StaxOptionsInput | null | undefined;
};

/** A custom field of a customer at Stax. Give a name or an id. */
export type StaxCustomFieldInput = {
  /** Stax’s id of the field, if you know it. */
  id?: string | null | undefined;
  /**
   * Its name.
   * @deprecated Use `name`.
   */
  key?: string | null | undefined;
  /** Its name. */
  name?: string | null | undefined;
  /** What Stax shows in the field while it is empty. */
  placeholder?: string | null | undefined;
  /** Whether Stax requires the field. */
  required?: boolean | null | undefined;
  /** How Stax is to read the value; `text` unless given. */
  type?: string | null | undefined;
  /** Its value, a text whatever it means. */
  value?: string | null | undefined;
  /** Whether Stax shows the field. */
  visible?: boolean | null | undefined;
};

/** Inputs that only Stax has. */
export type StaxOptionsInput = {
  /** Whether the customer may pay invoices by credit card. */
  allowInvoiceCreditCardPayments?: boolean | null | undefined;
  /** E-mail addresses that get copies of what Stax sends to the customer. */
  ccEmails?: Array<string> | null | undefined;
  /** Telephone numbers that get copies of Stax’s text messages. */
  ccSms?: Array<string> | null | undefined;
  /** Custom fields of the customer’s record at Stax, in addition to those made from `metadata`: each key is a name. For a name that metadata has too, what is given here is sent, with the value of the metadata if there is none here. */
  customFields?: Array<StaxCustomFieldInput> | null | undefined;
  /** Further members of the object `options` of the customer’s record at Stax, beside the custom fields. */
  options?: Array<KeyValueInput> | null | undefined;
};

/** What is wrong with an input. Codes may be added: treat an unknown one as INVALID_VALUE. */
export type ViolationCode =
  /** Contradicts what is stored for this customer, or another value of the same input. */
  | 'CONFLICT'
  /** Given more than once where it must be unique. */
  | 'DUPLICATE'
  /** Contains characters that are not allowed. */
  | 'INVALID_CHARACTERS'
  /** Not in the expected format, for example of an e-mail address, a date, a phone number or an id. */
  | 'INVALID_FORMAT'
  /** Not one of the allowed values. */
  | 'INVALID_VALUE'
  /** Valid, but this provider cannot accept it. */
  | 'NOT_SUPPORTED_BY_PROVIDER'
  /** The provider refused the value; its own words are in the message. */
  | 'REFUSED_BY_PROVIDER'
  /** The provider requires this input, and it is missing. */
  | 'REQUIRED'
  /** Longer than allowed. */
  | 'TOO_LONG'
  /** More entries than allowed. */
  | 'TOO_MANY'
  /** Shorter than allowed. */
  | 'TOO_SHORT';

export type CreateCustomerAtProvidersMutationVariables = Exact<{
  input: CreateCustomerInput;
  providers: Array<Provider> | Provider;
}>;


export type CreateCustomerAtProvidersMutation = { createCustomerAtProviders: Array<
    | { __typename: 'CreateCustomerSuccess', created: boolean, customer: { id: string, providerCustomers: Array<{ provider: Provider }> }, providerCustomer: { provider: Provider, externalId: string, merchantReference: string | null, routingId: string | null }, clientToken: { token: string } | null }
    | { __typename: 'CustomerAlreadyExistsError', provider: Provider, message: string }
    | { __typename: 'CustomerNotFoundError', provider: Provider, message: string }
    | { __typename: 'IdempotencyKeyReusedError', provider: Provider, message: string }
    | { __typename: 'InvalidCustomerInputError', provider: Provider, message: string }
    | { __typename: 'ProviderAuthenticationError', provider: Provider, message: string }
    | { __typename: 'ProviderNotConfiguredError', provider: Provider, message: string }
    | { __typename: 'ProviderOutcomeUnknownError', provider: Provider, message: string }
    | { __typename: 'ProviderRateLimitError', provider: Provider, message: string }
    | { __typename: 'ProviderUnavailableError', provider: Provider, message: string }
    | { __typename: 'ProviderValidationError', provider: Provider, message: string }
    | { __typename: 'ServiceBusyError', provider: Provider, message: string }
   | null> };

export type CreateCustomerMutationVariables = Exact<{
  input: CreateCustomerInput;
  provider: Provider;
}>;


export type CreateCustomerMutation = { createCustomer:
    | { __typename: 'CreateCustomerSuccess', created: boolean, replayed: boolean, notSent: Array<Array<string>>, differences: Array<Array<string>>, changed: Array<Array<string>>, clientToken: { token: string, expiresAt: string | null } | null, clientTokenError: { reason: ClientTokenErrorReason, message: string, retryable: boolean, retryAfterSeconds: number | null } | null, customer: { id: string, reference: string | null, firstName: string | null, lastName: string | null, email: string | null, phone: string | null, company: string | null, dateOfBirth: string | null, address: { line1: string | null, line3: string | null, city: string | null, country: string | null } | null, metadata: Array<{ key: string, value: string, json: unknown }> }, providerCustomer: { provider: Provider, account: string, externalId: string, merchantReference: string | null, routingId: string | null, customer: { id: string } } }
    | { __typename: 'CustomerAlreadyExistsError', message: string, provider: Provider, retryable: boolean, providerCode: string | null, providerMessage: string | null, httpStatus: number | null, existing: { externalId: string, customer: { id: string } } | null }
    | { __typename: 'CustomerNotFoundError', message: string, provider: Provider, retryable: boolean, customerId: string }
    | { __typename: 'IdempotencyKeyReusedError', message: string, provider: Provider, retryable: boolean }
    | { __typename: 'InvalidCustomerInputError', message: string, provider: Provider, retryable: boolean, violations: Array<{ path: Array<string>, code: ViolationCode, message: string }> }
    | { __typename: 'ProviderAuthenticationError', message: string, provider: Provider, retryable: boolean, providerCode: string | null, providerMessage: string | null, httpStatus: number | null }
    | { __typename: 'ProviderNotConfiguredError', message: string, provider: Provider, retryable: boolean, account: string }
    | { __typename: 'ProviderOutcomeUnknownError', message: string, provider: Provider, retryable: boolean, providerCode: string | null, providerMessage: string | null, httpStatus: number | null, creation: { id: string, status: CustomerCreationStatus } }
    | { __typename: 'ProviderRateLimitError', message: string, provider: Provider, retryable: boolean, providerCode: string | null, providerMessage: string | null, httpStatus: number | null, retryAfterSeconds: number | null }
    | { __typename: 'ProviderUnavailableError', message: string, provider: Provider, retryable: boolean, providerCode: string | null, providerMessage: string | null, httpStatus: number | null }
    | { __typename: 'ProviderValidationError', message: string, provider: Provider, retryable: boolean, providerCode: string | null, providerMessage: string | null, httpStatus: number | null, violations: Array<{ path: Array<string>, code: ViolationCode, message: string }> }
    | { __typename: 'ServiceBusyError', message: string, provider: Provider, retryable: boolean, retryAfterSeconds: number | null }
   };

export type CustomerCreationQueryVariables = Exact<{
  id: string;
}>;


export type CustomerCreationQuery = { customerCreation: { id: string, status: CustomerCreationStatus, provider: Provider, attempts: number, reason: string | null, outcome:
      | { __typename: 'CreateCustomerSuccess', created: boolean, providerCustomer: { externalId: string } }
      | { __typename: 'CustomerAlreadyExistsError', message: string }
      | { __typename: 'CustomerNotFoundError', message: string }
      | { __typename: 'IdempotencyKeyReusedError', message: string }
      | { __typename: 'InvalidCustomerInputError', message: string }
      | { __typename: 'ProviderAuthenticationError', message: string }
      | { __typename: 'ProviderNotConfiguredError', message: string }
      | { __typename: 'ProviderOutcomeUnknownError', message: string }
      | { __typename: 'ProviderRateLimitError', message: string }
      | { __typename: 'ProviderUnavailableError', message: string }
      | { __typename: 'ProviderValidationError', message: string }
      | { __typename: 'ServiceBusyError', message: string }
     | null } | null };

export type CustomerCreationsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  status?: CustomerCreationStatus | null | undefined;
  hasDuplicates?: boolean | null | undefined;
}>;


export type CustomerCreationsQuery = { customerCreations: { edges: Array<{ node: { id: string, status: CustomerCreationStatus, provider: Provider, reason: string | null, duplicateExternalIds: Array<string> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CustomersQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  filter?: CustomerFilterInput | null | undefined;
}>;


export type CustomersQuery = { customers: { edges: Array<{ cursor: string, node: { id: string, reference: string | null, email: string | null, providerCustomers: Array<{ provider: Provider }> } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type LinksOfCustomerQueryVariables = Exact<{
  id: string;
}>;


export type LinksOfCustomerQuery = { customer: { providerCustomers: Array<{ provider: Provider, mode: ProviderMode, externalId: string }> } | null };

export type ProviderCustomersOfQueryVariables = Exact<{
  reference: string;
}>;


export type ProviderCustomersOfQuery = { customerByReference: { providerCustomers: Array<{ provider: Provider, externalId: string, isCurrent: boolean | null, providerCreatedAt: string | null, details: unknown }> } | null };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { providers: Array<{ provider: Provider, title: string, capabilities: Array<ProviderCapability>, requiredOneOf: Array<Array<Array<string>>>, inputs: Array<{ path: Array<string>, type: ProviderInputType, label: string, required: boolean, minLength: number | null, maxLength: number | null, pattern: string | null, format: string | null, values: Array<string> | null, hint: string | null }>, accounts: Array<{ name: string, mode: ProviderMode, otherModes: Array<ProviderMode>, circuit: CircuitState, required: Array<Array<string>> }> }> };

export type ReadCustomerQueryVariables = Exact<{
  id: string;
  reference: string;
  provider: Provider;
  externalId: string;
  account?: string;
}>;


export type ReadCustomerQuery = { customer: { id: string, email: string | null, address: { country: string | null, line3: string | null } | null, providerCustomers: Array<{ provider: Provider, externalId: string }> } | null, customerByReference: { id: string, email: string | null, address: { country: string | null, line3: string | null } | null, providerCustomers: Array<{ provider: Provider, externalId: string }> } | null, providerCustomer: { customer: { id: string, email: string | null, address: { country: string | null, line3: string | null } | null, providerCustomers: Array<{ provider: Provider, externalId: string }> } } | null };

export type CustomerWithLinksFragment = { id: string, email: string | null, address: { country: string | null, line3: string | null } | null, providerCustomers: Array<{ provider: Provider, externalId: string }> };

export type RetryCustomerCreationMutationVariables = Exact<{
  id: string;
  operator?: string | null | undefined;
  reason?: string | null | undefined;
}>;


export type RetryCustomerCreationMutation = { retryCustomerCreation: { id: string, status: CustomerCreationStatus } | null };

export type ResolveCustomerCreationMutationVariables = Exact<{
  id: string;
  externalId?: string | null | undefined;
  notCreated?: boolean | null | undefined;
  operator?: string | null | undefined;
  reason?: string | null | undefined;
}>;


export type ResolveCustomerCreationMutation = { resolveCustomerCreation: { id: string, status: CustomerCreationStatus, outcome:
      | { __typename: 'CreateCustomerSuccess' }
      | { __typename: 'CustomerAlreadyExistsError' }
      | { __typename: 'CustomerNotFoundError' }
      | { __typename: 'IdempotencyKeyReusedError' }
      | { __typename: 'InvalidCustomerInputError' }
      | { __typename: 'ProviderAuthenticationError' }
      | { __typename: 'ProviderNotConfiguredError' }
      | { __typename: 'ProviderOutcomeUnknownError' }
      | { __typename: 'ProviderRateLimitError' }
      | { __typename: 'ProviderUnavailableError' }
      | { __typename: 'ProviderValidationError' }
      | { __typename: 'ServiceBusyError' }
     | null } | null };

export type ClearCustomerDuplicatesMutationVariables = Exact<{
  id: string;
  operator?: string | null | undefined;
  reason?: string | null | undefined;
}>;


export type ClearCustomerDuplicatesMutation = { clearCustomerDuplicates: { id: string, duplicateExternalIds: Array<string> } | null };

export const CustomerWithLinksFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CustomerWithLinks"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"country"}},{"kind":"Field","name":{"kind":"Name","value":"line3"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}}]}}]} as unknown as DocumentNode<CustomerWithLinksFragment, unknown>;
export const CreateCustomerAtProvidersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCustomerAtProviders"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"providers"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Provider"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCustomerAtProviders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"providers"},"value":{"kind":"Variable","name":{"kind":"Name","value":"providers"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"merchantReference"}},{"kind":"Field","name":{"kind":"Name","value":"routingId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateCustomerAtProvidersMutation, CreateCustomerAtProvidersMutationVariables>;
export const CreateCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"provider"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Provider"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"provider"},"value":{"kind":"Variable","name":{"kind":"Name","value":"provider"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"notSent"}},{"kind":"Field","name":{"kind":"Name","value":"differences"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"clientToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientTokenError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"dateOfBirth"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"line1"}},{"kind":"Field","name":{"kind":"Name","value":"line3"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"country"}}]}},{"kind":"Field","name":{"kind":"Name","value":"metadata"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"json"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"merchantReference"}},{"kind":"Field","name":{"kind":"Name","value":"routingId"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidCustomerInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"providerMessage"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderRateLimitError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ServiceBusyError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderOutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"creation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerAlreadyExistsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"existing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderNotConfiguredError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"}}]}}]}}]}}]} as unknown as DocumentNode<CreateCustomerMutation, CreateCustomerMutationVariables>;
export const CustomerCreationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerCreation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerCreation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomerCreationQuery, CustomerCreationQueryVariables>;
export const CustomerCreationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerCreations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"status"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerCreationStatus"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"hasDuplicates"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerCreations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"status"}}},{"kind":"Argument","name":{"kind":"Name","value":"hasDuplicates"},"value":{"kind":"Variable","name":{"kind":"Name","value":"hasDuplicates"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"duplicateExternalIds"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CustomerCreationsQuery, CustomerCreationsQueryVariables>;
export const CustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Customers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},"defaultValue":{"kind":"IntValue","value":"20"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerFilterInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CustomersQuery, CustomersQueryVariables>;
export const LinksOfCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LinksOfCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerCustomers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}}]}}]}}]} as unknown as DocumentNode<LinksOfCustomerQuery, LinksOfCustomerQueryVariables>;
export const ProviderCustomersOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProviderCustomersOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reference"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerByReference"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"reference"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reference"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerCustomers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"isCurrent"}},{"kind":"Field","name":{"kind":"Name","value":"providerCreatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"details"}}]}}]}}]}}]} as unknown as DocumentNode<ProviderCustomersOfQuery, ProviderCustomersOfQueryVariables>;
export const ProvidersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"capabilities"}},{"kind":"Field","name":{"kind":"Name","value":"requiredOneOf"}},{"kind":"Field","name":{"kind":"Name","value":"inputs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"minLength"}},{"kind":"Field","name":{"kind":"Name","value":"maxLength"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"values"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"otherModes"}},{"kind":"Field","name":{"kind":"Name","value":"circuit"}},{"kind":"Field","name":{"kind":"Name","value":"required"}}]}}]}}]}}]} as unknown as DocumentNode<ProvidersQuery, ProvidersQueryVariables>;
export const ReadCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reference"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"provider"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Provider"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"account"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"default","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomerWithLinks"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customerByReference"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"reference"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reference"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomerWithLinks"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"provider"},"value":{"kind":"Variable","name":{"kind":"Name","value":"provider"}}},{"kind":"Argument","name":{"kind":"Name","value":"externalId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}}},{"kind":"Argument","name":{"kind":"Name","value":"account"},"value":{"kind":"Variable","name":{"kind":"Name","value":"account"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomerWithLinks"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CustomerWithLinks"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"address"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"country"}},{"kind":"Field","name":{"kind":"Name","value":"line3"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}}]}}]} as unknown as DocumentNode<ReadCustomerQuery, ReadCustomerQueryVariables>;
export const RetryCustomerCreationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetryCustomerCreation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operator"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryCustomerCreation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"operator"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operator"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]} as unknown as DocumentNode<RetryCustomerCreationMutation, RetryCustomerCreationMutationVariables>;
export const ResolveCustomerCreationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResolveCustomerCreation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"notCreated"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operator"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resolveCustomerCreation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"externalId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}}},{"kind":"Argument","name":{"kind":"Name","value":"notCreated"},"value":{"kind":"Variable","name":{"kind":"Name","value":"notCreated"}}},{"kind":"Argument","name":{"kind":"Name","value":"operator"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operator"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]}}]} as unknown as DocumentNode<ResolveCustomerCreationMutation, ResolveCustomerCreationMutationVariables>;
export const ClearCustomerDuplicatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClearCustomerDuplicates"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operator"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"reason"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clearCustomerDuplicates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"operator"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operator"}}},{"kind":"Argument","name":{"kind":"Name","value":"reason"},"value":{"kind":"Variable","name":{"kind":"Name","value":"reason"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"duplicateExternalIds"}}]}}]}}]} as unknown as DocumentNode<ClearCustomerDuplicatesMutation, ClearCustomerDuplicatesMutationVariables>;