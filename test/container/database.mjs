import { randomBytes } from 'node:crypto';
import process from 'node:process';
import pg from 'pg';

const serverUrl = process.env.TEST_DATABASE_URL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

/** An empty database on the tests' server. */
export async function createDatabase() {
  const name = `container_${randomBytes(6).toString('hex')}`;
  await administrate(`CREATE DATABASE ${name}`);
  return {
    url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href,
    drop: () => administrate(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function administrate(sql) {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
