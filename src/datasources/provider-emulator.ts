/**
 * How a provider answers when it is emulated. The emulator serves the HTTP, and checks credentials and the document's
 * constraints; only what the document cannot say is here.
 */
export interface ProviderEmulator {
  /** By `operationId`. */
  readonly operations: Readonly<Record<string, EmulatedOperation>>;
  /** The documented answer to a request that violates the document. */
  invalid(problems: readonly EmulatedProblem[]): EmulatedAnswer;
  /** The documented answer to missing or wrong credentials. */
  unauthorized(): EmulatedAnswer;
  /** If it takes idempotency keys: the documented answer to a key that was first used with another request. */
  readonly keyReused?: EmulatedAnswer;
  /** Documented error answers that tests can ask for by these names, e.g. `rate_limited`. */
  readonly failures: Readonly<Record<string, EmulatedAnswer>>;
  /** The documented quota. It is kept only when a test asks for it. */
  readonly quota?: EmulatedQuota;
}

export interface EmulatedQuota {
  readonly requestsPerMinute?: number;
  /** So many failed requests (4xx and 5xx) in a minute block the caller. */
  readonly failedRequestsPerMinute?: number;
  /** How long a block lasts. */
  readonly blockSeconds: number;
  /** The answer to one request too many; `Retry-After` is added. */
  readonly exceeded: EmulatedAnswer;
}

/** Carries out one operation of the document for a request that passed every check. */
export type EmulatedOperation = (request: EmulatedRequest, store: EmulatedCustomerStore) => EmulatedAnswer;

export interface EmulatedRequest {
  /** The parsed body: JSON, or the fields of a form. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export interface EmulatedAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something in a request that the document does not allow. */
export interface EmulatedProblem {
  /** JSON pointer of the field, e.g. `/customerDetails/email`, or `header:x-routing-id`. */
  readonly pointer: string;
  /** JSON Schema keyword that failed, e.g. `required`, `maxLength`. */
  readonly keyword: string;
  readonly message: string;
}

/** The customers of one emulated provider; kept on disk, so that they survive a restart. */
export interface EmulatedCustomerStore {
  /** Every customer, oldest first. */
  customers(): readonly Readonly<Record<string, unknown>>[];
  /** The first customer whose `field` equals `value`. */
  find(field: string, value: string): Readonly<Record<string, unknown>> | undefined;
  /**
   * Adds a customer, with the provider's own field names. A provider that finds earlier customers by idempotency key
   * adds the key as `idempotencyKey`. Durable before it returns.
   */
  add(customer: Readonly<Record<string, unknown>>): void;
  /** A new random id: `prefix`, then `length` letters and digits. */
  newId(prefix: string, length: number): string;
  now(): Date;
}
