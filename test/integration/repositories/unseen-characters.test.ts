import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/repositories/connection.js';
import { createCustomerRepository } from '../../../src/repositories/customer-repository.js';
import type { Database } from '../../../src/repositories/database.js';
import { migrate, migrationNames, migrationsDirectory } from '../../../src/repositories/migrations.js';
import { connectPglite } from '../../../src/repositories/pglite-connection.js';
import { connectPostgres } from '../../../src/repositories/postgres-connection.js';
import { createDatabase } from '../../support/database.js';

/** A migrated database, on a server if there is one. */
async function connect(): Promise<{ connection: Connection; drop?: () => Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL;
  const created = server ? await createDatabase(server) : undefined;
  const connection = created ? await connectPostgres({ url: created.url, poolSize: 1 }) : await connectPglite({});
  await migrate(connection);
  return { connection, drop: created?.drop };
}

/** As versions before stored them. */
const customers = [
  ['plain', 'plain@example.com'],
  ['user\u200b-1\u202c', '\u200ejo@example.com'],
  ['taken', 'taken@example.com'],
  ['tak\u200den', 'other@example.com'],
  ['u\u034f\u0308', 'jo@müller.example'],
  ['\u2060 spaced', null],
  ['\u200b', null],
] as const;
const keys = ['key\u200b-1', 'key-2', 'k\ufeffey-2'];

describe('texts that were stored with characters that nobody sees', () => {
  let opened: Awaited<ReturnType<typeof connect>>;
  const query = async (text: string, args: unknown[] = []) =>
    (await opened.connection.query(text, args)) as Record<string, unknown>[];
  const idOf = (index: number) => `019ab000-0000-7000-8000-00000000000${index}`;

  beforeAll(async () => {
    opened = await connect();
    for (const [index, [reference, email]] of customers.entries()) {
      await query('INSERT INTO customer (id, reference, email) VALUES ($1::uuid, $2, $3)', [
        idOf(index),
        reference,
        email,
      ]);
      await query('INSERT INTO customer_reference (reference, customer_id, holders) VALUES ($1, $2::uuid, 0)', [
        reference,
        idOf(index),
      ]);
    }
    for (const [index, key] of keys.entries()) {
      await query(
        `INSERT INTO customer_creation (id, state, provider, account, mode, customer_id, existing_customer, reference,
           idempotency_key, fingerprint, input, attempts, lease_until, recover_until)
         VALUES ($1::uuid, 'IN_FLIGHT', 'STAX', 'default', 'TEST', $1::uuid, false, $2, $3, '', $4::jsonb, 1, now(), now())`,
        [idOf(index), `ref\u200b-${index}`, key, JSON.stringify({ profile: { reference: `ref\u200b-${index}` } })],
      );
    }
    const name = (await migrationNames()).find((migration) => migration.endsWith('_texts_without_unseen_characters'));
    const script = await readFile(join(migrationsDirectory, name ?? '', 'migration.sql'), 'utf8');
    await opened.connection.adapter.executeScript(script);
  });
  afterAll(async () => {
    await opened.connection.close();
    await opened.drop?.();
  });

  it('lose them, unless another row has the text without them', async () => {
    const references = ['plain', 'user-1', 'taken', 'tak\u200den', 'ü', 'spaced', '\u200b'];
    for (const table of ['customer', 'customer_reference']) {
      const id = table === 'customer' ? 'id' : 'customer_id';
      const rows = await query(`SELECT reference FROM ${table} ORDER BY ${id}`);
      expect(rows.map(({ reference }) => reference)).toEqual(references);
    }
    const emails = await query('SELECT email FROM customer ORDER BY id');
    expect(emails[1]).toEqual({ email: 'jo@example.com' });
  });

  it('keep what is sent again, word for word', async () => {
    const rows = await query('SELECT reference, idempotency_key AS key, input FROM customer_creation ORDER BY id');
    expect(rows.map(({ reference, key }) => [reference, key])).toEqual([
      ['ref-0', 'key-1'],
      ['ref-1', 'key-2'],
      ['ref-2', 'k\ufeffey-2'],
    ]);
    expect(rows[0]?.input).toEqual({ profile: { reference: 'ref\u200b-0' } });
  });

  it('and an e-mail address of before is read in the form in which it is compared now', async () => {
    const repository = createCustomerRepository({ sql: opened.connection.query } as Database);
    const [customer] = await repository.findByReferences(['ü']);
    expect(customer?.profile.email).toBe('jo@xn--mller-kva.example');
  });
});
