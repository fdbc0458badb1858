import { ExponentialBackoff, type IBackoff } from 'cockatiel';
import { Pool } from 'undici';
import { Breaker, type Circuit } from './breaker.js';
import { type CallEnd, dispatch } from './dispatch.js';
import { Bulkhead, pause } from './limits.js';
import { afterTry, type HttpOutcome, type NotSent, notSent, type SendingOutcome } from './outcome.js';
import { RateLimit } from './rate-limit.js';
import { isRetryable, requestedDelayMs } from './retry.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Begins with `/`; with the query, if any. Appended to the base URL's path. */
  readonly path: string;
  /** The path before anything of a request was put into it, e.g. `/customers/{id}`: all that a trace may tell of it. */
  readonly template?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** May it be sent again although an earlier sending may have been carried out? */
  readonly repeatable: boolean;
  /** Asked just before the first byte is written; false: it must not be sent any more. */
  mayBegin?(): boolean;
}

/**
 * Stands around every try, for traces: gets what is sent, how many tries of the same call came before it, and what carries
 * it out, which never rejects. Must pass on what comes of it.
 */
export type AroundTry = (
  request: HttpRequest,
  earlierTries: number,
  carryOut: () => Promise<SendingOutcome>,
) => Promise<SendingOutcome>;

export interface HttpClientOptions {
  /** `http:` or `https:`, with or without a path; no query and no credentials. */
  readonly baseUrl: string;
  /** For the whole call, retries and waiting included. */
  readonly timeoutMs: number;
  /** Calls, and connections, at once. */
  readonly maxConcurrency: number;
  /** Calls that wait for their turn. Default: four times `maxConcurrency`. */
  readonly maxQueue?: number;
  /** Sendings in any second; unlimited when left out. Counts this client only, not its siblings in other processes. */
  readonly rateLimitPerSecond?: number;
  /**
   * How long a call may wait before its first sending. Default: half of `timeoutMs`, because a call that is sent with
   * little time left is likely to end unknown.
   */
  readonly maxWaitMs?: number;
  /** Default: 3 seconds, or 40 % of `timeoutMs` where that is less. Above one second undici keeps it to the second. */
  readonly connectTimeoutMs?: number;
  /** Tries after the first. Default: 2. */
  readonly maxRetries?: number;
  /** The first pause before a retry; grows exponentially and is jittered. Default: 100. */
  readonly backoffMs?: number;
  /** Consecutive failures that open the circuit. Default: 5. */
  readonly breakerThreshold?: number;
  /** How long the circuit stays open before one sending may probe the host. Default: 10 seconds. */
  readonly breakerOpenMs?: number;
  /** How long `close` waits for what is being sent. Default: `timeoutMs`. */
  readonly closeGraceMs?: number;
  /** A longer answer is not read to its end and counts as unknown. Default: 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Certificates (PEM) to trust instead of Node's own, e.g. of an egress proxy that terminates TLS. */
  readonly ca?: string;
  readonly around?: AroundTry;
}

/** Sends requests to one host, and says of each whether it was certainly not sent, answered, or may have arrived. */
export interface HttpClient {
  /** Never rejects, and ends no later than `timeoutMs` from now. Redirects are answers, and are not followed. */
  send(request: HttpRequest): Promise<HttpOutcome>;
  readonly circuit: Circuit;
  /** Calls that hold a slot: being sent, or waiting for the quota or for a retry. */
  readonly inFlight: number;
  /** Ends the calls that wait, lets those being sent finish for a while, then ends them too. */
  close(): Promise<void>;
}

/** Throws when the base URL is none, is neither http nor https, or has credentials, a query or a fragment. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return new PooledHttpClient(options);
}

class PooledHttpClient implements HttpClient {
  private readonly settings;
  private readonly around: AroundTry;
  private readonly pathPrefix: string;
  private readonly pool: Pool;
  private readonly bulkhead: Bulkhead;
  private readonly breaker: Breaker;
  private readonly rateLimit: RateLimit | undefined;
  private readonly backoff: ExponentialBackoff<unknown>;
  private readonly calls = new Set<Call>();
  private closing: Promise<void> | undefined;
  private onIdle: (() => void) | undefined;

  constructor(options: HttpClientOptions) {
    const { timeoutMs, maxConcurrency, rateLimitPerSecond } = options;
    const url = parseBaseUrl(options.baseUrl);
    this.settings = {
      timeoutMs,
      maxWaitMs: options.maxWaitMs ?? timeoutMs / 2,
      maxRetries: options.maxRetries ?? 2,
      closeGraceMs: options.closeGraceMs ?? timeoutMs,
      // A retry with less time than this ahead is more likely to end unknown than to help.
      retryNeedsMs: Math.min(1000, timeoutMs / 4),
    };
    this.around = options.around ?? ((_request, _earlierTries, carryOut) => carryOut());
    this.pathPrefix = url.pathname.replace(/\/+$/, '');
    this.pool = new Pool(url.origin, {
      connections: maxConcurrency,
      pipelining: 1,
      // The call's own deadline covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: options.maxBodyBytes ?? 1024 * 1024,
      connect: {
        timeout: options.connectTimeoutMs ?? Math.min(3000, timeoutMs * 0.4),
        ca: options.ca,
      },
    });
    this.bulkhead = new Bulkhead(maxConcurrency, options.maxQueue ?? 4 * maxConcurrency);
    this.breaker = new Breaker(options.breakerThreshold ?? 5, options.breakerOpenMs ?? 10_000);
    const backoffMs = options.backoffMs ?? 100;
    this.backoff = new ExponentialBackoff({ initialDelay: backoffMs, maxDelay: 10 * backoffMs });
    this.rateLimit = rateLimitPerSecond === undefined ? undefined : new RateLimit(rateLimitPerSecond);
  }

  get circuit(): Circuit {
    return this.breaker.circuit;
  }

  get inFlight(): number {
    return this.bulkhead.inFlight;
  }

  async send(request: HttpRequest): Promise<HttpOutcome> {
    const refusal = this.refusal(request);
    if (refusal !== undefined) return this.turnedAway(request, 0, refusal);

    const call = new Call(this.settings.timeoutMs);
    this.calls.add(call);
    try {
      return await this.inSlot(request, call);
    } finally {
      call.finish();
      this.calls.delete(call);
      if (this.calls.size === 0) this.onIdle?.();
    }
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private refusal({ path }: HttpRequest): NotSent | undefined {
    if (this.closing !== undefined) return notSent('closed', 'the client is closed');
    if (!path.startsWith('/')) return notSent('other', 'the path does not begin with a slash');
    // Asked again before the sending; here it spares the queue.
    return this.breaker.refusal();
  }

  private async inSlot(request: HttpRequest, call: Call): Promise<HttpOutcome> {
    const admission = await this.bulkhead.enter(call.startedAt + this.settings.maxWaitMs - now(), call.signal);
    switch (admission) {
      case 'full':
        return this.turnedAway(request, 0, notSent('queue-full', 'too many calls are waiting'));
      case 'late':
        return this.turnedAway(request, 0, notSent('deadline', 'the call waited too long for its turn'));
      case 'aborted':
        return this.turnedAway(request, 0, endedWhileWaiting(call));
      case 'admitted':
        try {
          return await this.withRetries(request, call);
        } finally {
          this.bulkhead.leave();
        }
    }
  }

  private async withRetries(request: HttpRequest, call: Call): Promise<HttpOutcome> {
    const { maxWaitMs, maxRetries, retryNeedsMs } = this.settings;
    const latestRetry = call.deadline - retryNeedsMs;
    let outcome = await this.tryOnce(request, 0, call, call.startedAt + maxWaitMs);
    let known = afterTry(undefined, outcome);
    let backoff: IBackoff<unknown> | undefined;
    for (let retries = 0; retries < maxRetries && isRetryable(outcome, request.repeatable); retries++) {
      backoff = backoff?.next(undefined) ?? this.backoff.next();
      // Added to what the provider asks for, so that many callers who were told the same do not come back at once.
      const delayMs = backoff.duration + requestedDelayMs(outcome, Date.now());
      if (now() + delayMs > latestRetry || this.closing !== undefined || this.breaker.refusal() !== undefined) break;
      if (!(await pause(delayMs, call.signal))) break;
      outcome = await this.tryOnce(request, retries + 1, call, latestRetry);
      known = afterTry(known, outcome);
    }
    return known;
  }

  /** One try: waits for the quota, but not beyond `startBy`, and sends. */
  private async tryOnce(
    request: HttpRequest,
    earlierTries: number,
    call: Call,
    startBy: number,
  ): Promise<SendingOutcome> {
    if (this.rateLimit !== undefined) {
      const time = now();
      const turn = this.rateLimit.take(time, startBy - time);
      if ('nextMs' in turn) return this.turnedAway(request, earlierTries, overQuota(turn.nextMs));
      if (turn.waitMs > 0 && !(await pause(turn.waitMs, call.signal))) {
        return this.turnedAway(request, earlierTries, endedWhileWaiting(call));
      }
    }
    call.waiting = false;
    try {
      return await this.around(request, earlierTries, () =>
        this.breaker.run(() =>
          dispatch(
            this.pool,
            {
              method: request.method,
              path: this.pathPrefix + request.path,
              headers: request.headers,
              body: request.body ?? null,
            },
            call.signal,
            () => call.isOver() || request.mayBegin?.() === false,
          ),
        ),
      );
    } finally {
      call.waiting = true;
    }
  }

  /** A try that ends before it could begin is a try too to whoever watches. */
  private async turnedAway(request: HttpRequest, earlierTries: number, refusal: NotSent): Promise<NotSent> {
    await this.around(request, earlierTries, async () => refusal);
    return refusal;
  }

  private async shutDown(): Promise<void> {
    for (const call of this.calls) {
      if (call.waiting) call.end('closed');
    }
    if (this.calls.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.settings.closeGraceMs);
        this.onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    // Not left to the pool: it forgets a connection that failed once, and would not end what that one is sending now.
    for (const call of this.calls) call.end('closed');
    await this.pool.destroy();
  }
}

/** One call's time, and its end from this side. */
class Call {
  readonly startedAt = now();
  readonly deadline: number;
  /** Also by the clock that goes on while the machine sleeps: others may have given the call up by then, and sent it. */
  readonly isOver: () => boolean;
  /** Nothing of it is being sent right now. */
  waiting = true;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.deadline = this.startedAt + timeoutMs;
    const startedOnWall = Date.now();
    this.isOver = () => now() >= this.deadline || Date.now() - startedOnWall >= timeoutMs;
    this.timer = setTimeout(() => this.end('deadline'), timeoutMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(why: CallEnd): void {
    this.controller.abort(why);
  }

  finish(): void {
    clearTimeout(this.timer);
  }
}

function parseBaseUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('the base URL must be an http or https URL');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('the base URL must have no credentials, query or fragment');
  }
  return url;
}

function endedWhileWaiting(call: Call): NotSent {
  return call.signal.reason === 'closed'
    ? notSent('closed', 'the client is closed')
    : notSent('deadline', 'the call waited too long for its turn');
}

const overQuota = (waitMs: number): NotSent => notSent('quota', 'the quota leaves no room in time', waitMs);

/** Milliseconds of a clock that is never set back. */
function now(): number {
  return performance.now();
}
