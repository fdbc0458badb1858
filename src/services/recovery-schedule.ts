/** The shortest and longest pause between two looks at a creation, in milliseconds. */
const pause = { least: 2_000, most: 5 * 60_000 } as const;

/**
 * When to look at a creation again whose outcome is not known: after half its age so far, so that looks get rarer as
 * hope does. Jittered, so that creations that failed together do not come back together.
 */
export function nextAttemptAt(createdAt: Date, now = Date.now(), random = Math.random()): Date {
  const age = Math.max(0, now - createdAt.getTime());
  const wait = Math.min(pause.most, Math.max(pause.least, age / 2));
  return new Date(now + wait * (0.75 + random / 2));
}
