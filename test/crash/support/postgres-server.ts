/** The PostgreSQL to make test databases on; its user may create databases. */
export const serverUrl = process.env.TEST_DATABASE_URL || undefined;

export function skipNote(what: string): void {
  process.stdout.write(`Skipped, as TEST_DATABASE_URL is not set: ${what}\n`);
}
