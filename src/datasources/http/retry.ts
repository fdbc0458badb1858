import type { SendingOutcome } from './outcome.js';

const notNow = new Set([429, 502, 503, 504]);

/**
 * Whether a request may be sent again within the same call. What was not sent may be; what may have been carried out,
 * or was refused for now, only when the caller says that a repeat is harmless. A broken trust (`tls`) does not pass by
 * itself.
 */
export function isRetryable(outcome: SendingOutcome, repeatable: boolean): boolean {
  switch (outcome.kind) {
    case 'not-sent':
      return outcome.cause === 'refused' || outcome.cause === 'dns' || outcome.cause === 'connect-timeout';
    case 'unknown':
      return repeatable;
    case 'answered':
      return repeatable && notNow.has(outcome.status);
  }
}

/** Milliseconds that the answer asks to wait before the next sending; 0 when it asks for nothing. */
export function requestedDelayMs(outcome: SendingOutcome, now: number): number {
  return outcome.kind === 'answered' ? (retryAfterMs(outcome.headers['retry-after'], now) ?? 0) : 0;
}

/**
 * Milliseconds from `now` (of the wall clock) that a `Retry-After` header asks for: a delay in seconds, or an HTTP date
 * (RFC 9110, 10.2.3). Undefined when there is none that can be read.
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Only dates as HTTP writes them: `Date.parse` reads much else as a date, e.g. `-1`.
  const time = /^[A-Z][a-z]{2,8}, .+ GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
