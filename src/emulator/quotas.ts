import type { EmulatedAnswer, EmulatedQuota } from '../datasources/provider-emulator.js';

/** What a provider's documented quota is replaced by, in part or in whole. */
export type QuotaChange = Partial<Omit<EmulatedQuota, 'exceeded'>>;

export interface QuotaControl {
  /** From now on, the provider keeps to its quota, and has counted nothing yet. Throws when it documents none. */
  enforce(provider: string, change?: QuotaChange): void;
  /** Ends the quota, and any block, of one provider, or of all. */
  lift(provider?: string): void;
}

export interface Quotas extends QuotaControl {
  /** The answer to a request that is one too many; undefined when it is not. */
  refusal(provider: string): EmulatedAnswer | undefined;
  /** Counts the answer that a request got: 4xx and 5xx are failures. */
  count(provider: string, status: number): void;
}

interface Enforced {
  readonly quota: EmulatedQuota;
  /** When requests came, and when they failed, within the last minute. */
  readonly requests: number[];
  readonly failures: number[];
  blockedUntil: number;
}

const minuteMs = 60_000;

/** @param quotaOf what a provider documents. */
export function createQuotas(
  quotaOf: (provider: string) => EmulatedQuota | undefined,
  now = () => performance.now(),
): Quotas {
  const enforced = new Map<string, Enforced>();

  /** Drops what is older than a minute; returns how long until there are fewer than `limit`, in milliseconds. */
  function wait(times: number[], limit = Number.POSITIVE_INFINITY): number {
    const first = times.findIndex((time) => time > now() - minuteMs);
    times.splice(0, first < 0 ? times.length : first);
    const inTheWay = Number.isFinite(limit) ? times.at(-limit) : undefined;
    return inTheWay === undefined ? 0 : inTheWay + minuteMs - now();
  }

  return {
    enforce(provider, change = {}) {
      const documented = quotaOf(provider);
      if (documented === undefined) throw new Error(`${provider} documents no quota`);
      enforced.set(provider, {
        quota: { ...documented, ...change },
        requests: [],
        failures: [],
        blockedUntil: Number.NEGATIVE_INFINITY,
      });
    },
    lift(provider) {
      if (provider === undefined) enforced.clear();
      else enforced.delete(provider);
    },
    refusal(provider) {
      const at = enforced.get(provider);
      if (at === undefined) return undefined;
      const { quota, requests } = at;
      const waitMs = Math.max(at.blockedUntil - now(), wait(requests, quota.requestsPerMinute));
      requests.push(now());
      if (waitMs <= 0) return undefined;
      const seconds = String(Math.ceil(waitMs / 1000));
      return { ...quota.exceeded, headers: { ...quota.exceeded.headers, 'retry-after': seconds } };
    },
    count(provider, status) {
      const at = enforced.get(provider);
      if (at === undefined || status < 400) return;
      const { quota, failures } = at;
      failures.push(now());
      if (wait(failures, quota.failedRequestsPerMinute) <= 0) return;
      at.blockedUntil = now() + quota.blockSeconds * 1000;
    },
  };
}
