import { monotonicNow } from './call.js';
import { RateLimit, type Reservation, type SharedRateLimit } from './rate-limit.js';

export interface QuotaOptions {
  /** Requests in any one second. Unlimited by default. */
  readonly rateLimitPerSecond?: number;
  /** The same for any one minute. If both are given, this one holds. */
  readonly rateLimitPerMinute?: number;
  /** Where other processes keep to the same limit. When it cannot be asked, or by default, only this client keeps to it. */
  readonly sharedRateLimit?: SharedRateLimit;
}

export interface Quota {
  /** Reserves the next sending time, if it comes by `startBy`, a time of the monotonic clock. */
  reserve(startBy: number): Promise<Reservation>;
}

/** So that what is shared of a quota stays small. */
const mostSharedRequests = 100;

/** Beyond it, asking others for each request would hold requests up more than the quota does. No documented quota is as high. */
const mostSharedPerSecond = 100;

/** A quota of this process, and where there are others, of all of them; undefined when there is no limit. */
export function quotaOf(options: QuotaOptions): Quota | undefined {
  const limit = rateLimitOf(options);
  if (limit === undefined) return undefined;
  const together = limit.perSecond <= mostSharedPerSecond ? options.sharedRateLimit : undefined;
  /** When the next sending time of all comes, as far as is known: until then nobody is asked who would only hear that again. */
  let noneBefore = Number.NEGATIVE_INFINITY;
  return {
    async reserve(startBy) {
      const now = monotonicNow();
      if (together === undefined) return limit.reserve(now, startBy - now);
      // Asked first, as it costs nothing, but taken last: what is refused by what others send was not sent by this one.
      const offer = limit.offer(now, startBy - now);
      if ('nextInMs' in offer) return offer;
      if (startBy < noneBefore) return { nextInMs: noneBefore - now };
      const shared = await together.reserve(limit.inNoMoreThan(mostSharedRequests), startBy - now);
      if (shared !== undefined && 'nextInMs' in shared) {
        noneBefore = monotonicNow() + shared.nextInMs;
        return shared;
      }
      const sharedMs = shared?.waitMs ?? 0;
      const at = monotonicNow() + sharedMs;
      const own = limit.reserve(at, startBy - at);
      return 'waitMs' in own ? { waitMs: sharedMs + own.waitMs } : { nextInMs: sharedMs + own.nextInMs };
    },
  };
}

function rateLimitOf({ rateLimitPerSecond, rateLimitPerMinute }: QuotaOptions): RateLimit | undefined {
  if (rateLimitPerMinute !== undefined) return new RateLimit(rateLimitPerMinute, 60_000);
  return rateLimitPerSecond === undefined ? undefined : new RateLimit(rateLimitPerSecond);
}
