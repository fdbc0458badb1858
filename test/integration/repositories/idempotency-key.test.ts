import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreationStore } from '../../../src/domain/creation-store.js';
import type { ProviderMode } from '../../../src/domain/provider-mode.js';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { migrationNames, migrationsDirectory } from '../../../src/repositories/migrations.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { answered, newCreation, operator, success } from './fixtures.js';

let database: TestDatabase;
let creations: CreationStore;
beforeAll(async () => {
  database = await openTestDatabase();
  creations = createCreationRepository(database);
});
afterAll(() => database.close());
beforeEach(() =>
  database.sql(
    'TRUNCATE customer_creation, idempotency_key, provider_customer, customer, customer_reference, account_mode',
    [],
  ),
);

const one = (key: string, overrides: Parameters<typeof newCreation>[0] = {}) =>
  newCreation({ idempotencyKey: key, ...overrides });
const oneOfSeveral = (key: string, overrides: Parameters<typeof newCreation>[0] = {}) =>
  newCreation({ idempotencyKey: `${key}:STAX`, together: true, ...overrides });
const keys = async () =>
  (await database.sql<{ key: string }>('SELECT key FROM idempotency_key ORDER BY key, mode', [])).map(({ key }) => key);
const taken = { kind: 'key-taken' };
const begun = { kind: 'begun' };

/** A request for a customer who is linked already. */
async function linkedRequest(idempotencyKey: string, together = false) {
  const creation = newCreation();
  await creations.begin(creation);
  const outcome = await creations.succeed(creation.id, success(newId()), answered);
  if (outcome.kind !== 'settled') throw new Error(outcome.kind);
  const link = outcome.providerCustomer;
  return { id: newId(), idempotencyKey, together, fingerprint: 'f', notSent: [], differences: [], link };
}

describe('a key', () => {
  it('is of one creation from the statement that begins it', async () => {
    expect(await creations.begin(one('k'))).toMatchObject(begun);
    expect(await creations.claimKey('k', ['EMULATED'], 'f')).toBe(false);
    expect(await creations.claimKey('k', ['TEST', 'EMULATED'], 'f')).toBe(false);
    // The other mode was not claimed along with it.
    expect(await creations.begin(one('k', { mode: 'TEST' }))).toMatchObject(begun);
  });

  it('is of several from when it is claimed, in the modes of them all, and again for a repeat', async () => {
    for (let n = 0; n < 2; n += 1) expect(await creations.claimKey('k', ['TEST', 'EMULATED', 'TEST'], 'f')).toBe(true);
    expect(await creations.begin(one('k'))).toEqual(taken);
    expect(await creations.begin(one('k', { mode: 'TEST' }))).toEqual(taken);
    expect(await creations.begin(oneOfSeveral('k'))).toMatchObject(begun);
    expect(await creations.begin(one('k', { mode: 'LIVE' }))).toMatchObject(begun);
  });

  it('of several is of one call, and of the next one when it was claimed before calls were recorded', async () => {
    expect(await creations.claimKey('k', ['TEST'], 'f')).toBe(true);
    expect(await creations.claimKey('k', ['TEST'], 'other')).toBe(false);
    expect(await creations.claimKey('k', ['EMULATED', 'TEST'], 'other')).toBe(false);
    await database.sql('UPDATE idempotency_key SET request = NULL', []);
    expect(await creations.claimKey('k', ['TEST', 'EMULATED'], 'other')).toBe(true);
    expect(await creations.claimKey('k', ['TEST'], 'f')).toBe(false);
    expect(await creations.claimKey('k', ['TEST'], 'other')).toBe(true);
  });

  it('of a request that is refused for its reference is not claimed', async () => {
    await creations.begin(newCreation({ reference: 'r' }));
    const other = { reference: 'r', customerId: newId(), existingCustomer: true };
    expect(await creations.begin(one('k', other))).toEqual({ kind: 'reference-taken' });
    expect(await keys()).toEqual([]);
  });

  it('that is refused leaves the reference as free as it was', async () => {
    await creations.claimKey('k', ['EMULATED'], 'f');
    expect(await creations.begin(one('k', { reference: 'r' }))).toEqual(taken);
    expect(await database.sql('SELECT reference FROM customer_reference', [])).toEqual([]);
  });

  it('of a linked customer is the mutation’s too', async () => {
    expect(await creations.keepKey(await linkedRequest('k'))).toBeUndefined();
    expect(await creations.keepKey(await linkedRequest('k'))).toMatchObject({ idempotencyKey: 'k' });
    expect(await creations.claimKey('k', ['EMULATED'], 'f')).toBe(false);
    await creations.claimKey('several', ['EMULATED'], 'f');
    expect(await creations.keepKey(await linkedRequest('several'))).toBe('key-taken');
    expect(await creations.keepKey(await linkedRequest('several:STAX', true))).toBeUndefined();
    expect(await keys()).toEqual(['k', 'several']);
  });
});

describe.runIf(process.env.TEST_DATABASE_URL)('while another transaction has claimed the key', () => {
  /** What the calls come to that begin while a transaction holds the claim, and go on when it has ended. */
  async function during(together: boolean, end: 'COMMIT' | 'ROLLBACK', ...calls: (() => Promise<unknown>)[]) {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('INSERT INTO idempotency_key (key, mode, together) VALUES ($1, $2, $3)', [
        'k',
        'EMULATED',
        together,
      ]);
      let done = 0;
      const outcomes = calls.map((call) => call().finally(() => (done += 1)));
      await sleep(200);
      expect(done).toBe(0);
      await client.query(end);
      return await Promise.all(outcomes);
    } finally {
      await client.end();
    }
  }

  it('for several, one does not begin', async () => {
    const linked = await linkedRequest('k');
    const [begin, keep] = await during(
      true,
      'COMMIT',
      () => creations.begin(one('k')),
      () => creations.keepKey(linked),
    );
    expect(begin).toEqual(taken);
    expect(keep).toBe('key-taken');
  });

  it('for one, several do not begin, and another one does', async () => {
    const calls = [() => creations.claimKey('k', ['EMULATED'], 'f'), () => creations.begin(one('k'))];
    expect(await during(false, 'COMMIT', ...calls)).toMatchObject([false, begun]);
  });

  it.each([true, false])('whoever comes next has it when that comes to nothing (together: %s)', async (together) => {
    const calls = together
      ? () => creations.begin(one('k'))
      : async () => ({ kind: (await creations.claimKey('k', ['EMULATED'], 'f')) && 'begun' });
    expect(await during(together, 'ROLLBACK', calls)).toMatchObject([begun]);
  });

  it('several of one call do not wait for each other', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await creations.claimKey('k', ['EMULATED'], 'f');
      await client.query('BEGIN');
      // As another of them would, if it took the key.
      await client.query(`SELECT FROM idempotency_key WHERE key = 'k' FOR UPDATE`);
      expect(await creations.begin(oneOfSeveral('k'))).toMatchObject(begun);
    } finally {
      await client.end();
    }
  });
});

describe('pruneKeys', () => {
  const day = 24 * 60 * 60 * 1000;
  const age = (days: number) =>
    database.sql(`UPDATE idempotency_key SET used_at = now() - $1::integer * interval '1 day'`, [days]);
  const prune = (days = 31, limit = 10) => creations.pruneKeys(new Date(Date.now() - days * day), limit);
  const forgetCreations = () => database.sql('DELETE FROM customer_creation', []);
  const useIn = (mode: ProviderMode) => creations.useInModes([{ provider: 'STAX', account: 'default', mode }]);

  it('deletes keys that were last used long ago, and no more at once than it is told to', async () => {
    for (const key of ['a', 'b', 'c']) await creations.claimKey(key, ['EMULATED'], 'f');
    await age(32);
    await creations.claimKey('recent', ['EMULATED'], 'f');
    expect(await prune(31, 2)).toBe(2);
    expect(await prune(31, 2)).toBe(1);
    expect(await prune(31, 2)).toBe(0);
    expect(await keys()).toEqual(['recent']);
  });

  it.each([
    ['one creation', one, true],
    ['one of several, once it is settled', oneOfSeveral, true],
    ['one of several that is open, at a provider that is not configured any more', oneOfSeveral, false],
  ])('keeps that of %s for as long as there is a record of it', async (_, make, isUsed) => {
    if (isUsed) {
      await useIn('EMULATED');
      await creations.claimKey('k', ['EMULATED'], 'f');
    }
    await database.sql('TRUNCATE idempotency_key', []);
    const creation = make('k');
    if (creation.together) await creations.claimKey('k', ['EMULATED'], 'f');
    await creations.begin(creation);
    if (isUsed) await creations.succeed(creation.id, success('ext'), answered);
    await age(400);
    expect(await prune()).toBe(0);
    await forgetCreations();
    expect(await prune()).toBe(1);
    // Then it may be used in either mutation.
    expect(await creations.begin(one('k'))).toMatchObject(begun);
  });

  it('keeps a key that was used again, although nothing came of it but a failure', async () => {
    const claim = { one: () => creations.begin(one('k')), several: () => creations.claimKey('k', ['EMULATED'], 'f') };
    for (const [name, use] of Object.entries(claim)) {
      await database.sql('TRUNCATE idempotency_key, customer_creation', []);
      await use();
      await forgetCreations();
      await age(32);
      await use();
      await forgetCreations();
      expect(await prune(), name).toBe(0);
    }
  });

  it.runIf(process.env.TEST_DATABASE_URL)('does not take the key from a creation that begins meanwhile', async () => {
    await creations.claimKey('k', ['EMULATED'], 'f');
    await age(32);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE idempotency_key SET used_at = now()');
      expect(await prune()).toBe(0);
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
    expect(await prune()).toBe(0);
  });

  it('leaves the key of a failure that released it to its mutation until then', async () => {
    const creation = one('k');
    await creations.begin(creation);
    await database.sql(`UPDATE customer_creation SET state = 'NEEDS_REVIEW', reason = 'r'`, []);
    await creations.fail(creation.id, { kind: 'rate-limit' }, { releaseKey: true }, operator);
    expect(await creations.claimKey('k', ['EMULATED'], 'f')).toBe(false);
    await age(32);
    await prune();
    expect(await creations.claimKey('k', ['EMULATED'], 'f')).toBe(true);
  });
});

describe('keys from before they were claimed', () => {
  const insert = (key: string, provider: string, mode: ProviderMode, createdAt: string) =>
    database.sql(
      `INSERT INTO customer_creation (id, state, provider, account, mode, customer_id, existing_customer,
         idempotency_key, fingerprint, input, attempts, lease_until, recover_until, created_at)
       VALUES ($1::uuid, 'IN_FLIGHT', $2, 'default', $3, $1::uuid, false, $4, '', '{}', 1, now(), now(), $5::timestamptz)`,
      [newId(), provider, mode, key, createdAt],
    );
  const migrateKeys = async () => {
    const name = (await migrationNames()).find((migration) => migration.endsWith('_keys_belong_to_one_mutation'));
    const script = await readFile(join(migrationsDirectory, name ?? '', 'migration.sql'), 'utf8');
    await database.sql(script.slice(script.indexOf('INSERT INTO')), []);
  };
  const stored = () => database.sql('SELECT key, mode, together FROM idempotency_key ORDER BY key, mode', []);

  it('belong to the mutation that used them first', async () => {
    await insert('single', 'STAX', 'TEST', '2026-11-01T00:00:00Z');
    await insert('single', 'STAX', 'LIVE', '2026-11-01T00:00:00Z');
    await insert('several:STAX', 'STAX', 'TEST', '2026-11-01T00:00:00Z');
    await insert('several:XPAY', 'XPAY', 'TEST', '2026-11-01T00:00:00Z');
    // What looks like another provider's is a caller's own.
    await insert('own:SOAP', 'XPAY', 'TEST', '2026-11-01T00:00:00Z');
    // Both mutations could use one key at the same moment.
    await insert('both:STAX', 'STAX', 'TEST', '2026-11-02T00:00:00Z');
    await insert('both', 'XPAY', 'TEST', '2026-11-01T00:00:00Z');
    await migrateKeys();
    expect(await stored()).toEqual([
      { key: 'both', mode: 'TEST', together: false },
      { key: 'own:SOAP', mode: 'TEST', together: false },
      { key: 'several', mode: 'TEST', together: true },
      { key: 'single', mode: 'LIVE', together: false },
      { key: 'single', mode: 'TEST', together: false },
    ]);
  });

  it('come along when their creations turn out to be of another mode', async () => {
    await insert('single', 'STAX', 'LIVE', '2026-11-01T00:00:00Z');
    await insert('several:STAX', 'STAX', 'LIVE', '2026-11-01T00:00:00Z');
    await migrateKeys();
    await creations.claimKey('several', ['LIVE'], 'f');
    await creations.useInModes([{ provider: 'STAX', account: 'default', mode: 'TEST' }]);
    expect(await creations.claimKey('single', ['TEST'], 'f')).toBe(false);
    expect(await creations.begin(one('several', { mode: 'TEST' }))).toEqual(taken);
    expect(await creations.claimKey('several', ['TEST'], 'other')).toBe(false);
  });
});
