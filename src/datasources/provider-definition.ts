import type { InputPath } from '../domain/customer.js';
import type { ProviderFailure } from '../domain/provider-failure.js';
import type { Violation } from '../domain/violation.js';
import type { ClientToken, CreateCustomerRequest, Resend } from './payment-data-source.js';
import type { ProviderEmulator } from './provider-emulator.js';

/**
 * What a provider's folder contains: everything that its OpenAPI document cannot say, as data or pure functions. The
 * document, `schema/providers/<document>.openapi.yaml`, says the rest: hosts, paths, media types, authentication, field
 * constraints and answers. The kit does the work.
 */
export interface ProviderDefinition {
  /** The `Provider` enum's value; also the prefix of its settings. */
  readonly name: string;
  /** The name as people write it, for messages. */
  readonly title: string;
  /** Shown in GraphiQL: what the provider is, and what to know before using it. */
  readonly description: string;
  /** Name of the document in `schema/providers/`, without `.openapi.yaml`. */
  readonly document: string;
  readonly settings: readonly ProviderSetting[];
  /** The credential for the security scheme that the document declares. */
  credential(settings: ProviderSettings): Credential;
  /** Headers that the document declares in addition to authentication. */
  headers?(request: CreateCustomerRequest, settings: ProviderSettings): Readonly<Record<string, string>>;
  /** The request body, field by field: read forwards to build it, backwards to find the input that a field came from. */
  readonly fields: readonly FieldMapping[];
  /** What the provider requires beyond its document, e.g. because of the account's settings. */
  requirements?(request: CreateCustomerRequest, settings: ProviderSettings): readonly Violation[];
  /** Fields of `providerOptions.<name>`, only for what has no provider-neutral name. */
  readonly options?: Readonly<Record<string, OptionField>>;
  /** Reads a 2xx body of `createCustomer`; undefined when it has no usable id. */
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
  /** An account needs all required settings. If only some of them are given, the start fails. */
  readonly required: boolean;
  /** Whether it identifies the merchant and stays the same when keys are rotated, e.g. a merchant id. */
  readonly namesMerchant?: boolean;
  /** The value to use with the emulator. */
  readonly emulated?: string;
  /** The value of an optional setting that is not given. */
  readonly default?: string;
  /** The only values allowed. */
  readonly values?: readonly string[];
  /** What is wrong with a value, in words for the operator; undefined when nothing is. Pure. */
  check?(value: string): string | undefined;
}
export type ProviderSettings = Readonly<Record<string, string | undefined>>;

export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  /** The whole value of the header that the document's `apiKey` scheme names, else of `Authorization`. */
  | { readonly kind: 'bare'; readonly value: string };

/** One wire field, and the inputs that it is made from. */
export interface FieldMapping {
  /** JSON pointer into the request body, e.g. `/customerDetails/email`. */
  readonly wire: string;
  /** The inputs that it is made from. If the field is missing, the violation is about the first. */
  readonly input: readonly InputPath[];
  /** Makes the wire value; undefined leaves the field out. By default, the text of the first input is sent as it is. */
  value?(request: CreateCustomerRequest): unknown;
}

/** A row of a provider's mapping table. A `wire` that the generated wire type does not have fails to compile. */
export type WireField<Wire> = FieldMapping & { readonly wire: WirePointer<Wire> };

/** The JSON pointers to every field of a wire type. */
type WirePointer<Wire> = {
  [Name in keyof Wire & string]: `/${Name}` | PointerInto<Name, NonNullable<Wire[Name]>>;
}[keyof Wire & string];
type PointerInto<Name extends string, Member> = Member extends object
  ? // A dictionary has no declared fields.
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

/** A provider's error body, before it is classified. */
export interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  /** Errors about a wire field, named by its bare name or by JSON pointer. */
  readonly fields?: readonly { readonly name: string; readonly message: string; readonly code?: string }[];
}

export type ErrorKind = ProviderFailure['kind'];

/** The first rule whose conditions all hold decides. If none does, the kit decides by HTTP status. */
export interface ErrorRule {
  readonly status?: readonly number[];
  readonly code?: readonly string[];
  readonly message?: RegExp;
  readonly kind: ErrorKind;
}

export interface ErrorTable {
  /** Takes any JSON value; undefined when it is not one of the provider's error bodies. Never throws. */
  read(body: unknown): ErrorBody | undefined;
  readonly rules: readonly ErrorRule[];
}

/** How to find out or complete a creation whose answer was lost. */
export interface Recovery {
  readonly resend: Resend;
  /** How to look our record up; undefined if the provider has no such operation. */
  readonly lookup?: Lookup;
}

/** Finds our record at the provider by our own id or by the customer's data. */
export interface Lookup {
  /** The operation in the document, with its parameters; undefined when the request has nothing to look it up by. */
  call(request: CreateCustomerRequest):
    | {
        readonly operationId: string;
        readonly path?: Readonly<Record<string, string>>;
        readonly query?: Readonly<Record<string, string>>;
      }
    | undefined;
  /** Reads a 2xx body. */
  read(body: unknown, request: CreateCustomerRequest): LookupReading;
  /** Error codes with which a 404 means that there is no such customer. Any other 404 may mean a wrong address. */
  readonly absentCodes?: readonly string[];
}

/** What the answer to a look-up says about our record. */
export type LookupReading =
  | { readonly kind: 'ours'; readonly customer: CustomerAnswer }
  /** There is none of ours. `otherExternalId` is the id of another record that keeps ours from being created, if any. */
  | { readonly kind: 'absent'; readonly otherExternalId?: string }
  /** The answer does not tell, e.g. because there are more pages, or because our record has no usable id. */
  | { readonly kind: 'inconclusive' };
