import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, query } from '../../bench/database.mjs';
import { message, printed, start, stop } from '../../bench/processes.mjs';
import { providers } from '../../bench/providers.mjs';
import { connect } from '../../bench/service.mjs';
import { openDatabase } from '../../dist/repositories/database.js';
import { metric } from './watch.mjs';

/** More than may be in work at once with the service's defaults, so that requests wait in the service and not here. */
const connections = 1_100;

/**
 * The built service, the emulated providers and a database, each in a process of its own but for an embedded database.
 *
 * @param {string | undefined} serverUrl Of PostgreSQL; the embedded database is used without it.
 * @param {(() => Promise<unknown>)[]} undo Gets the clean-up steps, to be run in reverse order.
 */
export async function openWorld(serverUrl, undo) {
  const folder = await mkdtemp(join(tmpdir(), 'unified-customers-soak-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const database = serverUrl === undefined ? undefined : await createDatabase(serverUrl);
  if (database) undo.push(database.drop);
  const emulator = start('dist/emulator/main.js', { EMULATOR_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' });
  undo.push(() => stop(emulator));
  const emulatorUrl = new URL(await printed(emulator, /providers on (http:\S+)\./)).origin;

  const service = start('dist/main.js', {
    NODE_ENV: 'production',
    NODE_OPTIONS: `--import ${new URL('memory-probe.mjs', import.meta.url).href}`,
    PORT: '0',
    ...(database ? { DATABASE_URL: database.url } : {}),
    DATA_DIR: join(folder, 'service'),
    EMULATOR: 'off',
    // The emulator reads all of Stax's records for a look-up, so that these would soon be all that is measured.
    STAX_LOOK_UP_FIRST: 'false',
    ...Object.fromEntries(
      Object.entries(providers).flatMap(([name, { settings }]) => [
        [`${name}_BASE_URL`, `${emulatorUrl}/${name.toLowerCase()}`],
        ...Object.entries(settings).map(([setting, value]) => [`${name}_${setting}`, value]),
      ]),
    ),
  });
  undo.push(() => stop(service));
  const origin = await printed(service, /GraphQL at (http:\S+)\/graphql/);
  let lastWords = '';
  service.stdout?.on('data', (/** @type {string} */ text) => {
    lastWords = (lastWords + text).slice(-2_000);
  });
  const client = connect(origin, connections);
  undo.push(client.close);

  return {
    origin,
    client,
    database: database ? `PostgreSQL ${database.version}` : 'the embedded database',
    /** Where the emulator keeps the providers' records. */
    folder,
    /** How the service has ended, and the last that it has said; undefined while it lives. */
    ended: () => {
      const how = service.exitCode ?? service.signalCode;
      return how === null ? undefined : `The service ended with ${how}:\n${lastWords}`;
    },

    /**
     * Opens all connections, which stay open for about a minute without use: clients such as gateways keep theirs, and
     * Node.js takes one new connection in each turn of its event loop, which is long in an overload.
     */
    openConnections: () => Promise.all(Array.from({ length: connections }, client.ping)),

    /** @returns {Promise<import('./watch.mjs').Sample>} */
    async sample() {
      const answered = message(service);
      service.send('memory');
      const { heapUsed, rss } = await answered;
      const text = await (await fetch(`${origin}/metrics`)).text();
      return {
        heapUsed,
        rss,
        inWork: metric(text, 'graphql_requests_in_work'),
        open: metric(text, 'customer_creations_open'),
        connections: database && (await countConnections(database.url)),
      };
    },

    /** Stops the service, and reads the links of the database and how many creations are open in it. */
    async readRecords() {
      await client.close();
      await stop(service);
      const opened = await openDatabase(database ? { url: database.url } : { dataDir: join(folder, 'service') });
      try {
        const links = await readLinks(opened);
        const states = await opened.sql('SELECT state, count(*)::integer FROM customer_creation GROUP BY state', []);
        return { links, states };
      } finally {
        await opened.close();
      }
    },
  };
}

/**
 * In pages, as a statement of the service's connection may take five seconds.
 *
 * @param {Awaited<ReturnType<typeof openDatabase>>} database
 */
async function readLinks(database) {
  const links = [];
  for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await database.sql(
      `SELECT k.id, k.idempotency_key AS key, l.provider, l.external_id AS "externalId"
       FROM (SELECT * FROM customer_creation WHERE id > $1::uuid ORDER BY id LIMIT 10000) AS k
       LEFT JOIN provider_customer l ON k.state = 'SUCCEEDED'
         AND l.customer_id = k.customer_id AND l.provider = k.provider AND l.external_id = k.external_id
       ORDER BY k.id`,
      [last],
    );
    if (page.length === 0) return links;
    links.push(...page.filter(({ provider }) => provider !== null));
    last = page.at(-1).id;
  }
}

/** @param {string} url */
async function countConnections(url) {
  const [row] = await query(
    url,
    `SELECT count(*)::integer FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'unified-customers'`,
  );
  return row.count;
}
