/** Permission to send after `waitMs`; or none, because the next one would only come after `nextInMs`. */
export type Reservation = { readonly waitMs: number } | { readonly nextInMs: number };

/** A quota that other processes use too. */
export interface SharedRateLimit {
  /**
   * Reserves the next sending time of all processes, if it comes within `maxWaitMs`.
   *
   * @returns undefined when that cannot be found out in time; never rejects.
   */
  reserve(limit: Span, maxWaitMs: number): Promise<Reservation | undefined>;
}

/** So many requests in any one window. */
export interface Span {
  readonly requests: number;
  readonly windowMs: number;
}

/**
 * Limits how many requests are sent in any one second, or another span of time, with a sliding window: each request is sent
 * at least one window after the one that many before it. A token bucket would not do: it lets a full bucket and its refill through within
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

  get perSecond(): number {
    return (1000 * this.reserved.length) / this.windowMs;
  }

  /** What it allows, in no more than so many requests: fewer in a shorter window are the same, or stricter. */
  inNoMoreThan(most: number): Span {
    const requests = Math.min(most, this.reserved.length);
    return { requests, windowMs: (this.windowMs * requests) / this.reserved.length };
  }

  /** Reserves the next sending time if it comes within `maxWaitMs`. `now` is in milliseconds, of a monotonic clock. */
  reserve(now: number, maxWaitMs: number): Reservation {
    const offer = this.offer(now, maxWaitMs);
    if ('nextInMs' in offer) return offer;
    this.reserved[this.next] = now + offer.waitMs;
    this.next = (this.next + 1) % this.reserved.length;
    return offer;
  }

  /** What `reserve` would return. */
  offer(now: number, maxWaitMs: number): Reservation {
    const oldest = this.reserved[this.next] ?? Number.NEGATIVE_INFINITY;
    const waitMs = Math.max(0, oldest + this.windowMs - now);
    return waitMs > Math.max(0, maxWaitMs) ? { nextInMs: waitMs } : { waitMs };
  }
}
