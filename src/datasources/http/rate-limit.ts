/** Permission to send after `waitMs`; or none, because the next one would only come after `nextInMs`. */
export type Reservation = { readonly waitMs: number } | { readonly nextInMs: number };

/**
 * Limits how many requests are sent in any one second, or another span of time, with a sliding window: each request is sent at least one window
 * after the one that many before it. A token bucket would not do: it lets a full bucket and its refill through within
 * the same second, and providers count per second.
 *
 * Sending times are reserved in advance, which makes them first in, first out without a queue. Own code, because
 * cockatiel has no rate limit, and the published limiters keep their counts in a store or cannot say how long to wait.
 */
export class RateLimit {
  private readonly windowMs: number;
  /** The last reserved sending times, as a ring whose oldest entry is at `next`. */
  private readonly reserved: Float64Array;
  private next = 0;

  /** May be less than one: 0.5 per second is one request every two seconds. `spanMs` is a second unless given. */
  constructor(requests: number, spanMs = 1000) {
    const count = Math.max(1, Math.floor(requests));
    this.windowMs = (count * spanMs) / requests;
    this.reserved = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  }

  /** Reserves the next sending time if it comes within `maxWaitMs`. `now` is in milliseconds, of a monotonic clock. */
  reserve(now: number, maxWaitMs: number): Reservation {
    const oldest = this.reserved[this.next] ?? Number.NEGATIVE_INFINITY;
    const waitMs = Math.max(0, oldest + this.windowMs - now);
    if (waitMs > Math.max(0, maxWaitMs)) return { nextInMs: waitMs };
    this.reserved[this.next] = now + waitMs;
    this.next = (this.next + 1) % this.reserved.length;
    return { waitMs };
  }
}
