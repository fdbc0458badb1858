import process from 'node:process';
import pg from 'pg';
import { start, succeeded } from './processes.mjs';

/**
 * Runs one statement on a new connection.
 *
 * @param {string} url
 * @param {string} statement
 */
export async function query(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

let created = 0;

/**
 * Creates a database for this run, with the service's tables.
 *
 * @param {string} serverUrl Of any database on the same server.
 * @param {string} [checkout] Of the service whose tables they are.
 * @returns {Promise<{ url: string, version: string, drop: () => Promise<void> }>}
 */
export async function createDatabase(serverUrl, checkout = '.') {
  created += 1;
  const name = `unified_customers_bench_${process.pid}_${created}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const drop = async () => {
    await query(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  const [{ server_version: version }] = await query(serverUrl, 'SHOW server_version');
  await query(serverUrl, `CREATE DATABASE ${name}`);
  try {
    await succeeded(start(`${checkout}/dist/cli/migrate.js`, { DATABASE_URL: url.href }));
  } catch (error) {
    await drop();
    throw error;
  }
  return { url: url.href, version: version.split(' ')[0], drop };
}
