import type { Socket } from 'node:net';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { fromPostgres } from '../../../src/repositories/database-error.js';
import { readDatabaseUrl } from '../../../src/repositories/database-url.js';
import { ServerPool } from '../../../src/repositories/postgres-pool.js';

const server = process.env.TEST_DATABASE_URL;

// An `error` that nobody listens for ends the process, and vitest reports it as an error of the run.
test.skipIf(!server)('a connection lost while it is handed to a statement fails the statement alone', async () => {
  const pool = new ServerPool(readDatabaseUrl(server ?? ''), { max: 1, session: "SET TIME ZONE 'UTC'" });
  const connected: pg.PoolClient[] = [];
  pool.on('connect', (client) => connected.push(client));
  pool.on('error', () => {});
  try {
    await pool.query('SELECT 1');
    const [client] = connected as unknown as [{ connection: { stream: Socket } }];
    const statement = pool.query('SELECT 1');
    // The pool hands its idle connection over on the next tick, and the socket reports its end on the one after.
    client.connection.stream.destroy(new Error('reset'));
    const failure = await statement.catch(fromPostgres);
    expect(failure).toMatchObject({ name: 'DatabaseError', kind: 'unavailable' });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(connected).toHaveLength(2);
  } finally {
    await pool.end();
  }
});
