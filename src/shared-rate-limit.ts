import { setTimeout as sleep } from 'node:timers/promises';
import { Bulkhead } from './datasources/http/bulkhead.js';
import type { Reservation, SharedRateLimit, Span } from './datasources/http/rate-limit.js';
import { DatabaseError } from './repositories/database-error.js';
import type { QuotaRepository } from './repositories/quota-repository.js';

/** How long a call waits to be told when it may be sent, in milliseconds; then only its process keeps to the quota. */
const patienceMs = 500;

/**
 * Statements at once. The database runs those about one quota one after the other anyway; if one hangs, the others must not
 * take all connections from those who store creations.
 */
const maxAtOnce = 2;
const maxWaiting = 100_000;

const inVain = () =>
  new DatabaseError('unavailable', `the database did not give a sending time within ${patienceMs} ms`);

/**
 * A quota that replicas keep to together, through their database.
 *
 * @param key what has the quota: provider, account and mode.
 * @param onFailed the database did not say, or not in time.
 */
export function sharedRateLimit(
  quotas: QuotaRepository,
  key: string,
  onFailed: (error: unknown) => void,
): SharedRateLimit {
  const turns = new Bulkhead(maxAtOnce, maxWaiting);

  async function ask(limit: Span, maxWaitMs: number, late: AbortSignal): Promise<Reservation> {
    if ((await turns.acquire(patienceMs, late)) !== 'acquired') throw inVain();
    const askedAt = performance.now();
    try {
      return await quotas.reserve({ key, ...limit }, maxWaitMs);
    } finally {
      turns.release(performance.now() - askedAt);
    }
  }

  return {
    async reserve(limit, maxWaitMs) {
      const over = new AbortController();
      const patience = async (): Promise<never> => {
        await sleep(patienceMs, undefined, { signal: over.signal, ref: false });
        throw inVain();
      };
      try {
        return await Promise.race([ask(limit, maxWaitMs, over.signal), patience()]);
      } catch (error) {
        onFailed(error);
        return undefined;
      } finally {
        over.abort();
      }
    },
  };
}
