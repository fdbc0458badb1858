import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config/config.js';
import { type Database, migratePostgres, openDatabase } from '../../../src/repositories/database.js';
import {
  binaries,
  initDataDir,
  own,
  ownedDirectory,
  type PostgresNode,
  startNode,
} from '../../crash/support/postgres-node.js';

/** Of `localhost`, and of no address; signed by itself. */
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
const certificate = encodeURIComponent(fixture('localhost.cert.pem'));

if (!binaries) process.stdout.write('Skipped, as there are no programs of PostgreSQL here: TLS and several hosts\n');

describe.skipIf(!binaries)('two PostgreSQL servers, one of them with TLS', { timeout: 60_000 }, () => {
  let directory: string;
  let secure: PostgresNode;
  let plain: PostgresNode;
  const opened: Database[] = [];

  const open = async (url: string): Promise<Database> => {
    const database = await openDatabase({ url, poolSize: 4 });
    opened.push(database);
    return database;
  };
  const urlOf = (host: string, { port }: PostgresNode, parameters = '') =>
    `postgresql://postgres@${host}:${port}/postgres${parameters}`;

  beforeAll(async () => {
    directory = await ownedDirectory('postgres-servers-');
    const secureDir = await initDataDir(directory, 'secure');
    for (const [from, to] of [
      ['localhost.cert.pem', 'server.crt'],
      ['localhost.key.pem', 'server.key'],
    ] as const) {
      await copyFile(fixture(from), join(secureDir, to));
      await own(join(secureDir, to), 0o600);
    }
    [secure, plain] = await Promise.all([
      startNode(secureDir, { ssl: 'on' }),
      startNode(await initDataDir(directory, 'plain')),
    ]);
    await Promise.all([migratePostgres(secure.url), migratePostgres(plain.url)]);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
  });
  afterAll(async () => {
    await Promise.all([secure?.kill(), plain?.kill()]);
    await rm(directory, { recursive: true, force: true });
  });

  describe('TLS', () => {
    const isEncrypted = async (url: string) => {
      const rows = await (await open(url)).sql('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()', []);
      return (rows[0] as { ssl: boolean }).ssl;
    };

    test.each([
      ['localhost', '?sslmode=verify-full&sslrootcert=FILE', true],
      ['127.0.0.1', '?sslmode=verify-ca&sslrootcert=FILE', true],
      ['127.0.0.1', '?sslmode=require&sslrootcert=FILE', true],
      ['127.0.0.1', '?sslmode=require', true],
      ['127.0.0.1', '?sslmode=prefer', true],
      ['127.0.0.1', '?sslmode=disable', false],
      ['127.0.0.1', '', false],
    ])('at %s with %s: %s', async (host, parameters, encrypted) => {
      expect(await isEncrypted(urlOf(host, secure, parameters.replace('FILE', certificate)))).toBe(encrypted);
    });

    test('is gone without where it is only preferred', async () => {
      expect(await isEncrypted(urlOf('127.0.0.1', plain, '?sslmode=prefer'))).toBe(false);
    });

    test.each([
      [
        'of a certificate that nobody trusts',
        'localhost',
        '?sslmode=verify-full',
        /self-signed certificate \(DEPTH_ZERO_SELF_SIGNED_CERT\); name its certificate with sslrootcert in DATABASE_URL$/,
      ],
      [
        'of another name',
        '127.0.0.1',
        '?sslmode=verify-full&sslrootcert=FILE',
        /Hostname\/IP does not match certificate's altnames/,
      ],
    ])('a server %s is refused, with the cause', async (_, host, parameters, cause) => {
      const url = urlOf(host, secure, parameters.replace('FILE', certificate));
      const database = await open(url);
      const refused = { name: 'DatabaseError', kind: 'unavailable', message: expect.stringMatching(cause) };
      await expect(database.ping()).rejects.toMatchObject(refused);
      await expect(database.prisma.customer.count()).rejects.toMatchObject(refused);
      await expect(migratePostgres(url)).rejects.toMatchObject(refused);
    });

    test('a server without it is refused, with the cause', async () => {
      const database = await open(urlOf('127.0.0.1', plain, '?sslmode=require'));
      await expect(database.ping()).rejects.toMatchObject({
        message: `no connection to the database at 127.0.0.1:${plain.port}: The server does not support SSL connections`,
      });
    });

    test('the log of the start has the cause', async () => {
      const lines: string[] = [];
      const dataDir = await mkdtemp(join(tmpdir(), 'servers-'));
      const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
      const settings = { DATABASE_URL: urlOf('localhost', secure, '?sslmode=verify-full'), DATA_DIR: dataDir };
      const app = await createApp(readConfig(settings), logger);
      await vi.waitUntil(() => lines.some((line) => line.includes('not ready: the database does not answer')));
      expect(lines.find((line) => line.includes('not ready'))).toContain('self-signed certificate');
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    });
  });

  describe('several hosts', () => {
    const both = () => `postgresql://postgres@127.0.0.1:${secure.port},127.0.0.1:${plain.port}/postgres`;
    const takesWrites = async (node: PostgresNode, yes: boolean) => {
      await node.query(`ALTER SYSTEM SET default_transaction_read_only = ${yes ? 'off' : 'on'}`);
      await node.query('SELECT pg_reload_conf()');
      const effective = async () => (await node.query('SHOW default_transaction_read_only'))[0];
      await vi.waitUntil(async () => JSON.stringify(await effective())?.includes(yes ? 'off' : 'on'));
    };
    const portOf = async (database: Database) =>
      (await database.sql<{ port: number }>('SELECT inet_server_port() AS port', []))[0]?.port;
    const write = (database: Database) =>
      database.sql('INSERT INTO {customer} (id) VALUES (gen_random_uuid()) RETURNING inet_server_port() AS port', []);

    beforeEach(async () => {
      await takesWrites(secure, true);
      await takesWrites(plain, true);
    });

    test('the first one that takes writes is used', async () => {
      expect(await portOf(await open(both()))).toBe(secure.port);
      await takesWrites(secure, false);
      expect(await portOf(await open(both()))).toBe(plain.port);
      expect(await portOf(await open(`${both()}?target_session_attrs=any`))).toBe(secure.port);
    });

    test('when none takes writes, the error says so of each', async () => {
      await takesWrites(secure, false);
      await takesWrites(plain, false);
      const error = 'no connection to the database at 127.0.0.1';
      await expect((await open(both())).ping()).rejects.toMatchObject({
        kind: 'unavailable',
        message: `${error}:${secure.port}: takes no writes; ${error}:${plain.port}: takes no writes`,
      });
    });

    test('when the one in use takes no writes any more, all connections change over', async () => {
      const database = await open(both());
      await Promise.all(Array.from({ length: 4 }, () => write(database)));
      await takesWrites(secure, false);
      // A session learns of the setting before one of its next statements.
      await vi.waitFor(() => expect(write(database)).rejects.toMatchObject({ sqlState: '25006' }));
      await vi.waitFor(async () => expect(await portOf(database)).toBe(plain.port));
      const all = await Promise.all(Array.from({ length: 8 }, () => write(database)));
      expect(new Set(all.flat().map((row) => (row as { port: number }).port))).toEqual(new Set([plain.port]));
    });

    test('the check of readiness changes over too', async () => {
      const database = await open(both());
      expect(await database.isReadOnly()).toBe(false);
      await takesWrites(secure, false);
      // It takes a moment until the server knows that it takes no writes.
      await vi.waitFor(async () => {
        expect(await database.isReadOnly()).toBe(false);
        expect(await portOf(database)).toBe(plain.port);
      });
    });

    test('through the ORM and a single session', async () => {
      await takesWrites(secure, false);
      const database = await open(both());
      const id = '019ab000-0000-7000-8000-00000000000a';
      await database.prisma.customer.create({ data: { id } });
      expect(await plain.query('SELECT FROM customer WHERE id = $1', [id])).toHaveLength(1);
      expect(await migratePostgres(both())).toEqual([]);
    });

    test('when the one in use dies, the other one is used', async () => {
      const database = await open(both());
      expect(await portOf(database)).toBe(secure.port);
      await secure.kill();
      await vi.waitFor(async () => expect(await portOf(database)).toBe(plain.port));
    });
  });
});
