import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CreationStore } from '../../../src/domain/creation-store.js';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { ada, answered, newCreation, success } from './fixtures.js';

/*
 * Two statements that lock the same rows in different orders can each wait for the other, until the database ends one of
 * them after a second. Statements for several rows therefore lock them in the order of their ids, whatever the order they
 * are given or stored in.
 */
describe.runIf(process.env.TEST_DATABASE_URL)('a statement that waits for one row holds none behind it', () => {
  let database: TestDatabase;
  let creations: CreationStore;
  let holder: pg.Client;

  beforeEach(async () => {
    database = await openTestDatabase();
    creations = createCreationRepository(database);
    holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
  });
  afterEach(async () => {
    await holder.end();
    await database.close();
  });

  const ids = Array.from({ length: 4 }, () => newId()).sort();
  const [lowest, highest] = [ids.at(0), ids.at(-1)];
  const backwards = [...ids].reverse();

  /** Resolves when the statement of this name waits for a lock. */
  async function waits(statement: string): Promise<void> {
    const waiting = `SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '-- ' || $1 || '%'`;
    while ((await database.sql(waiting, [statement])).length === 0) await sleep(5);
  }

  async function expectOrder(table: string, statement: string, run: () => Promise<unknown>): Promise<void> {
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [lowest]);
    const running = run();
    await waits(statement);
    await holder.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE NOWAIT`, [highest]);
    await holder.query('COMMIT');
    await running;
  }

  /** One whose statement is under way while the others come, so that these go together. */
  async function succeedTogether(others: readonly string[]): Promise<void> {
    const first = newCreation();
    await creations.begin(first);
    const all = [first.id, ...others].map((id) => creations.succeed(id, success(`ext-${id}`), answered));
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(Array(ids.length + 1).fill('settled'));
  }

  it('of creations that recovery is done with', async () => {
    for (const id of backwards) await creations.begin(newCreation({ id, leaseMs: 0 }));
    const account = { provider: 'STAX', account: 'default', mode: 'EMULATED', limit: 10 } as const;
    expect(await creations.claimDue([account], 60_000, [])).toHaveLength(ids.length);
    await expectOrder('customer_creation', 'creation.endRecoveries', () => creations.endRecoveries(backwards));
  });

  it('of creations that succeed', async () => {
    for (const id of backwards) await creations.begin(newCreation({ id }));
    await expectOrder('customer_creation', 'creation.succeed', () => succeedTogether(backwards));
  });

  it('of creations that fail', async () => {
    const first = newCreation();
    const all = [first.id, ...backwards].map((id) => newCreation({ id }));
    const begun = await Promise.all(all.map((one) => creations.begin(one)));
    await expectOrder('customer_creation', 'creation.fail', () =>
      Promise.all(
        all.map(({ id }, n) => {
          const leaseUntil = begun[n]?.kind === 'begun' ? begun[n].leaseUntil : new Date(0);
          const failure = { kind: 'unavailable', reason: 'refused' } as const;
          return creations.fail(id, failure, { releaseKey: false }, { kind: 'lease-holder', leaseUntil });
        }),
      ),
    );
  });

  it('of keys that are claimed, not even a creation that has none', async () => {
    const [keyless, keyed] = [newCreation(), newCreation({ idempotencyKey: 'held' })];
    await holder.query('BEGIN');
    await holder.query(`INSERT INTO idempotency_key (key, mode, together) VALUES ('held', 'EMULATED', false)`);
    const first = creations.begin(newCreation());
    const waiting = [keyless, keyed].map((one) => creations.begin(one));
    await first;
    await waits('creation.begin');
    const { customerId } = keyless;
    const other = await Promise.race([creations.begin(newCreation({ customerId })), sleep(2_000)]);
    await holder.query('COMMIT');
    expect([other?.kind, ...(await Promise.all(waiting)).map(({ kind }) => kind)]).toEqual([
      ...['begun', 'conflict', 'begun'],
    ]);
  });

  it('of customers whose creations succeed', async () => {
    const created: string[] = [];
    for (const customerId of backwards) {
      const at = { provider: 'XPAY' as const, customerId };
      const { id } = newCreation();
      await creations.begin(newCreation({ ...at, id }));
      await creations.succeed(id, success(`xpay-${customerId}`), answered);
      const second = newCreation({ customerId, existingCustomer: true, profile: { ...ada, firstName: 'Augusta' } });
      await creations.begin(second);
      created.push(second.id);
    }
    await expectOrder('customer', 'creation.succeed', () => succeedTogether(created));
  });
});

describe('pruning', () => {
  it('looks at some thousand references at a time, and in the end at all', async () => {
    const database = await openTestDatabase();
    try {
      await database.sql(
        `INSERT INTO customer_reference (reference, customer_id, holders, updated_at)
         SELECT 'r-' || n, gen_random_uuid(), 1, now() - interval '1 hour' FROM generate_series(1, 4500) AS n`,
        [],
      );
      const creations = createCreationRepository(database);
      const prune = () => creations.pruneReferences(new Date());
      expect([await prune(), await prune(), await prune(), await prune()]).toEqual([2_000, 2_000, 500, 0]);
      await creations.begin(newCreation({ reference: 'r' }));
      expect(await creations.pruneReferences(new Date(Date.now() + 1_000))).toBe(0);
      await database.sql('DELETE FROM customer_creation', []);
      expect(await creations.pruneReferences(new Date(Date.now() + 1_000))).toBe(1);
    } finally {
      await database.close();
    }
  });
});

describe.runIf(process.env.TEST_DATABASE_URL)('pruning', () => {
  it('passes over a reference that is being claimed, and waits for nobody', async () => {
    const database = await openTestDatabase();
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    try {
      await database.sql(
        `INSERT INTO customer_reference (reference, customer_id, holders, updated_at)
         SELECT r, gen_random_uuid(), 1, now() - interval '1 hour' FROM unnest(ARRAY['claimed', 'unused']) AS r RETURNING reference`,
        [],
      );
      await holder.query('BEGIN');
      await holder.query(`SELECT FROM customer_reference WHERE reference = 'claimed' FOR UPDATE`);
      expect(await createCreationRepository(database).pruneReferences(new Date())).toBe(1);
      expect(await database.sql('SELECT reference FROM customer_reference', [])).toEqual([{ reference: 'claimed' }]);
    } finally {
      await holder.end();
      await database.close();
    }
  });
});
