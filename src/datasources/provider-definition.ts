import type { InputPath } from '../domain/customer.js';
import type { ProviderFailure } from '../domain/provider-failure.js';
import type { Violation } from '../domain/violation.js';
import type { ClientToken, CreateCustomerRequest, Resend } from './payment-data-source.js';
import type { ProviderEmulator } from './provider-emulator.js';

/**
 * What a provider's folder says: all that its OpenAPI document cannot. Everything here is data or a pure function; the
 * kit sends, checks, counts and recovers. `schema/providers/<document>.openapi.yaml` says the rest: hosts, paths,
 * media types, authentication, field constraints and answers.
 */
export interface ProviderDefinition {
  /** The `Provider` enum's value; also the prefix of its settings. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** Shown in GraphiQL: what the provider is, and what to know before using it. */
  readonly description: string;
  /** Name of its document below `schema/providers/`, without `.openapi.yaml`. */
  readonly document: string;
  readonly settings: readonly ProviderSetting[];
  /** The credential to put into the security scheme that the document declares. */
  credential(settings: ProviderSettings): Credential;
  /** Headers that the document declares beside authentication. */
  headers?(request: CreateCustomerRequest, settings: ProviderSettings): Readonly<Record<string, string>>;
  /** The request body, field by field; read forward to build it, and backward to tell which input a field came from. */
  readonly fields: readonly FieldMapping[];
  /** What the provider needs beyond its document, e.g. because of the accounts's configuration. */
  requirements?(request: CreateCustomerRequest, settings: ProviderSettings): readonly Violation[];
  /** Fields of `providerOptions.<name>`; only for what has no neutral name. */
  readonly options?: Readonly<Record<string, OptionField>>;
  /** Reads a 2xx body of `createCustomer`; undefined when it holds no usable id. */
  readCustomer(body: unknown): CustomerAnswer | undefined;
  /**
   * Where the same body shows our own id for the customer, if it does; the first place that holds a text counts. A
   * record with another id is somebody else's, and is not linked.
   */
  readonly ownIdAt?: readonly (readonly string[])[];
  readonly errors: ErrorTable;
  readonly recovery: Recovery;
  /** The documented quota, in requests per second. */
  readonly rateLimitPerSecond?: number;
  readonly emulator: ProviderEmulator;
}

/** A setting `<PROVIDER>_<NAME>`, or `<PROVIDER>__<ACCOUNT>__<NAME>` of a further account. */
export interface ProviderSetting {
  readonly name: string;
  readonly description: string;
  /** Required settings make an account; a half-given account stops the start. */
  readonly required: boolean;
  /** Whether it tells one merchant from another and stays when keys are rotated, e.g. a merchant id. */
  readonly namesMerchant?: boolean;
  /** What the emulator is called with. */
  readonly emulated?: string;
  /** Used when an optional setting is not given. */
  readonly default?: string;
  /** The only values allowed. */
  readonly values?: readonly string[];
  /** What is wrong with a value, as a sentence for the operator; undefined when nothing is. Pure. */
  check?(value: string): string | undefined;
}
export type ProviderSettings = Readonly<Record<string, string | undefined>>;

export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  /** The value of whichever header the document's `apiKey` scheme (or `Authorization`) names, with nothing before it. */
  | { readonly kind: 'bare'; readonly value: string };

/** One wire field: where it lies, and which inputs it is made of. */
export interface FieldMapping {
  /** JSON pointer into the request body, e.g. `/customerDetails/email`. */
  readonly wire: string;
  /** The inputs it is made of; the first is the one to blame when it is missing. */
  readonly input: readonly InputPath[];
  /** The wire value; undefined leaves the field out. Without it: the text at the first input path, as it is. */
  value?(request: CreateCustomerRequest): unknown;
}

/** A row of a provider's table; one for a field that its generated wire type does not have fails to compile. */
export type WireField<Wire> = FieldMapping & { readonly wire: WirePointer<Wire> };

/** The JSON pointers to every field of a wire type. */
type WirePointer<Wire> = {
  [Name in keyof Wire & string]: `/${Name}` | PointerInto<Name, NonNullable<Wire[Name]>>;
}[keyof Wire & string];
type PointerInto<Name extends string, Member> = Member extends object
  ? // A dictionary has no fields to point at.
    string extends keyof Member
    ? never
    : `/${Name}${WirePointer<Member>}`
  : never;

export interface OptionField {
  readonly type: 'String' | '[String!]' | 'Boolean' | '[KeyValue!]';
  readonly description: string;
}

export interface CustomerAnswer {
  readonly externalId: string;
  readonly clientToken?: ClientToken;
}

/** What a provider's error body says, before it is judged. */
export interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  /** Errors that name a wire field, by the field's own name or by JSON pointer. */
  readonly fields?: readonly { readonly name: string; readonly message: string; readonly code?: string }[];
}

export type ErrorKind = ProviderFailure['kind'];

/** The first rule whose every condition holds decides; the kit's own rules by HTTP status come after. */
export interface ErrorRule {
  readonly status?: readonly number[];
  readonly code?: readonly string[];
  readonly message?: RegExp;
  readonly kind: ErrorKind;
}

export interface ErrorTable {
  /** Takes any JSON value; undefined when it is none of the provider's error bodies. Never throws. */
  read(body: unknown): ErrorBody | undefined;
  readonly rules: readonly ErrorRule[];
}

/** How a creation whose answer was lost is brought to an end. */
export interface Recovery {
  readonly resend: Resend;
  /** How to ask the provider for our record; without it, the provider cannot be asked. */
  readonly lookup?: Lookup;
}

/** Finding a customer at the provider by something of ours. */
export interface Lookup {
  /** `operationId` in the document, with its path and query parameters; undefined when there is nothing to ask by. */
  call(request: CreateCustomerRequest):
    | {
        readonly operationId: string;
        readonly path?: Readonly<Record<string, string>>;
        readonly query?: Readonly<Record<string, string>>;
      }
    | undefined;
  /** Reads a 2xx body. */
  read(body: unknown, request: CreateCustomerRequest): LookupReading;
  /** Codes with which a 404 says that there is no such customer; any other 404 may mean a wrong address. */
  readonly absentCodes?: readonly string[];
}

/** What a look-up's answer says of our record. */
export type LookupReading =
  | { readonly kind: 'ours'; readonly customer: CustomerAnswer }
  /** There is no record of ours; `otherExternalId` is that of a record that is in its way, if there is one. */
  | { readonly kind: 'absent'; readonly otherExternalId?: string }
  /** The answer does not tell, e.g. it is one page of several, or our record is there without a usable id. */
  | { readonly kind: 'inconclusive' };
