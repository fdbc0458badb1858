import { withSecretFiles } from '../config/secret-files.js';
import { withSettingsFile } from '../config/settings-file.js';
import { migratePostgres } from '../repositories/database.js';

/**
 * `npm run db:migrate`: applies pending migrations to the PostgreSQL database at `DATABASE_URL`, or at the URL in the file
 * that `DATABASE_URL_FILE` names (or in the one that `SETTINGS_FILE` names). It is safe while replicas run, and when several run at once. The embedded database applies
 * its migrations when it is opened.
 */
async function main(): Promise<void> {
  const problems: string[] = [];
  const env = withSecretFiles(
    withSettingsFile(process.env, problems),
    (setting) => setting === 'DATABASE_URL',
    problems,
  );
  if (problems.length > 0) throw new Error(problems.join('; '));
  const url = env.DATABASE_URL?.trim();
  if (!url) {
    throw new Error('DATABASE_URL is not set. The embedded database applies migrations itself when it is opened.');
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
