import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratePostgres, openDatabase } from '../../../src/repositories/database.js';
import { DatabaseError } from '../../../src/repositories/database-error.js';
import { migrate, migrationNames } from '../../../src/repositories/migrations.js';
import { connectPglite } from '../../../src/repositories/pglite-connection.js';
import { connectPostgres, statementName } from '../../../src/repositories/postgres-connection.js';
import { createDatabase, openTestDatabase, type TestDatabase } from '../../support/database.js';

const server = process.env.TEST_DATABASE_URL ?? '';

describe('a database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it('answers, and lacks no migration', async () => {
    await database.ping();
    expect(await database.migrationsPending()).toEqual([]);
  });

  it('takes and returns values as they are', async () => {
    const time = new Date('2026-03-29T01:02:03.456Z');
    const [row] = await database.sql(
      `SELECT $1::text AS text, $2::jsonb AS json, $3::timestamptz AS time, $4::boolean AS yes, $5::integer AS "number",
         $6::text[] AS list, $7::text AS nothing, current_setting('TimeZone') AS zone`,
      [`it's "odd" \u{1F600}`, '{"a":[1,null]}', time.toISOString(), true, 42, ['a,b', '"', '\\', ''], null],
    );
    expect(row).toEqual({
      text: `it's "odd" \u{1F600}`,
      json: { a: [1, null] },
      time,
      yes: true,
      number: 42,
      list: ['a,b', '"', '\\', ''],
      nothing: null,
      zone: 'UTC',
    });
  });

  it('runs many statements at once', async () => {
    const rows = await Promise.all(
      Array.from({ length: 100 }, (_, i) => database.sql<{ n: number }>('SELECT $1::integer AS n', [i])),
    );
    expect(rows.map(([row]) => row?.n)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('shares its connections and its times with the ORM', async () => {
    const createdAt = new Date('2026-03-29T01:02:03.456Z');
    const id = '019ab000-0000-7000-8000-000000000001';
    await database.prisma.customer.create({ data: { id, reference: 'r', address: { city: 'London' }, createdAt } });
    const [row] = await database.sql('SELECT created_at AS "createdAt", address FROM customer WHERE id = $1::uuid', [
      id,
    ]);
    expect(row).toEqual({ createdAt, address: { city: 'London' } });
    expect((await database.prisma.customer.findUnique({ where: { reference: 'r' } }))?.createdAt).toEqual(createdAt);
  });

  it('says what was refused, and not what was sent', async () => {
    const id = '019ab000-0000-7000-8000-000000000002';
    const wrongState = {
      id,
      state: 'NOWHERE',
      provider: 'STAX',
      account: 'default',
      customerId: id,
      existingCustomer: false,
      fingerprint: '',
      attempts: 1,
      leaseUntil: new Date(),
      recoverUntil: new Date(),
    };
    const duplicate =
      'INSERT INTO customer (id, reference) SELECT gen_random_uuid(), $1::text FROM generate_series(1, 2)';
    await expect(database.sql(duplicate, ['secret'])).rejects.toMatchObject({
      kind: 'unique-violation',
      sqlState: '23505',
    });
    const refused = [
      database.sql(duplicate, ['secret']),
      database.sql('SELECT $1::text::uuid', ['secret']),
      database.sql('SELECT $1::text::jsonb', ['secret']),
      database.sql('INSERT INTO customer (id, reference) VALUES (NULL, $1)', ['secret']),
      // PostgreSQL describes the whole row to the ORM.
      database.prisma.customerCreation.create({ data: { ...wrongState, input: { email: 'secret' } } }),
      database.prisma.customer.findUnique({ where: { id: 'secret' } }),
    ];
    for (const outcome of await Promise.allSettled(refused)) {
      expect(outcome.status).toBe('rejected');
      const error = outcome.status === 'rejected' ? outcome.reason : undefined;
      expect(error).toBeInstanceOf(DatabaseError);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
    }
  });
});

describe('a migration that fails', () => {
  it('leaves nothing behind, so that it can be run again', async () => {
    const created = server ? await createDatabase(server) : undefined;
    const connection = created
      ? await connectPostgres({ url: created.url, forMigrations: true })
      : await connectPglite({});
    const tables = () =>
      connection.query(
        `SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'`,
        [],
      );
    // In the way of a migration in the middle.
    await connection.query('CREATE TYPE {account_mode} AS (a integer)', []);
    await expect(migrate(connection)).rejects.toMatchObject({
      name: 'MigrationError',
      message: expect.stringContaining('"account_mode" already exists'),
    });
    expect(await tables()).toEqual([]);
    await connection.query('DROP TYPE {account_mode}', []);
    expect(await migrate(connection)).toEqual(await migrationNames());
    await connection.close();
    await created?.drop();
  });
});

describe('a PostgreSQL that is not there', () => {
  it('does not stop the start, and is reported as unavailable when it is asked', async () => {
    const database = await openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' });
    await expect(database.ping()).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(database.migrationsPending()).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(database.sql('SELECT 1', [])).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'no connection to the database at 127.0.0.1:1: ECONNREFUSED',
    });
    await expect(database.prisma.customer.count()).rejects.toMatchObject({
      name: 'DatabaseError',
      kind: 'unavailable',
    });
    await database.close();
  });
});

describe.runIf(server !== '')('a PostgreSQL', () => {
  it('is migrated by command, by several at once, and by none of its replicas', async () => {
    const { url, drop } = await createDatabase(server);
    const replica = await openDatabase({ url });
    expect(await replica.migrationsPending()).toEqual(await migrationNames());
    const applied = await Promise.all([migratePostgres(url), migratePostgres(url), migratePostgres(url)]);
    expect(applied.flat()).toEqual(await migrationNames());
    expect(await replica.migrationsPending()).toEqual([]);
    expect(await migratePostgres(url)).toEqual([]);
    await replica.close();
    await drop();
  });

  it('compiles no statement', async () => {
    const database = await openDatabase({ url: server });
    expect(await database.sql('SHOW jit', [])).toEqual([{ jit: 'off' }]);
    await database.close();
  });

  it('keeps to the schema that the URL names', async () => {
    const { url, drop } = await createDatabase(server);
    const within = new URL(url);
    within.searchParams.set('schema', 'Odd schema');
    const database = await openDatabase({ url: within.toString() });
    await database.sql('CREATE SCHEMA "Odd schema"', []);
    await migratePostgres(within.toString());
    expect(await database.migrationsPending()).toEqual([]);
    await database.sql('INSERT INTO "Odd schema".customer (id) VALUES (gen_random_uuid())', []);
    expect(await database.prisma.customer.count()).toBe(1);
    expect(await database.sql('SELECT count(*)::integer AS count FROM {customer}', [])).toEqual([{ count: 1 }]);
    expect(await database.sql(`SELECT to_regclass('public.customer')::text AS elsewhere`, [])).toEqual([
      { elsewhere: null },
    ]);
    await database.close();
    await drop();
  });

  it('is told to give up long statements, but for a pooler that refuses to pass that on, and for migrations', async () => {
    const pooled = new URL(server);
    pooled.searchParams.set('pgbouncer', 'true');
    const limits = async (options: Parameters<typeof connectPostgres>[0]) => {
      const connection = await connectPostgres(options);
      const rows = await connection.query('SHOW statement_timeout', []);
      await connection.close();
      return rows;
    };
    expect(await limits({ url: server })).toEqual([{ statement_timeout: '5s' }]);
    expect(await limits({ url: pooled.toString() })).toEqual([{ statement_timeout: '0' }]);
    expect(await limits({ url: server, forMigrations: true })).toEqual([{ statement_timeout: '0' }]);
  });

  it('is asked again after it ended the connections', async () => {
    const database = await openTestDatabase({ poolSize: 2 });
    const other = await openDatabase({ url: database.url });
    await database.ping();
    await other.sql(
      'SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      [],
    );
    await other.close();
    await expect
      .poll(() =>
        database.ping().then(
          () => 'answers',
          () => 'refuses',
        ),
      )
      .toBe('answers');
    await database.close();
  });
});

describe('a statement name', () => {
  it('is the same for the same text, and short enough for PostgreSQL', () => {
    expect(statementName('SELECT 1')).toBe(statementName('SELECT 1'));
    expect(statementName('SELECT 1')).not.toBe(statementName('SELECT 2'));
    expect(statementName('x'.repeat(10_000)).length).toBeLessThan(64);
  });
});
