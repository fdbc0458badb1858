import type { Database } from './repositories/database.js';

/**
 * Why the database is not usable now; undefined when it is.
 *
 * @param report is given the error, which tells operators more than the answer of a probe does.
 */
export async function databaseTrouble(
  database: Database,
  report?: (error: unknown) => void,
): Promise<string | undefined> {
  try {
    const pending = await database.migrationsPending();
    if (pending.length > 0) return `migrations pending: ${pending.join(', ')}`;
    return (await database.isReadOnly()) ? 'the database is read-only' : undefined;
  } catch (error) {
    report?.(error);
    return 'the database does not answer';
  }
}
