import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/repositories/connection.js';
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

const idOf = (index: number) => `019ab000-0000-7000-8000-0000000000${String(index).padStart(2, '0')}`;

interface Row {
  readonly what: string;
  readonly provider: string;
  /** The customer's own, as stored now. */
  readonly reference?: string;
  /** Columns of the creation; without one, it was deleted long ago. */
  readonly creation?: {
    readonly reference?: string;
    readonly notSent?: string;
    readonly attempts?: number;
    readonly changedLater?: boolean;
  };
  /** Undefined: null. */
  readonly expected?: string | 'unified id';
}

/** Links as versions before stored them, and what is certain of each. */
const links: readonly Row[] = [
  { what: 'a reference', provider: 'SOAP', reference: 'a-1', creation: { reference: 'a-1' }, expected: 'a-1' },
  { what: 'no reference', provider: 'STAX', creation: {}, expected: 'unified id' },
  {
    what: 'a reference that came later, by another creation',
    provider: 'JUSPAY',
    reference: 'a-2',
    creation: {},
    expected: 'unified id',
  },
  {
    what: 'a reference that the provider could not take',
    provider: 'JUSPAY',
    reference: 'a-3',
    creation: { reference: 'a-3', notSent: '[["metadata"], ["reference"]]' },
    expected: 'unified id',
  },
  {
    what: 'a reference that the creation may have lost',
    provider: 'STAX',
    reference: 'a-4',
    creation: { changedLater: true },
  },
  {
    what: 'a reference of a creation that was changed later, and still has it',
    provider: 'STAX',
    reference: 'a-5',
    creation: { reference: 'a-5', changedLater: true },
    expected: 'a-5',
  },
  { what: 'a customer that was linked already', provider: 'STAX', reference: 'a-6', creation: { attempts: 0 } },
  { what: 'no creation any more, and a reference', provider: 'SOAP', reference: 'a-7' },
  { what: 'no creation any more, and no reference', provider: 'SOAP', expected: 'unified id' },
  { what: 'a provider where our own id is the record’s', provider: 'VAULTERA', reference: 'a-8', expected: 'ext-9' },
  { what: 'a provider that takes no id', provider: 'XPAY', reference: 'a-9', creation: { reference: 'a-9' } },
  { what: 'a provider that takes no id, without reference', provider: 'XPAY' },
];

const unifiedOr = (text: string | undefined, index: number) => (text === 'unified id' ? idOf(index) : (text ?? null));

/** Open creations as versions before stored them: provider, input, and what recovery would have sent. */
const open = [
  ['JUSPAY', { profile: { reference: 'o-1' }, options: {} }, 'o-1', 'o-1'],
  ['JUSPAY', { profile: {}, options: { routingId: 'route-1' } }, 'unified id', 'route-1'],
  ['JUSPAY', { profile: {}, options: { routingId: '' } }, 'unified id', 'unified id'],
  ['STAX', { profile: { reference: 'o-4' }, options: { routingId: 'x' } }, 'o-4', undefined],
  ['XPAY', { profile: { reference: 'o-5' }, options: {} }, undefined, undefined],
] as const;

describe('the migration that gives records the ids that they were sent', () => {
  let opened: Awaited<ReturnType<typeof connect>>;
  const query = async (text: string, args: unknown[] = []) =>
    (await opened.connection.query(text, args)) as Record<string, unknown>[];

  async function insertCreation(index: number, provider: string, columns: Readonly<Record<string, unknown>>) {
    const all = {
      id: idOf(index),
      provider,
      account: 'default',
      mode: 'TEST',
      customer_id: idOf(index),
      existing_customer: false,
      fingerprint: '',
      attempts: 1,
      lease_until: '2026-11-01T00:00:00Z',
      recover_until: '2026-11-01T00:00:00Z',
      updated_at: '2026-11-01T00:00:00Z',
      ...columns,
    };
    const names = Object.keys(all);
    await query(
      `INSERT INTO customer_creation (${names}) SELECT ${names} FROM jsonb_populate_record(NULL::customer_creation, $1::jsonb)`,
      [JSON.stringify(all)],
    );
  }

  beforeAll(async () => {
    opened = await connect();
    for (const table of ['customer_creation', 'provider_customer']) {
      await query(`ALTER TABLE ${table} DROP COLUMN merchant_reference, DROP COLUMN routing_id`);
    }
    for (const [index, { provider, reference = null, creation }] of links.entries()) {
      await query('INSERT INTO customer (id, reference) VALUES ($1::uuid, $2)', [idOf(index), reference]);
      await query(
        `INSERT INTO provider_customer (id, customer_id, provider, account, mode, external_id)
         VALUES ($1::uuid, $1::uuid, $2, 'default', 'TEST', $3)`,
        [idOf(index), provider, `ext-${index}`],
      );
      if (!creation) continue;
      await insertCreation(index, provider, {
        state: 'SUCCEEDED',
        external_id: `ext-${index}`,
        created: true,
        reference: creation.reference ?? null,
        not_sent: JSON.parse(creation.notSent ?? '[]'),
        differences: [],
        changed: [],
        duplicate_external_ids: [],
        key_generation: 0,
        created_at: '2026-11-01T00:00:00Z',
        attempts: creation.attempts ?? 1,
        settled_at: '2026-11-01T00:00:00Z',
        ...(creation.changedLater && { updated_at: '2026-11-02T00:00:00Z' }),
      });
    }
    for (const [at, [provider, input]] of open.entries()) {
      await insertCreation(50 + at, provider, {
        state: 'IN_FLIGHT',
        input,
        not_sent: [['requestClientToken'], ['company'], ['address', 'line3']],
        differences: [],
        changed: [],
        duplicate_external_ids: [],
        key_generation: 0,
        created_at: '2026-11-01T00:00:00Z',
      });
    }
    const name = (await migrationNames()).find((migration) =>
      migration.endsWith('_records_know_the_ids_they_were_sent'),
    );
    const script = await readFile(join(migrationsDirectory, name ?? '', 'migration.sql'), 'utf8');
    await opened.connection.adapter.executeScript(script);
  });
  afterAll(async () => {
    await opened.connection.close();
    await opened.drop?.();
  });

  it.each(links.map((row, index) => [row.what, row, index] as const))('a link with %s', async (_, row, index) => {
    const [link] = await query(
      'SELECT merchant_reference AS ours, routing_id AS routing FROM provider_customer WHERE id = $1::uuid',
      [idOf(index)],
    );
    // Whether the caller gave a routing id was erased when the creation was settled.
    expect(link).toEqual({ ours: unifiedOr(row.expected, index), routing: null });
  });

  it.each(open.map((row, index) => [row[0], 50 + index, row] as const))(
    'an open creation at %s (%i) is sent again as it was',
    async (_provider, index, [, , reference, routing]) => {
      const [creation] = await query(
        'SELECT merchant_reference AS ours, routing_id AS routing FROM customer_creation WHERE id = $1::uuid',
        [idOf(index)],
      );
      expect(creation).toEqual({ ours: unifiedOr(reference, index), routing: unifiedOr(routing, index) });
    },
  );

  it('no longer says that a token is not sent, where one is fetched now', async () => {
    const rows = await query('SELECT provider, not_sent AS "notSent" FROM customer_creation WHERE id >= $1::uuid', [
      idOf(50),
    ]);
    for (const { provider, notSent } of rows) {
      const others = [['company'], ['address', 'line3']];
      expect(notSent).toEqual(provider === 'JUSPAY' ? others : [['requestClientToken'], ...others]);
    }
    expect(rows).toHaveLength(open.length);
  });
});
