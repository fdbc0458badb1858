import type { InputPath } from '../domain/customer.js';
import type { ProviderRefusal } from '../domain/provider-failure.js';
import type { Violation } from '../domain/violation.js';
import type { ClientToken, CreateCustomerRequest, LinkedCustomer, Resend } from './payment-data-source.js';
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
  /** Headers that the document declares in addition to authentication, for every call about a customer. */
  headers?(about: CalledAbout, settings: ProviderSettings): Readonly<Record<string, string>>;
  /** The request body, field by field: read forwards to build it, backwards to find the input that a field came from. */
  readonly fields: readonly FieldMapping[];
  /** What the provider requires beyond its document, e.g. because of the account's settings. */
  requirements?(request: CreateCustomerRequest, settings: ProviderSettings): readonly Violation[];
  /** Fields of `providerOptions.<name>`, only for what has no provider-neutral name. */
  readonly options?: Readonly<Record<string, OptionField>>;
  /**
   * For a provider that wants one id to be the same on every call about a customer: the name of the option in which a caller
   * may give it; by default it is our own id for the customer. The kit puts it into `routingId`, for `headers`; it is stored
   * before anything is sent, and used from then on, whatever later requests and settings say.
   */
  readonly routingIdOption?: string;
  /**
   * Reads one customer: a 2xx body of `createCustomer`, or a record of the look-up's answer. Undefined when it has no
   * usable id.
   */
  readCustomer(record: unknown, request: Pick<CreateCustomerRequest, 'begunAt'>): CustomerAnswer | undefined;
  /**
   * Where such a record shows our own id for the customer; the first place that holds one counts. The kit compares it,
   * whole: a record with another id is somebody else's, and is not linked; after a success that shows none, the customer
   * is looked up first. Undefined where the provider stores none; there can be no look-up then.
   */
  readonly ownIdAt?: readonly (readonly string[])[];
  /** ISO 3166-1 alpha-2 of the only country whose telephone numbers it takes, for numbers written without one. */
  readonly phoneCountry?: string;
  readonly errors: ErrorTable;
  readonly recovery: Recovery;
  /** How a client token is fetched for a customer that the provider knows, if there is a way. */
  readonly clientToken?: ClientTokenFetch;
  /** The documented quota, in requests per second. */
  readonly rateLimitPerSecond?: number;
  /** The documented quota, in requests per minute, where it is one of minutes. */
  readonly rateLimitPerMinute?: number;
  /**
   * How many requests may fail (4xx and 5xx) in any one minute without the provider blocking this address: one less than
   * the documented number that blocks it. Counted for all accounts of a process together.
   */
  readonly failedRequestsPerMinute?: number;
  readonly emulator: ProviderEmulator;
}

/** What is known of the customer that a call is about; `idempotencyKey` only on the calls of a creation. */
export type CalledAbout = Pick<CreateCustomerRequest, 'merchantCustomerId' | 'routingId'> &
  Partial<Pick<CreateCustomerRequest, 'idempotencyKey'>>;

/**
 * A call that answers with the customer and a new client token, as `readCustomer` reads them. The kit makes sure that it is
 * the customer that was asked for.
 */
export interface ClientTokenFetch {
  /** A GET operation of the document, with its parameters. */
  call(customer: LinkedCustomer): LookupCall;
  /** Error codes with which a 404 means that there is no such customer. Any other 404 may mean a wrong address. */
  readonly absentCodes: readonly string[];
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
  /** An input that is sent, as it is, where there is none of these. */
  readonly instead?: InputPath;
  /**
   * If the field is an object of keys and values: the keys that `value` adds for our own use, such as our own id. They
   * count towards the field's limit, which leaves callers so much less, and callers may not give them.
   */
  readonly ownKeys?: readonly string[];
  /** Makes the wire value; undefined leaves the field out. By default, the first input is sent as it is. */
  value?(request: CreateCustomerRequest): unknown;
  /**
   * If the field is a list of objects: the input that the object at this position was made from, or a member of it. By
   * default, the position in the list is that of the input's.
   */
  entryAt?(request: CreateCustomerRequest, position: number, member?: string): InputPath | undefined;
  /** Inputs that `value` leaves out, in whole or in part, because others take their place. */
  leavesOut?(request: CreateCustomerRequest): readonly InputPath[];
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

/** A field of `providerOptions`: a value of a plain type, or a list of objects whose members are declared here. */
export type OptionField =
  | { readonly type: 'String' | '[String!]' | 'Boolean' | '[KeyValue!]'; readonly description: string }
  | { readonly type: '[Object!]'; readonly description: string; readonly object: OptionObject };

/** Becomes the GraphQL input type `<title><name>Input`. */
export interface OptionObject {
  readonly name: string;
  readonly description: string;
  readonly members: Readonly<Record<string, OptionMember>>;
}

export interface OptionMember {
  readonly type: 'String' | 'Boolean';
  readonly description: string;
  /** What to use instead. */
  readonly deprecated?: string;
}

export interface CustomerAnswer {
  readonly externalId: string;
  readonly clientToken?: ClientToken;
  /** When the provider made the record, as it says itself. */
  readonly createdAt?: Date;
  /** The record itself, where the body holds it within something else. */
  readonly record?: unknown;
  /** The provider keeps the record, but as one that was deleted: it stands for no customer, and is never linked. */
  readonly deleted?: true;
  /**
   * Where the record comes from, if it tells: `earlier` when it was there before this creation began (see `originOf` in
   * `kit/values.ts`), `unclear` when only its data can tell, `somebody-else` when it is not this customer's, for other
   * reasons than our own id.
   */
  readonly origin?: 'earlier' | 'unclear' | 'somebody-else';
}

/** A provider's error body, before it is classified. */
export interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  /** Our own id is spent: a customer with it was deleted. If it was the reference, the unified id is sent in its place. */
  readonly ownIdSpent?: true;
  /** Errors about a wire field, named by its bare name or by JSON pointer. */
  readonly fields?: readonly { readonly name: string; readonly message: string; readonly code?: string }[];
}

export type ErrorKind = ProviderRefusal['kind'];

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
  /**
   * The operation in the document, with its parameters; undefined when the request has nothing to look it up by. With a
   * `path` it retrieves one record by our own id. The kit encodes paths and queries; a search language within a value,
   * with quotes or wildcards of its own, has to be escaped here.
   */
  call(request: CreateCustomerRequest): LookupCall | undefined;
  /**
   * The customers in a 2xx body, as `readCustomer` takes them; undefined when it is not the answer of this operation.
   * Ours is the one with our own id at `ownIdAt`: the kit looks, so this must not filter.
   */
  records(body: unknown): readonly unknown[] | undefined;
  /** Where the rest is, if an answer may hold only a part of the customers. Pure; not called when ours was found. */
  nextPage?(body: unknown): NextPage;
  /** Whether another customer's record keeps ours from being created, e.g. because it has the same e-mail address. */
  isInTheWay?(record: unknown, request: CreateCustomerRequest): boolean;
  /** Error codes with which a 404 means that there is no such customer. Any other 404 may mean a wrong address. */
  readonly absentCodes?: readonly string[];
  /**
   * Where a search lags behind: how long it may take until it shows a new record, in milliseconds, as documented. That it
   * shows none means nothing before. Default: none, a record shows at once.
   */
  readonly visibleWithinMs?: number;
}

export interface LookupCall {
  readonly operationId: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** The query parameters that ask for the next page, beside those of the call; or that there is none; or that it does not tell. */
export type NextPage = Readonly<Record<string, string>> | 'none' | 'unknown';
