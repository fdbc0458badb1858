import type { SendingOutcome } from './outcome.js';

const transientStatuses = new Set([429, 502, 503, 504]);

/**
 * Whether a request may be sent again within the same call. A request that was not sent may be. One that may have been
 * carried out, or was answered with a transient error, only if the caller says that a repeat is harmless. An untrusted
 * certificate (`tls`) will not be trusted a moment later.
 */
export function isRetryable(outcome: SendingOutcome, repeatable: boolean): boolean {
  switch (outcome.kind) {
    case 'not-sent':
      return ['refused', 'dns', 'connect-timeout', 'process-busy'].includes(outcome.cause);
    case 'unknown':
      return repeatable;
    case 'answered':
      return repeatable && transientStatuses.has(outcome.status);
  }
}

/** Milliseconds that the answer asks to wait before the next request; 0 if it does not ask. */
export function requestedDelayMs(outcome: SendingOutcome, now: number): number {
  return outcome.kind === 'answered' ? (retryAfterMs(outcome.headers['retry-after'], now) ?? 0) : 0;
}

/**
 * Milliseconds from `now` (of the wall clock) that a `Retry-After` header asks to wait: a delay in seconds, or an HTTP
 * date (RFC 9110, 10.2.3). Undefined when there is none, or none that can be read.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Only dates in HTTP's format: `Date.parse` takes much else for a date, e.g. `-1`.
  const time = /^[A-Z][a-z]{2,8}, .+ GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
