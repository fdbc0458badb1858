import type { Circuit } from './breaker.js';
import type { FailureBudget } from './failure-budget.js';
import type { HttpOutcome, SendingOutcome } from './outcome.js';
import type { QuotaOptions } from './quota.js';

/* What a client of a provider's API is asked, and how it is set up; client.ts is the one that there is. */

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Begins with `/`, and includes the query. Appended to the base URL's path. */
  readonly path: string;
  /** The path template, e.g. `/customers/{id}`. It contains no data of a customer, so traces use it instead of `path`. */
  readonly template?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether it may be sent again although an earlier sending may have been carried out. */
  readonly repeatable: boolean;
  /** For this call, retries and waiting included, in milliseconds. Never more than the client's own. */
  readonly timeoutMs?: number;
  /** Called just before the first byte is written; false if the request must no longer be sent. */
  mayBegin?(): boolean;
}

/**
 * Wraps every try of a call, for tracing. `carryOut` never rejects; its outcome must be returned. A try that is rejected
 * before anything is sent, e.g. by the circuit breaker, is wrapped too.
 */
export type AroundTry = (
  request: HttpRequest,
  earlierTries: number,
  carryOut: () => Promise<SendingOutcome>,
) => Promise<SendingOutcome>;

export interface HttpClientOptions extends QuotaOptions {
  /** `http:` or `https:`, with or without a path; no query and no credentials. */
  readonly baseUrl: string;
  /** For the whole call, retries and waiting included. */
  readonly timeoutMs: number;
  /** How many calls, and how many connections, at once. */
  readonly maxConcurrency: number;
  /** How many calls may wait for a slot, as far as they can be served in time. Default: 256. */
  readonly maxQueue?: number;
  /** Shared by clients whose failures the provider counts together; by default the client's own, without a limit. */
  readonly failureBudget?: FailureBudget;
  /**
   * How long a call may wait before its first sending. Default: half of `timeoutMs`, because a request that is sent with
   * little time left is likely to end unknown.
   */
  readonly maxWaitMs?: number;
  /** Default: 3 seconds, or 40 % of `timeoutMs` if that is less. Above one second, undici is precise to the second. */
  readonly connectTimeoutMs?: number;
  /** Tries after the first. Default: 2. */
  readonly maxRetries?: number;
  /** The first pause before a retry; grows exponentially, with jitter. Default: 100. */
  readonly backoffMs?: number;
  /** Consecutive failures that open the circuit. Default: 5. */
  readonly breakerThreshold?: number;
  /** How long the circuit stays open before one request may probe the host. Default: 10 seconds. */
  readonly breakerOpenMs?: number;
  /** How long `close` waits for requests that are being sent. Default: `timeoutMs`. */
  readonly closeGraceMs?: number;
  /** A longer response is not read to its end, and its outcome is unknown. Default: 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Certificates (PEM) to trust instead of Node's own, e.g. of an egress proxy that terminates TLS. */
  readonly ca?: string;
  readonly around?: AroundTry;
}

/** Sends requests to one host. The outcome of each is one of three: certainly not sent, answered, or unknown. */
export interface HttpClient {
  /** Never rejects, and resolves within `timeoutMs`. Redirects count as answers and are not followed. */
  send(request: HttpRequest): Promise<HttpOutcome>;
  readonly circuit: Circuit;
  /** Calls that hold a slot: being sent, or waiting for the rate limit or for a retry. */
  readonly inFlight: number;
  /** Calls that wait for a slot. */
  readonly queued: number;
  /** Calls that hold a slot and wait: for the failure budget, the rate limit or a retry. */
  readonly waiting: number;
  /** Ends the calls that wait, gives those being sent `closeGraceMs` to finish, then ends them too. */
  close(): Promise<void>;
}

/** What sends, without a view of how it is doing. */
export type HttpSender = Pick<HttpClient, 'send' | 'close'>;
