import type { Database } from './database.js';
import { reserve } from './quota-statements.js';

export interface SharedQuota {
  /** E.g. provider, account and mode. */
  readonly key: string;
  /** In any one window, at most 100. */
  readonly requests: number;
  readonly windowMs: number;
}

export interface QuotaRepository {
  /**
   * Reserves the next sending time that the quota allows to all processes together, if it comes within `maxWaitMs`.
   *
   * @returns how long to wait for it; or, when it would come later, for how long there is none.
   * @throws DatabaseError
   */
  reserve(quota: SharedQuota, maxWaitMs: number): Promise<{ readonly waitMs: number } | { readonly nextInMs: number }>;
}

export function createQuotaRepository(database: Database): QuotaRepository {
  return {
    async reserve({ key, requests, windowMs }, maxWaitMs) {
      const args = [key, requests, windowMs, Math.max(0, maxWaitMs)];
      const [row] = await database.sql<{ granted: boolean; wait_ms: number }>(reserve, args);
      if (row === undefined) throw new Error('no sending time was given');
      return row.granted ? { waitMs: row.wait_ms } : { nextInMs: row.wait_ms };
    },
  };
}
