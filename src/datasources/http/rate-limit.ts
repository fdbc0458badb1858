/** A turn to be taken after `waitMs`, or none in time: the next one would come after `nextMs`. */
export type Turn = { readonly waitMs: number } | { readonly nextMs: number };

/**
 * At most so many sendings in any second, as a sliding window: each sending is one window later than the one that many
 * before it. A provider counts per window, so a token bucket, which lets a full bucket and its refill through within
 * the same second, would break the quota that it is to keep.
 *
 * A turn is taken in advance, so that turns come first in, first out without a queue. Own code, because cockatiel has
 * no rate limit, and the published limiters keep their counts in a store or cannot say how long the wait will be.
 */
export class RateLimit {
  private readonly windowMs: number;
  /** When the last sendings had or will have their turns; a ring, the oldest at `next`. */
  private readonly turns: Float64Array;
  private next = 0;

  /** Less than one per second is allowed: 0.5 is one sending every two seconds. */
  constructor(perSecond: number) {
    const count = Math.max(1, Math.floor(perSecond));
    this.windowMs = (count * 1000) / perSecond;
    this.turns = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  }

  /** Takes the next turn if it comes within `maxWaitMs`; `now` is of a clock that never goes back, in milliseconds. */
  take(now: number, maxWaitMs: number): Turn {
    const oldest = this.turns[this.next] ?? Number.NEGATIVE_INFINITY;
    const waitMs = Math.max(0, oldest + this.windowMs - now);
    if (waitMs > Math.max(0, maxWaitMs)) return { nextMs: waitMs };
    this.turns[this.next] = now + waitMs;
    this.next = (this.next + 1) % this.turns.length;
    return { waitMs };
  }
}
