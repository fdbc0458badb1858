import { Gauge, type Registry } from 'prom-client';
import type { OpenCreations } from '../domain/creation-store.js';
import type { PoolState } from '../repositories/connection.js';
import { orUndefined } from './patience.js';

export interface WatchedStore {
  openByState(): Promise<ReadonlyMap<string, OpenCreations>>;
  countWithDuplicates(): Promise<number>;
  pool(): PoolState;
}

/** States of creations that are not settled; each always has a series, even at zero. */
const openStates = ['IN_FLIGHT', 'UNKNOWN', 'NEEDS_REVIEW'] as const;

/** What is in the database, and the connections to it. Without the database, no figure is better than a stale one. */
export function watchStore(registry: Registry, { openByState, countWithDuplicates, pool }: WatchedStore): void {
  const byState = (name: string, help: string, read: (open: OpenCreations) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['state'],
      registers: [registry],
      async collect() {
        const found = await orUndefined(openByState());
        if (found === undefined) return this.reset();
        for (const state of openStates) this.set({ state }, read(found.get(state) ?? none));
      },
    });
  byState(
    'customer_creations_open',
    'Creations that are not settled, by state; those in NEEDS_REVIEW wait for an operator. The same in every replica.',
    ({ count }) => count,
  );
  byState(
    'customer_creations_oldest_open_age_seconds',
    'Age of the oldest creation that is not settled, by state, and 0 where there is none. The same in every replica.',
    ({ oldestAgeSeconds }) => oldestAgeSeconds,
  );
  new Gauge({
    name: 'customer_creations_with_duplicates',
    help: 'Creations that made more than one record at the provider; an operator has to remove the others. The same in every replica.',
    registers: [registry],
    async collect() {
      const count = await orUndefined(countWithDuplicates());
      if (count === undefined) this.remove();
      else this.set(count);
    },
  });
  new Gauge({
    name: 'database_pool_connections',
    help: 'Connections to PostgreSQL, by whether a statement has them. Always 0 with the embedded database.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { inUse, idle } = pool();
      this.set({ state: 'in-use' }, inUse);
      this.set({ state: 'idle' }, idle);
    },
  });
  const ofPool = (name: string, help: string, read: (state: PoolState) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read(pool()));
      },
    });
  ofPool('database_pool_waiting', 'Statements that wait for a connection to PostgreSQL.', ({ waiting }) => waiting);
  ofPool(
    'database_pool_connections_max',
    'Largest number of connections to PostgreSQL (DATABASE_POOL_SIZE); 0 with the embedded database.',
    ({ max }) => max,
  );
}

const none: OpenCreations = { count: 0, oldestAgeSeconds: 0 };
