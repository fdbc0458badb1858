import { fileURLToPath } from 'node:url';
import { newCustomer, toInput } from './customers.mjs';
import { runLoad } from './load.mjs';
import { peers } from './peers/clients.mjs';
import { ask, message, printed, start, stop } from './processes.mjs';
import { providers } from './providers.mjs';
import { connect } from './service.mjs';

/**
 * @typedef {'plain' | 'keyed'} Variant Customers without an idempotency key and a reference, or with both.
 *
 * @typedef {import('./load.mjs').Amount & { variant: Variant }} Work
 *
 * @typedef {object} Side One of the programs that are compared.
 * @property {string} name
 * @property {import('./processes.mjs').Child} child
 * @property {(work: Work) => Promise<import('./load.mjs').Load>} run Creates customers.
 *
 * @typedef {object} Surroundings What all sides have in common.
 * @property {string} provider
 * @property {string} providerUrl
 * @property {string} folder For data that is deleted at the end.
 * @property {(() => Promise<unknown>)[]} undo
 */

const usageReport = fileURLToPath(new URL('report-usage.mjs', import.meta.url));
/** More than any load has at once. */
const connections = 160;

/** @param {Variant} variant */
const customerOf = (variant) => {
  const { idempotencyKey, ...customer } = newCustomer(variant === 'keyed');
  return variant === 'keyed' ? { ...customer, idempotencyKey } : customer;
};

/**
 * @param {string} file
 * @param {Record<string, string>} env
 * @param {Surroundings} surroundings
 * @param {readonly string[]} [flags] Of Node.js.
 */
function started(file, env, { undo }, flags = []) {
  const child = start(file, { NODE_ENV: 'production', ...env }, ['--import', usageReport, ...flags]);
  undo.push(() => stop(child));
  return child;
}

/**
 * The service as it is built in a checkout.
 *
 * @param {{ databaseUrl: string, checkout?: string, name?: string, flags?: readonly string[] }} options
 * @param {Surroundings} surroundings
 */
export async function service({ databaseUrl, checkout = '.', name = 'unified-customers', flags }, surroundings) {
  const { provider, providerUrl, folder, undo } = surroundings;
  const settings = Object.entries({ ...providers[provider]?.settings, BASE_URL: providerUrl });
  const child = started(
    `${checkout}/dist/main.js`,
    {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      ...Object.fromEntries(settings.map(([key, value]) => [`${provider}_${key}`, value])),
    },
    surroundings,
    flags,
  );
  const client = connect(await printed(child, /GraphQL at (http:\S+)\/graphql/), connections);
  undo.push(client.close);
  /** @type {Side} */
  const side = {
    name,
    child,
    run: ({ variant, ...amount }) =>
      runLoad(amount, () => client.createCustomer(toInput(customerOf(variant)), provider)),
  };
  return { side, client };
}

/**
 * The bare loop, which needs no client.
 *
 * @param {string} databaseUrl
 * @param {Surroundings} surroundings
 */
export async function bareLoop(databaseUrl, surroundings) {
  const { provider, providerUrl } = surroundings;
  const child = started(
    'bench/bare-loop.mjs',
    { DATABASE_URL: databaseUrl, PROVIDER: provider, PROVIDER_URL: providerUrl },
    surroundings,
  );
  await message(child);
  /** @param {object} work */
  const run = async (work) => {
    const { failed, ...load } = await ask(child, work);
    if (failed) throw new Error(`The bare loop failed: ${failed}`);
    return load;
  };
  return {
    side: /** @type {Side} */ ({ name: 'bare loop', child, run }),
    /** Reads customers, as JSON, in one query for each operation. */
    read: (/** @type {readonly string[]} */ ids, /** @type {number} */ operations) =>
      run({ read: ids, operations, concurrency: 1 }),
    /** Creates customers that come at random moments. */
    arrivals: (/** @type {{ perSecond: number, seconds: number }} */ amount) => run(amount),
    /** Takes the provider's answer alone, and a commit alone. */
    latencies: (/** @type {number} */ operations) => ask(child, { latencies: operations }),
  };
}

/**
 * The other programs: see peers/README.md.
 *
 * @param {string} databaseUrl
 * @param {Surroundings} surroundings
 * @returns {Promise<Side[]>}
 */
export async function peerSides(databaseUrl, surroundings) {
  const { provider, providerUrl, undo } = surroundings;
  /** @type {Side[]} */
  const sides = [];
  for (const { name, program, createOne } of peers) {
    const env = { DATABASE_URL: databaseUrl, PROVIDER: provider, PROVIDER_URL: providerUrl };
    const child = started(program, env, surroundings);
    const { url } = await message(child);
    const client = connect(new URL(url).origin, connections);
    undo.push(client.close);
    /** @type {import('./peers/clients.mjs').Post} */
    const post = async (query, variables) => (await client.post(query, variables)).answer;
    sides.push({
      name,
      child,
      run: ({ variant, ...amount }) => runLoad(amount, () => createOne(post, customerOf(variant), provider)),
    });
  }
  return sides;
}
