// Exits with 0 if the PostgreSQL at the URL in the first argument answers, and with 1 if it does not.
import process from 'node:process';
import pg from 'pg';

const client = new pg.Client({ connectionString: process.argv[2], connectionTimeoutMillis: 5000 });
try {
  await client.connect();
  await client.query('SELECT 1');
  await client.end();
} catch {
  process.exitCode = 1;
}
