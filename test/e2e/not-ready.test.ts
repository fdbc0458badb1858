import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/config.js';
import { migratePostgres } from '../../src/repositories/database.js';
import { createDatabase } from '../support/database.js';

const server = process.env.TEST_DATABASE_URL ?? '';

describe.runIf(server !== '')('a PostgreSQL', () => {
  const lines: string[] = [];
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let dataDir: string;
  let app: App | undefined;

  async function start(): Promise<App> {
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    app = await createApp(readConfig({ DATABASE_URL: database.url, DATA_DIR: dataDir }), logger);
    return app;
  }

  beforeEach(async () => {
    lines.length = 0;
    database = await createDatabase(server);
    dataDir = await mkdtemp(join(tmpdir(), 'not-ready-'));
  });
  afterEach(async () => {
    await app?.close();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('without tables: the log says what to do', async () => {
    await start();
    await vi.waitUntil(() => lines.some((line) => line.includes('npm run db:migrate')));
    expect(lines.join('')).toMatch(
      /not ready: migrations pending: (\d{14}_\w+(, )?)+; `npm run db:migrate` applies them/,
    );
  });

  test('that takes no writes, such as a standby, is not ready', async () => {
    await migratePostgres(database.url);
    await database.set('SET default_transaction_read_only = on');
    const { server: http } = await start();
    const answer = await http.inject('/readyz');
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'the database is read-only' }]);
  });
});
