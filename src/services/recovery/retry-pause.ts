import type { PauseByAge } from '../../domain/creation.js';

/** The shortest and longest pause between two attempts to find out how a creation ended, in milliseconds. */
const pause = { least: 2_000, most: 5 * 60_000 } as const;

/**
 * How long recovery leaves a creation alone whose outcome it could not find out: half its age so far, so that attempts
 * get rarer the longer it takes. Jittered, so that creations that failed together do not come back together.
 */
export function pauseBeforeNextAttempt(random = Math.random()): PauseByAge {
  const jitter = 0.75 + random / 2;
  return { ofAge: jitter / 2, leastMs: jitter * pause.least, mostMs: jitter * pause.most };
}
