import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createDatabase } from '../support/database.js';

const server = process.env.TEST_DATABASE_URL ?? '';

test.runIf(server !== '')('a start on a PostgreSQL without tables says what to do', async () => {
  const { url, drop } = await createDatabase(server);
  const dataDir = await mkdtemp(join(tmpdir(), 'not-migrated-'));
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const app = await createApp(readConfig({ DATABASE_URL: url, DATA_DIR: dataDir }), logger);
  try {
    await vi.waitUntil(() => lines.some((line) => line.includes('npm run db:migrate')));
    expect(lines.join('')).toMatch(/not ready: migrations pending: \d{14}_\w+; `npm run db:migrate` applies them/);
  } finally {
    await app.close();
    await drop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
