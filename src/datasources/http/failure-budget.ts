import { monotonicNow } from './call.js';
import type { SendingOutcome } from './outcome.js';
import { retryAfterMs } from './retry.js';

/** May be sent; or not in time, because the next request could only be sent after `nextInMs`; or the signal ended the wait. */
export type Admission = 'admitted' | 'aborted' | Wait;

export interface Wait {
  readonly nextInMs: number;
  /** Too many have failed of late; or as many are under way as may fail; or the provider asked to wait. */
  readonly because: 'failures' | 'under-way' | 'asked-to-wait';
}

export interface FailureBudgetOptions {
  /** How many requests may fail in any one window. Default: any number. */
  readonly failures?: number;
  /** Default: one minute. */
  readonly windowMs?: number;
}

/**
 * No answer keeps requests back for longer than this, in milliseconds, whatever its `Retry-After` says: a provider or proxy
 * may name a date years ahead. Twice the longest block that a provider documents.
 */
const longestPauseMs = 2 * 60 * 60 * 1000;

/** What to tell a request that waited in vain for those in flight: they end at their own timeouts. */
const unknownWaitMs = 1000;

interface Waiting {
  readonly deadline: number;
  settle(admission: Admission): void;
}

/**
 * Keeps the requests to a provider from failing so often that it blocks this address, and stays away for as long as a 429
 * asks to (`Retry-After`). Requests whose end is open count as failures in advance, so not even requests that are sent at
 * once can fail more often. They are let in first in, first out; those that would have to wait too long are refused at once.
 *
 * A request has failed when it was answered with 4xx or 5xx, or when it is not known how it was answered.
 *
 * Counts are per process and measured by a clock that is never set back; a restart forgets them. One budget may be shared by
 * the clients of several accounts, where a provider counts by address. Own code, because it has to know how each request
 * ended: limiters count requests when they start.
 */
export class FailureBudget {
  private failures: number;
  private readonly windowMs: number;
  /** When requests failed within the last window, oldest first. */
  private failedAt: number[] = [];
  private inFlight = 0;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  /** A set keeps its order. */
  private readonly queue = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  constructor({ failures = Number.POSITIVE_INFINITY, windowMs = 60_000 }: FailureBudgetOptions = {}) {
    this.failures = failures;
    this.windowMs = windowMs;
  }

  /** From now on so many may fail in any one window; those of the present one count. */
  limit(failures: number): void {
    this.failures = failures;
    this.letIn();
  }

  /** The refusal that a request would meet now that can wait for `maxWaitMs`; undefined when it may be let in. */
  refusal(maxWaitMs: number): Wait | undefined {
    const wait = this.wait(monotonicNow());
    return wait.nextInMs > Math.max(0, maxWaitMs) ? wait : undefined;
  }

  /** Waits at most `maxWaitMs`. A request that was admitted must be settled once. */
  admit(maxWaitMs: number, signal: AbortSignal): Admission | Promise<Admission> {
    if (signal.aborted) return 'aborted';
    if (this.queue.size === 0 && this.take()) return 'admitted';
    const refusal = this.refusal(maxWaitMs);
    if (refusal) return refusal;
    if (maxWaitMs <= 0) return this.inVain();
    return new Promise((resolve) => {
      const waiting: Waiting = {
        deadline: monotonicNow() + maxWaitMs,
        settle: (admission) => {
          this.queue.delete(waiting);
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          resolve(admission);
        },
      };
      const onAbort = (): void => waiting.settle('aborted');
      const timer = setTimeout(() => waiting.settle(this.inVain()), maxWaitMs);
      signal.addEventListener('abort', onAbort);
      this.queue.add(waiting);
      this.letIn();
    });
  }

  /** Counts how an admitted request ended. `wallTime` is the time of the wall clock, which `Retry-After` may refer to. */
  settle(outcome: SendingOutcome, wallTime = Date.now()): void {
    this.inFlight--;
    const now = monotonicNow();
    if (hasFailed(outcome) && Number.isFinite(this.failures)) this.failedAt.push(now);
    if (outcome.kind === 'answered' && outcome.status === 429) {
      const pauseMs = retryAfterMs(outcome.headers['retry-after'], wallTime) ?? 0;
      this.pausedUntil = Math.max(this.pausedUntil, now + Math.min(pauseMs, longestPauseMs));
    }
    this.letIn();
  }

  private take(): boolean {
    if (this.wait(monotonicNow()).nextInMs > 0 || this.failedAt.length + this.inFlight >= this.failures) return false;
    this.inFlight++;
    return true;
  }

  /** How long until a request could be let in if those in flight succeeded. */
  private wait(now: number): Wait {
    const firstCounting = this.failedAt.findIndex((failedAt) => failedAt + this.windowMs > now);
    this.failedAt = firstCounting < 0 ? [] : this.failedAt.slice(firstCounting);
    const inTheWay = this.failedAt.at(-this.failures);
    const full = inTheWay === undefined || !Number.isFinite(this.failures) ? 0 : inTheWay + this.windowMs - now;
    const paused = this.pausedUntil - now;
    return paused >= full
      ? { nextInMs: Math.max(0, paused), because: 'asked-to-wait' }
      : { nextInMs: Math.max(0, full), because: 'failures' };
  }

  private inVain(): Wait {
    const wait = this.wait(monotonicNow());
    return wait.nextInMs > 0 ? wait : { nextInMs: unknownWaitMs, because: 'under-way' };
  }

  /** Lets in those whose turn it is, refuses those that would wait in vain, and comes back when that may have changed. */
  private letIn(): void {
    clearTimeout(this.timer);
    for (const waiting of this.queue) {
      if (!this.take()) break;
      waiting.settle('admitted');
    }
    if (this.queue.size === 0) return;
    const now = monotonicNow();
    const wait = this.wait(now);
    for (const waiting of this.queue) {
      if (now + wait.nextInMs > waiting.deadline) waiting.settle(wait);
    }
    // Rounded up, because a timer drops the fraction and would fire too early.
    if (this.queue.size > 0 && wait.nextInMs > 0) {
      this.timer = setTimeout(() => this.letIn(), Math.ceil(wait.nextInMs)).unref();
    }
  }
}

function hasFailed(outcome: SendingOutcome): boolean {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 400;
    case 'unknown':
      return true;
    case 'not-sent':
      return false;
  }
}
