// The program that the service is compared with: it does only what a durable creation needs. It makes the same call to
// the provider and the same two writes to the same tables. Its parent process sends it what to do.
import process from 'node:process';
import pg from 'pg';
import { Pool } from 'undici';
import { v7 as newId } from 'uuid';
import { newCustomer } from './customers.mjs';
import { runArrivals, runLoad } from './load.mjs';
import { providers } from './providers.mjs';
import { quantile } from './statistics.mjs';

const { DATABASE_URL, PROVIDER = '', PROVIDER_URL = '' } = process.env;
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

/** @param {import('./sides.mjs').Variant} variant */
async function create(variant) {
  const customer = newCustomer(variant === 'keyed');
  const { reference = null, firstName, lastName, email, phone, company, address, metadata } = customer;
  const idempotencyKey = variant === 'keyed' ? customer.idempotencyKey : null;
  const id = newId();
  const customerId = newId();
  await database.query({
    ...begin,
    values: [id, PROVIDER, customerId, reference, idempotencyKey, JSON.stringify(customer)],
  });

  const answer = await send(customer, reference ?? customerId, id);

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

/**
 * @param {import('./customers.mjs').Customer} customer
 * @param {string} id The customer's own id at the merchant.
 * @param {string} key
 */
async function send(customer, id, key) {
  const { statusCode, body } = await http.request({
    method: 'POST',
    path,
    headers: provider.headers(customer, id, key),
    body: provider.body(customer, id),
  });
  const answer = await body.json();
  if (statusCode >= 300) throw new Error(`The provider answered ${statusCode}`);
  return answer;
}

/** @param {readonly string[]} ids */
async function read(ids) {
  const { rows } = await database.query({
    name: 'read',
    text: 'SELECT id, reference, first_name, last_name, email FROM customer WHERE id = ANY($1::uuid[])',
    values: [ids],
  });
  if (rows.length !== ids.length) throw new Error('A customer is missing');
  JSON.stringify({ data: { _entities: rows } });
}

const alone = (/** @type {number} */ operations) => ({ operations, concurrency: 1 });
/** A commit, and nothing else. */
const commit = () => database.query({ name: 'commit', text: 'INSERT INTO commits DEFAULT VALUES' });

/** @param {any} work */
async function run(work) {
  if ('read' in work) return runLoad(work, () => read(work.read));
  if ('perSecond' in work) return runArrivals(work, () => create('plain'));
  if (!('latencies' in work)) return runLoad(work, () => create(work.variant));
  await database.query('CREATE TABLE IF NOT EXISTS commits (at timestamptz DEFAULT now())');
  const provider = await runLoad(alone(work.latencies), () => send(newCustomer(false), newId(), newId()));
  const commits = await runLoad(alone(work.latencies), commit);
  return { providerMs: quantile(provider.latencies, 0.5), commitMs: quantile(commits.latencies, 0.5) };
}

process.on('message', async (/** @type {object} */ work) => {
  // For report-usage.mjs.
  if ('ask' in work) return;
  process.send?.(await run(work).catch((error) => ({ failed: String(error) })));
});
// Nothing else keeps this process alive, and report-usage.mjs does not mean to.
process.channel?.ref();
process.on('disconnect', () => process.exit());
process.send?.('ready');
