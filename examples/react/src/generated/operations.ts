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

type CreateCustomerOutcome_CreateCustomerSuccess_Fragment = { __typename: 'CreateCustomerSuccess', created: boolean, replayed: boolean, notSent: Array<Array<string>>, customer: { id: string, reference: string | null }, providerCustomer: { provider: Provider, account: string, externalId: string }, clientToken: { token: string, expiresAt: string | null } | null, clientTokenError: { message: string } | null };

type CreateCustomerOutcome_CustomerAlreadyExistsError_Fragment = { __typename: 'CustomerAlreadyExistsError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, existing: { externalId: string, customer: { id: string } } | null };

type CreateCustomerOutcome_CustomerNotFoundError_Fragment = { __typename: 'CustomerNotFoundError', message: string, provider: Provider, retryable: boolean, customerId: string };

type CreateCustomerOutcome_IdempotencyKeyReusedError_Fragment = { __typename: 'IdempotencyKeyReusedError', message: string, provider: Provider, retryable: boolean };

type CreateCustomerOutcome_InvalidCustomerInputError_Fragment = { __typename: 'InvalidCustomerInputError', message: string, provider: Provider, retryable: boolean, violations: Array<{ path: Array<string>, message: string }> };

type CreateCustomerOutcome_ProviderAuthenticationError_Fragment = { __typename: 'ProviderAuthenticationError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null };

type CreateCustomerOutcome_ProviderNotConfiguredError_Fragment = { __typename: 'ProviderNotConfiguredError', message: string, provider: Provider, retryable: boolean, account: string };

type CreateCustomerOutcome_ProviderOutcomeUnknownError_Fragment = { __typename: 'ProviderOutcomeUnknownError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, creation: { id: string } };

type CreateCustomerOutcome_ProviderRateLimitError_Fragment = { __typename: 'ProviderRateLimitError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, retryAfterSeconds: number | null };

type CreateCustomerOutcome_ProviderUnavailableError_Fragment = { __typename: 'ProviderUnavailableError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null };

type CreateCustomerOutcome_ProviderValidationError_Fragment = { __typename: 'ProviderValidationError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, violations: Array<{ path: Array<string>, message: string }> };

type CreateCustomerOutcome_ServiceBusyError_Fragment = { __typename: 'ServiceBusyError', message: string, provider: Provider, retryable: boolean, retryAfterSeconds: number | null };

export type CreateCustomerOutcomeFragment =
  | CreateCustomerOutcome_CreateCustomerSuccess_Fragment
  | CreateCustomerOutcome_CustomerAlreadyExistsError_Fragment
  | CreateCustomerOutcome_CustomerNotFoundError_Fragment
  | CreateCustomerOutcome_IdempotencyKeyReusedError_Fragment
  | CreateCustomerOutcome_InvalidCustomerInputError_Fragment
  | CreateCustomerOutcome_ProviderAuthenticationError_Fragment
  | CreateCustomerOutcome_ProviderNotConfiguredError_Fragment
  | CreateCustomerOutcome_ProviderOutcomeUnknownError_Fragment
  | CreateCustomerOutcome_ProviderRateLimitError_Fragment
  | CreateCustomerOutcome_ProviderUnavailableError_Fragment
  | CreateCustomerOutcome_ProviderValidationError_Fragment
  | CreateCustomerOutcome_ServiceBusyError_Fragment
;

export type CreateCustomerMutationVariables = Exact<{
  provider: Provider;
  input: CreateCustomerInput;
}>;


export type CreateCustomerMutation = { createCustomer:
    | { __typename: 'CreateCustomerSuccess', created: boolean, replayed: boolean, notSent: Array<Array<string>>, customer: { id: string, reference: string | null }, providerCustomer: { provider: Provider, account: string, externalId: string }, clientToken: { token: string, expiresAt: string | null } | null, clientTokenError: { message: string } | null }
    | { __typename: 'CustomerAlreadyExistsError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, existing: { externalId: string, customer: { id: string } } | null }
    | { __typename: 'CustomerNotFoundError', message: string, provider: Provider, retryable: boolean, customerId: string }
    | { __typename: 'IdempotencyKeyReusedError', message: string, provider: Provider, retryable: boolean }
    | { __typename: 'InvalidCustomerInputError', message: string, provider: Provider, retryable: boolean, violations: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'ProviderAuthenticationError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null }
    | { __typename: 'ProviderNotConfiguredError', message: string, provider: Provider, retryable: boolean, account: string }
    | { __typename: 'ProviderOutcomeUnknownError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, creation: { id: string } }
    | { __typename: 'ProviderRateLimitError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, retryAfterSeconds: number | null }
    | { __typename: 'ProviderUnavailableError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null }
    | { __typename: 'ProviderValidationError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, violations: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'ServiceBusyError', message: string, provider: Provider, retryable: boolean, retryAfterSeconds: number | null }
   };

export type CustomerCreationQueryVariables = Exact<{
  id: string;
}>;


export type CustomerCreationQuery = { customerCreation: { status: CustomerCreationStatus, reason: string | null, outcome:
      | { __typename: 'CreateCustomerSuccess', created: boolean, replayed: boolean, notSent: Array<Array<string>>, customer: { id: string, reference: string | null }, providerCustomer: { provider: Provider, account: string, externalId: string }, clientToken: { token: string, expiresAt: string | null } | null, clientTokenError: { message: string } | null }
      | { __typename: 'CustomerAlreadyExistsError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, existing: { externalId: string, customer: { id: string } } | null }
      | { __typename: 'CustomerNotFoundError', message: string, provider: Provider, retryable: boolean, customerId: string }
      | { __typename: 'IdempotencyKeyReusedError', message: string, provider: Provider, retryable: boolean }
      | { __typename: 'InvalidCustomerInputError', message: string, provider: Provider, retryable: boolean, violations: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'ProviderAuthenticationError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null }
      | { __typename: 'ProviderNotConfiguredError', message: string, provider: Provider, retryable: boolean, account: string }
      | { __typename: 'ProviderOutcomeUnknownError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, creation: { id: string } }
      | { __typename: 'ProviderRateLimitError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, retryAfterSeconds: number | null }
      | { __typename: 'ProviderUnavailableError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null }
      | { __typename: 'ProviderValidationError', message: string, provider: Provider, retryable: boolean, providerMessage: string | null, violations: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'ServiceBusyError', message: string, provider: Provider, retryable: boolean, retryAfterSeconds: number | null }
     | null } | null };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { providers: Array<{ provider: Provider, title: string, requiredOneOf: Array<Array<Array<string>>>, inputs: Array<{ path: Array<string>, type: ProviderInputType, label: string, required: boolean, minLength: number | null, maxLength: number | null, pattern: string | null, format: string | null, values: Array<string> | null, hint: string | null }>, accounts: Array<{ name: string, mode: ProviderMode, circuit: CircuitState, required: Array<Array<string>> }> }> };

export type ProviderInputFieldsFragment = { path: Array<string>, type: ProviderInputType, label: string, required: boolean, minLength: number | null, maxLength: number | null, pattern: string | null, format: string | null, values: Array<string> | null, hint: string | null };

export const CreateCustomerOutcomeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CreateCustomerOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"notSent"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientTokenError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidCustomerInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderRateLimitError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ServiceBusyError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderOutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"creation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerAlreadyExistsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"existing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderNotConfiguredError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"}}]}}]}}]} as unknown as DocumentNode<CreateCustomerOutcomeFragment, unknown>;
export const ProviderInputFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderInputFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"minLength"}},{"kind":"Field","name":{"kind":"Name","value":"maxLength"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"values"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}}]} as unknown as DocumentNode<ProviderInputFieldsFragment, unknown>;
export const CreateCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"provider"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Provider"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"provider"},"value":{"kind":"Variable","name":{"kind":"Name","value":"provider"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CreateCustomerOutcome"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CreateCustomerOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"notSent"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientTokenError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidCustomerInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderRateLimitError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ServiceBusyError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderOutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"creation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerAlreadyExistsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"existing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderNotConfiguredError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"}}]}}]}}]} as unknown as DocumentNode<CreateCustomerMutation, CreateCustomerMutationVariables>;
export const CustomerCreationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerCreation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerCreation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CreateCustomerOutcome"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CreateCustomerOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"notSent"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"reference"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providerCustomer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clientTokenError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidCustomerInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"violations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderRateLimitError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ServiceBusyError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterSeconds"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderOutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"creation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerAlreadyExistsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"existing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerNotFoundError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderNotConfiguredError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"account"}}]}}]}}]} as unknown as DocumentNode<CustomerCreationQuery, CustomerCreationQueryVariables>;
export const ProvidersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"requiredOneOf"}},{"kind":"Field","name":{"kind":"Name","value":"inputs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProviderInputFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"circuit"}},{"kind":"Field","name":{"kind":"Name","value":"required"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProviderInputFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProviderInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"required"}},{"kind":"Field","name":{"kind":"Name","value":"minLength"}},{"kind":"Field","name":{"kind":"Name","value":"maxLength"}},{"kind":"Field","name":{"kind":"Name","value":"pattern"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"values"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}}]} as unknown as DocumentNode<ProvidersQuery, ProvidersQueryVariables>;