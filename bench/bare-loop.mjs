// The program that the service is compared with: it does only what a durable creation needs. It makes the same call to
// the provider and the same two writes to the same tables. Its parent process sends it the amount of work.
import process from 'node:process';
import pg from 'pg';
import { Pool } from 'undici';
import { v7 as newId } from 'uuid';
import { newCustomer } from './customers.mjs';
import { runLoad } from './load.mjs';
import { providers } from './providers.mjs';

const { DATABASE_URL, PROVIDER = '', PROVIDER_URL = '', WITH_REFERENCE } = process.env;
const provider = /** @type {import('./providers.mjs').Provider} */ (providers[PROVIDER]);
const { origin, pathname } = new URL(PROVIDER_URL);
const path = pathname + provider.path;
const http = new Pool(origin, { connections: 32 });
const database = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });

const begin = {
  name: 'begin',
  text: `
    INSERT INTO customer_creation (
      id, state, provider, account, customer_id, existing_customer, reference, idempotency_key, fingerprint, input,
      attempts, lease_until, recover_until, mode)
    VALUES (
      $1, 'IN_FLIGHT', $2, 'default', $3, false, $4, $5, '', $6,
      1, now() + interval '25 seconds', now() + interval '1 day', 'TEST')`,
};

const settle = {
  name: 'settle',
  text: `
    WITH settled AS (
      UPDATE customer_creation
      SET state = 'SUCCEEDED', input = NULL, external_id = $2, created = true, settled_at = now(), updated_at = now()
      WHERE id = $1 AND state = 'IN_FLIGHT'
      RETURNING customer_id
    ), stored AS (
      INSERT INTO customer (id, reference, first_name, last_name, email, phone, company, address, metadata)
      SELECT customer_id, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb FROM settled
    )
    INSERT INTO provider_customer (id, customer_id, provider, account, mode, external_id)
    SELECT $11, customer_id, $12, 'default', 'TEST', $2 FROM settled`,
};

async function create() {
  const customer = newCustomer(WITH_REFERENCE === 'yes');
  const { reference = null, firstName, lastName, email, phone, company, address, metadata, idempotencyKey } = customer;
  const id = newId();
  const customerId = newId();
  await database.query({
    ...begin,
    values: [id, PROVIDER, customerId, reference, idempotencyKey, JSON.stringify(customer)],
  });

  const { statusCode, body } = await http.request({
    method: 'POST',
    path,
    headers: provider.headers(customer, reference ?? customerId, id),
    body: provider.body(customer, reference ?? customerId),
  });
  const answer = await body.json();
  if (statusCode >= 300) throw new Error(`The provider answered ${statusCode}`);

  const profile = [reference, firstName, lastName, email, phone.e164, company];
  const { rowCount } = await database.query({
    ...settle,
    values: [
      id,
      provider.readId(answer),
      ...profile,
      JSON.stringify(address),
      JSON.stringify(metadata),
      newId(),
      PROVIDER,
    ],
  });
  if (rowCount !== 1) throw new Error('Nothing was settled');
}

process.on('message', async (/** @type {import('./load.mjs').Amount} */ amount) => {
  try {
    const before = process.cpuUsage();
    const load = await runLoad(amount, create);
    const { user, system } = process.cpuUsage(before);
    process.send?.({ ...load, cpuMs: (user + system) / 1000 });
  } catch (error) {
    process.send?.({ failed: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
