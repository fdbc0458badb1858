import type { Database } from './repositories/database.js';

/** Why the database is not usable now; undefined when it is. */
export async function databaseTrouble(database: Database): Promise<string | undefined> {
  try {
    const pending = await database.migrationsPending();
    if (pending.length > 0) return `migrations pending: ${pending.join(', ')}`;
    return (await database.isReadOnly()) ? 'the database is read-only' : undefined;
  } catch {
    return 'the database does not answer';
  }
}
