import type { PauseByAge } from '../../domain/creation.js';

/** The shortest and longest pause between two attempts to find out how a creation ended, in milliseconds. */
const pause = { least: 2_000, most: 5 * 60_000 } as const;

/**
 * The longest pause that a provider may ask for, in milliseconds: an answer may name a date years ahead. Twice the longest
 * block that a provider documents, and as long as its account's requests are kept back (`http/failure-budget.ts`).
 */
export const longestRequestedPauseMs = 2 * 60 * 60_000;

/**
 * How long recovery leaves a creation alone whose outcome it could not find out: half its age so far, so that attempts
 * get rarer the longer it takes. Jittered, so that creations that failed together do not come back together.
 *
 * @param retryAfterSeconds after how long another request has a chance, if that is known: never earlier.
 */
export function pauseBeforeNextAttempt(retryAfterSeconds = 0, random = Math.random()): PauseByAge {
  const jitter = 0.75 + random / 2;
  const requestedMs = Math.min(retryAfterSeconds * 1000, longestRequestedPauseMs);
  const leastMs = requestedMs + jitter * pause.least;
  return { ofAge: jitter / 2, leastMs, mostMs: Math.max(leastMs, jitter * pause.most) };
}
