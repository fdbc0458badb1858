import { migratePostgres } from '../repositories/database.js';

/**
 * `npm run db:migrate`: brings the PostgreSQL at `DATABASE_URL` up to date. Safe beside running replicas and beside
 * itself. The embedded database needs none of it: it brings itself up to date when it is opened.
 */
async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (url === undefined || url === '') {
    throw new Error('DATABASE_URL is not set; the embedded database migrates itself when it is opened');
  }
  const applied = await migratePostgres(url);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
