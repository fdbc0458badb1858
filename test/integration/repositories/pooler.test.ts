import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCreationRepository } from '../../../src/repositories/creation-repository.js';
import { createCustomerRepository } from '../../../src/repositories/customer-repository.js';
import { type Database, migratePostgres, openDatabase } from '../../../src/repositories/database.js';
import { migrationNames } from '../../../src/repositories/migrations.js';
import { createDatabase } from '../../support/database.js';
import { hasPgBouncer, type PgBouncer, startPgBouncer } from '../../support/pgbouncer.js';
import { answered, newCreation, success } from './fixtures.js';

const server = process.env.TEST_DATABASE_URL ?? '';
if (server && !hasPgBouncer) process.stdout.write('Skipped, as pgbouncer is not installed: behind a pooler\n');

describe.runIf(server !== '' && hasPgBouncer)('behind a pooler that gives each transaction another connection', () => {
  let pgBouncer: PgBouncer;
  let direct: Awaited<ReturnType<typeof createDatabase>>;
  let control: pg.Client;
  let database: Database;
  let pooled: string;

  beforeAll(async () => {
    pgBouncer = await startPgBouncer(server);
    direct = await createDatabase(server);
    control = new pg.Client({ connectionString: direct.url });
    await control.connect();
    // Another application's tables of the same names, where an unqualified name leads to.
    await migratePostgres(direct.url);
    await control.query('CREATE SCHEMA "Ours"');
    const url = pgBouncer.through(direct.url);
    url.searchParams.set('schema', 'Ours');
    url.searchParams.set('pgbouncer', 'true');
    pooled = url.toString();
  });
  afterAll(async () => {
    await database?.close();
    await control?.end();
    await pgBouncer?.close();
    await direct?.drop();
  });

  const count = async (table: string) =>
    (await control.query<{ n: number }>(`SELECT count(*)::integer AS n FROM ${table}`)).rows[0]?.n;

  it('migrations, several at once, keep to their schema, and leave no lock behind', async () => {
    const applied = await Promise.all([migratePostgres(pooled), migratePostgres(pooled), migratePostgres(pooled)]);
    expect(applied.flat()).toEqual(await migrationNames());
    database = await openDatabase({ url: pooled, poolSize: 20 });
    expect(await database.migrationsPending()).toEqual([]);
    const { rows } = await control.query(
      `SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND d.datname = current_database()`,
    );
    expect(rows).toEqual([]);
  });

  it('customers are written to that schema alone, through SQL and through the ORM', async () => {
    const creations = createCreationRepository(database);
    const customers = createCustomerRepository(database);
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const creation = newCreation({ reference: `r-${i}` });
        expect(await creations.begin(creation)).toMatchObject({ kind: 'begun' });
        expect(await creations.succeed(creation.id, success(`e-${i}`), answered)).toMatchObject({ kind: 'settled' });
        await customers.keepReference(creation.customerId, `r-${i}`);
      }),
    );
    for (const table of ['customer', 'customer_creation', 'provider_customer', 'customer_reference']) {
      expect([table, await count(`public.${table}`), await count(`"Ours".${table}`)]).toEqual([table, 0, 200]);
    }
    expect((await customers.page({ first: 1_000 })).customers).toHaveLength(200);
    expect(await creations.openByState()).toEqual(new Map());
  });

  it('settings of the sessions are not left to others', async () => {
    const other = new pg.Client({ connectionString: pgBouncer.through(direct.url).toString() });
    await other.connect();
    for (let i = 0; i < 6; i += 1) {
      const { rows } = await other.query(
        `SELECT current_setting('jit') AS jit, current_setting('search_path') AS path`,
      );
      expect(rows).toEqual([{ jit: 'on', path: '"$user", public' }]);
    }
    await other.end();
  });

  it('without pgbouncer=true, the error says what is missing', async () => {
    const url = new URL(pooled);
    url.searchParams.delete('pgbouncer');
    const unaware = await openDatabase({ url: url.toString() });
    await expect(unaware.ping()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('if a pooler stands in between, add pgbouncer=true to DATABASE_URL'),
    });
    await unaware.close();
  });
});
