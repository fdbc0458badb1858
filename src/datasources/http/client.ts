import { ExponentialBackoff, type IBackoff } from 'cockatiel';
import { Pool } from 'undici';
import { Breaker, type Circuit } from './breaker.js';
import { Bulkhead } from './bulkhead.js';
import { Call, monotonicNow } from './call.js';
import { dispatch } from './dispatch.js';
import { EventLoopWatch } from './event-loop-watch.js';
import { FailureBudget, type Wait } from './failure-budget.js';
import type { AroundTry, HttpClient, HttpClientOptions, HttpRequest } from './http-client.js';
import {
  afterTry,
  blamingOurselves,
  clientClosed,
  type HeldBack,
  type HttpOutcome,
  heldBack,
  type NotSent,
  type SendingOutcome,
  unreachable,
} from './outcome.js';
import { pause } from './pause.js';
import { type Quota, quotaOf } from './quota.js';
import { isRetryable, requestedDelayMs } from './retry.js';

/**
 * Five accounts together have room for all requests that are taken on at once (`MAX_REQUESTS`), so that none is refused here
 * while all providers pause for a moment; and one account that hangs leaves most of that room to the others.
 */
const defaultMaxQueue = 256;

/** Throws when the base URL is not an http or https URL, or has credentials, a query or a fragment. */
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
  private readonly quota: Quota | undefined;
  private readonly failureBudget: FailureBudget;
  private readonly backoff: ExponentialBackoff<unknown>;
  private readonly eventLoop = new EventLoopWatch();
  private readonly calls = new Set<Call>();
  private closing: Promise<void> | undefined;
  private onIdle: (() => void) | undefined;

  constructor(options: HttpClientOptions) {
    const { timeoutMs, maxConcurrency } = options;
    const url = parseBaseUrl(options.baseUrl);
    this.settings = {
      timeoutMs,
      maxWaitMs: options.maxWaitMs ?? timeoutMs / 2,
      maxRetries: options.maxRetries ?? 2,
      closeGraceMs: options.closeGraceMs ?? timeoutMs,
      // A retry with less time left is more likely to end unknown than to help.
      minRetryTimeMs: Math.min(1000, timeoutMs / 4),
    };
    this.around = options.around ?? ((_request, _earlierTries, carryOut) => carryOut());
    this.pathPrefix = url.pathname.replace(/\/+$/, '');
    this.pool = new Pool(url.origin, {
      connections: maxConcurrency,
      pipelining: 1,
      // The call's deadline covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: options.maxBodyBytes ?? 1024 * 1024,
      connect: {
        timeout: options.connectTimeoutMs ?? Math.min(3000, timeoutMs * 0.4),
        ca: options.ca,
      },
    });
    this.bulkhead = new Bulkhead(maxConcurrency, options.maxQueue ?? defaultMaxQueue);
    this.breaker = new Breaker(options.breakerThreshold ?? 5, options.breakerOpenMs ?? 10_000);
    const backoffMs = options.backoffMs ?? 100;
    this.backoff = new ExponentialBackoff({ initialDelay: backoffMs, maxDelay: 10 * backoffMs });
    this.quota = quotaOf(options);
    this.failureBudget = options.failureBudget ?? new FailureBudget();
  }

  get circuit(): Circuit {
    return this.breaker.circuit;
  }

  get inFlight(): number {
    return this.bulkhead.inFlight;
  }

  get queued(): number {
    return this.bulkhead.queued;
  }

  get waiting(): number {
    let waiting = 0;
    for (const call of this.calls) if (call.waiting) waiting++;
    return Math.max(0, waiting - this.bulkhead.queued);
  }

  async send(request: HttpRequest): Promise<HttpOutcome> {
    const rejection = this.rejection(request);
    if (rejection !== undefined) return this.reject(request, 0, rejection);

    const { timeoutMs } = this.settings;
    const call = new Call(Math.min(timeoutMs, Math.max(0, request.timeoutMs ?? timeoutMs)));
    this.calls.add(call);
    try {
      return await this.sendInSlot(request, call);
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

  private rejection({ path, timeoutMs }: HttpRequest): NotSent | undefined {
    if (this.closing !== undefined) return clientClosed;
    if (!path.startsWith('/')) return unreachable('other', 'the path does not begin with a slash');
    if (timeoutMs !== undefined && timeoutMs <= 0) return unreachable('deadline', 'its time was over before it began');
    // Both are checked again before sending; checking them here keeps calls out of the queue.
    const wait = this.failureBudget.refusal(this.settings.maxWaitMs);
    return this.breaker.rejection() ?? (wait && kept(wait));
  }

  private async sendInSlot(request: HttpRequest, call: Call): Promise<HttpOutcome> {
    const maxWaitMs = call.startedAt + this.settings.maxWaitMs - monotonicNow();
    switch (await this.bulkhead.acquire(maxWaitMs, call.signal)) {
      case 'queue-full':
        return this.reject(request, 0, this.noSlot('the queue of waiting calls is full'));
      case 'timeout':
        return this.reject(request, 0, this.noSlot('the call waited too long for its turn'));
      case 'aborted':
        return this.reject(request, 0, this.endedWhileWaiting(call));
      case 'acquired': {
        const acquiredAt = monotonicNow();
        try {
          return await this.sendWithRetries(request, call);
        } finally {
          this.bulkhead.release(monotonicNow() - acquiredAt);
        }
      }
    }
  }

  private async sendWithRetries(request: HttpRequest, call: Call): Promise<HttpOutcome> {
    const { maxWaitMs, maxRetries, minRetryTimeMs } = this.settings;
    const latestRetry = call.deadline - minRetryTimeMs;
    let outcome = await this.tryOnce(request, 0, call, call.startedAt + maxWaitMs);
    let result = afterTry(undefined, outcome);
    let backoff: IBackoff<unknown> | undefined;
    for (let retries = 0; retries < maxRetries && isRetryable(outcome, request.repeatable); retries++) {
      backoff = backoff?.next(undefined) ?? this.backoff.next();
      // The jittered backoff is added to `Retry-After`, so that callers with the same `Retry-After` do not return at once.
      const delayMs = backoff.duration + requestedDelayMs(outcome, Date.now());
      if (monotonicNow() + delayMs > latestRetry || this.closing !== undefined || this.breaker.rejection()) break;
      if (request.mayBegin?.() === false) break;
      if (!(await pause(delayMs, call.signal))) break;
      outcome = await this.tryOnce(request, retries + 1, call, latestRetry);
      result = afterTry(result, outcome);
    }
    return result;
  }

  /** One try: waits for the failure budget and the rate limit, but not beyond `startBy`, and sends. */
  private async tryOnce(
    request: HttpRequest,
    earlierTries: number,
    call: Call,
    startBy: number,
  ): Promise<SendingOutcome> {
    const admission = await this.failureBudget.admit(startBy - monotonicNow(), call.signal);
    if (admission === 'aborted') return this.reject(request, earlierTries, this.endedWhileWaiting(call));
    if (admission !== 'admitted') return this.reject(request, earlierTries, kept(admission));
    let outcome: SendingOutcome = unsettled;
    try {
      outcome = await this.sendWithinRateLimit(request, earlierTries, call, startBy);
      return outcome;
    } finally {
      this.failureBudget.settle(outcome);
    }
  }

  private async sendWithinRateLimit(
    request: HttpRequest,
    earlierTries: number,
    call: Call,
    startBy: number,
  ): Promise<SendingOutcome> {
    if (this.quota !== undefined) {
      const reservation = await this.quota.reserve(startBy);
      if ('nextInMs' in reservation) return this.reject(request, earlierTries, overQuota(reservation.nextInMs));
      if (reservation.waitMs > 0 && !(await pause(reservation.waitMs, call.signal))) {
        return this.reject(request, earlierTries, this.endedWhileWaiting(call));
      }
    }
    call.waiting = false;
    try {
      return await this.around(request, earlierTries, () => this.breaker.run(() => this.dispatch(request, call)));
    } finally {
      call.waiting = true;
    }
  }

  private async dispatch(request: HttpRequest, call: Call): Promise<SendingOutcome> {
    const startedAt = monotonicNow();
    const heldUpBefore = this.eventLoop.heldUpMs();
    const outcome = await dispatch(
      this.pool,
      {
        method: request.method,
        path: this.pathPrefix + request.path,
        headers: request.headers,
        body: request.body ?? null,
      },
      call.signal,
      () => call.isOver() || request.mayBegin?.() === false,
    );
    if (outcome.kind === 'answered') return outcome;
    // A try that began at the end of its call's time, e.g. because a hold-up had used it up, tells nothing of the host.
    const hadNoTime =
      outcome.kind === 'not-sent' &&
      outcome.cause === 'deadline' &&
      monotonicNow() - startedAt < this.settings.minRetryTimeMs;
    const wasBusy = this.eventLoop.heldUpMs() - heldUpBefore >= (monotonicNow() - startedAt) * busyShare;
    return hadNoTime || wasBusy ? blamingOurselves(outcome) : outcome;
  }

  private noSlot(reason: string): HeldBack {
    return heldBack('queue-full', reason, this.bulkhead.expectedWaitMs);
  }

  private endedWhileWaiting(call: Call): HeldBack {
    return call.signal.reason === 'closed' ? clientClosed : this.noSlot('the call waited too long to be sent');
  }

  /** A rejected try goes through `around` too, so that it appears in traces. */
  private async reject(request: HttpRequest, earlierTries: number, rejection: NotSent): Promise<NotSent> {
    await this.around(request, earlierTries, async () => rejection);
    return rejection;
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
    // The pool alone would not do: it forgets a connection that failed once, and would not end what that one sends now.
    for (const call of this.calls) call.end('closed');
    this.eventLoop.stop();
    await this.pool.destroy();
  }
}

/** If the event loop was held up for this share of a try's time, it is no fault of the host that the time was too short. */
const busyShare = 0.5;

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

const overQuota = (waitMs: number): HeldBack => heldBack('quota', 'the rate limit allows no request in time', waitMs);

const kept = ({ nextInMs, because }: Wait): HeldBack => heldBack('quota', reasonsToWait[because], nextInMs);

const reasonsToWait: Readonly<Record<Wait['because'], string>> = {
  failures: 'so many requests failed of late that more failures could get this address blocked',
  'under-way': 'as many requests are under way as may fail without this address being blocked',
  'asked-to-wait': 'the provider asked to wait',
};

/** What counts as the outcome of a try that threw. */
const unsettled: SendingOutcome = { kind: 'unknown', reason: 'the try did not end' };
