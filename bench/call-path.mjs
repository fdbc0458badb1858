// `npm run bench:call-path`: see README.md beside it.
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { newCustomer, toInput } from './customers.mjs';
import { countCalls } from './entered-functions.mjs';
import { printed, start, stop } from './processes.mjs';
import { connect } from './service.mjs';

/** After this many calls, everything that runs once per process or per connection has run. */
const warmUpCalls = 20;

/** Waiting time for work that goes on after the client has its answer, such as metrics and logs, in milliseconds. */
const settleMs = 200;

const options = optionsOrExit();
const dist = pathToFileURL(join(options.checkout, 'dist/'));
/** @type {(() => unknown)[]} Clean-up steps, run in reverse order. */
const undo = [];

process.on('SIGINT', () => end(130));
process.on('SIGTERM', () => end(143));
try {
  const { createCustomer, counter } = await setUp();
  for (let call = 0; call < warmUpCalls; call++) await createCustomer();
  await sleep(settleMs);
  await counter.take(isOnThePath);
  await createCustomer();
  await sleep(settleMs);
  report(await counter.take(isOnThePath));
  await end(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}

/** @param {number} code */
async function end(code) {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  process.exit(code);
}

/**
 * Generated code and the emulator are left out.
 *
 * @param {string} file
 */
function isOnThePath(file) {
  return !file.startsWith('generated/') && !file.startsWith('emulator/');
}

/**
 * The service in this process, where its functions can be counted, on an embedded database. The provider is emulated by
 * another process, because the emulator uses some of the same files.
 */
async function setUp() {
  const { checkout, provider } = options;
  const { createApp, readConfig, providerDefinitions } = await importService();
  const settings = providerSettings(providerDefinitions, provider);
  const folder = await mkdtemp(join(tmpdir(), 'unified-customers-call-path-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));

  const emulator = start(join(checkout, 'dist/emulator/main.js'), { EMULATOR_PORT: '0', DATA_DIR: folder });
  undo.push(() => stop(emulator));
  const providerUrl = await printed(emulator, new RegExp(`${provider}_BASE_URL=(\\S+)`));

  const app = await createApp(
    readConfig({
      LOG_LEVEL: 'silent',
      DATA_DIR: join(folder, 'service'),
      EMULATOR: 'off',
      // A poll of recovery during the call would be counted as a part of it.
      RECOVERY_INTERVAL_MS: '3600000',
      [`${provider}_BASE_URL`]: providerUrl,
      ...settings,
    }),
  );
  undo.push(() => app.close());
  const origin = await app.server.listen({ host: '127.0.0.1', port: 0 });
  const service = connect(origin, 1);
  undo.push(service.close);
  const counter = await countCalls(dist);
  undo.push(counter.stop);
  return { counter, createCustomer: () => service.createCustomer(toInput(newCustomer(true)), provider) };
}

/** @typedef {import('../src/datasources/provider-definition.js').ProviderDefinition} ProviderDefinition */

async function importService() {
  const [app, config, registry] = await Promise.all(
    ['dist/app.js', 'dist/config/config.js', 'dist/datasources/registry.js'].map(
      (file) => import(pathToFileURL(join(options.checkout, file)).href),
    ),
  );
  return {
    createApp: app.createApp,
    readConfig: config.readConfig,
    providerDefinitions: registry.providerDefinitions,
  };
}

/**
 * Credentials that the emulator accepts, and no rate limit: after the warm-up calls, the measured one would have to wait.
 *
 * @param {readonly ProviderDefinition[]} definitions
 * @param {string} provider
 */
function providerSettings(definitions, provider) {
  const definition = definitions.find(({ name }) => name === provider);
  if (definition === undefined) {
    throw new Error(`--provider is one of ${definitions.map(({ name }) => name).join(', ')}`);
  }
  const { settings } = definition;
  return Object.fromEntries([
    ...settings.flatMap(({ name, emulated }) => (emulated ? [[`${provider}_${name}`, emulated]] : [])),
    [`${provider}_RATE_LIMIT_PER_SECOND`, '1000000'],
  ]);
}

/** @param {readonly import('./entered-functions.mjs').EnteredFile[]} files */
function report(files) {
  const { provider, json } = options;
  const totals = { files: files.length, functions: files.reduce((sum, { functions }) => sum + functions.length, 0) };
  if (json) {
    console.log(JSON.stringify({ provider, totals, files }, undefined, 2));
    return;
  }
  console.log(`One createCustomer at ${provider}, with a reference:\n`);
  for (const { file, functions } of files) {
    console.log(`${file}: ${functions.map(({ name, line }) => `${name}:${line}`).join(', ')}`);
  }
  console.log(`\n${totals.files} files, ${totals.functions} functions`);
}

function optionsOrExit() {
  try {
    const { values } = parseArgs({
      options: {
        provider: { type: 'string', default: 'XPAY' },
        checkout: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
        json: { type: 'boolean', default: false },
      },
    });
    if (!existsSync(join(values.checkout, 'dist/app.js'))) {
      throw new Error(`--checkout ${values.checkout} is not built: no dist/app.js`);
    }
    // Modules are loaded, and counted, by their real paths.
    return { json: values.json, provider: values.provider.toUpperCase(), checkout: realpathSync(values.checkout) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(2);
  }
}
