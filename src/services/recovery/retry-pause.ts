import type { PauseByAge } from '../../domain/creation.js';

/** The shortest and longest pause between two looks at a creation, in milliseconds. */
const pause = { least: 2_000, most: 5 * 60_000 } as const;

/**
 * How long to wait before a creation is looked at again whose outcome is not known: half its age so far, so that looks
 * get rarer as hope does. Jittered, so that creations that failed together do not come back together.
 */
export function pauseBeforeNextLook(random = Math.random()): PauseByAge {
  const jitter = 0.75 + random / 2;
  return { ofAge: jitter / 2, leastMs: jitter * pause.least, mostMs: jitter * pause.most };
}
