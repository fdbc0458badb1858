import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import type { AccountConfig, Config } from './config.js';
import { createDataSources } from './datasources/data-sources.js';
import { providerStates } from './datasources/provider-states.js';
import { providerDefinitions } from './datasources/registry.js';
import { OperatorAlert, safeToLog } from './domain/safe-error.js';
import { type Emulator, startEmulator } from './emulator/emulator.js';
import type { Services } from './graphql/context.js';
import { buildSubgraph } from './graphql/schema.js';
import { createMetrics } from './metrics.js';
import { databaseTrouble } from './readiness.js';
import { createCreationRepository } from './repositories/creation-repository.js';
import { createCustomerRepository } from './repositories/customer-repository.js';
import { type Database, openDatabase } from './repositories/database.js';
import { DatabaseError } from './repositories/database-error.js';
import { createProviderCustomerRepository } from './repositories/provider-customer-repository.js';
import { createServer } from './server.js';
import { makeCreateAtProviders } from './services/creation/create-at-providers.js';
import { makeCreateCustomer } from './services/creation/create-customer.js';
import { settledOutcome } from './services/creation/replay.js';
import type { Dependencies } from './services/dependencies.js';
import { makeRecovery } from './services/recovery/recovery.js';
import { resolveCreation, retryCreation } from './services/recovery/review.js';
import { logConfiguration, logTrouble } from './startup-log.js';
import type { Tracing } from './tracing/tracing.js';

/** The running parts of one process, ready to listen. */
export interface App {
  readonly server: FastifyInstance;
  readonly database: Database;
  /** Present when a provider is emulated. */
  readonly emulator?: Emulator;
  /** From now on `/readyz` says that no more work is wanted. */
  drain(): void;
  /** Ends in the order in which the parts need each other. */
  close(): Promise<void>;
}

/**
 * For this long after it is told to end, in milliseconds, the application begins further calls to providers; those that it
 * has begun by then may take another ten seconds (data-sources.ts). A caller whose provider may take longer is told that
 * the outcome is unknown, while there is time to write that down: main.ts ends the process soon after.
 */
const beginCallsForMs = 12_000;

/**
 * Puts the parts together as configured. Opens the database and the emulator; does not listen.
 *
 * @param endAtOnce Called when this process has lost its data directory: it can store nothing any more.
 */
export async function createApp(
  config: Config,
  logger: Logger = pino({ level: config.logLevel }),
  endAtOnce?: () => void,
): Promise<App> {
  const log = (message: string) => logger.info(message);
  const { databaseUrl: url, dataDir, databasePoolSize: poolSize } = config;
  const onLost = ({ message }: Error) => {
    logger.fatal(message);
    endAtOnce?.();
  };
  const [opened, tracing] = await Promise.all([
    openDatabase({ url, dataDir, poolSize, log, onLost }),
    trace(config, logger),
  ]);
  // The database first: its lock also protects the emulator's files in the same directory.
  const emulator = await emulate(config, logger);
  const database = tracing?.statements(opened) ?? opened;
  const dataSources = createDataSources(
    config.accounts.map((account) => {
      const baseUrl = baseUrlOf(account, emulator);
      const { definition, account: name } = account;
      return { ...account, baseUrl, around: tracing?.calls({ provider: definition.name, account: name, baseUrl }) };
    }),
  );
  const customers = createCustomerRepository(database);
  const links = createProviderCustomerRepository(database);
  const creations = createCreationRepository(database);
  const metrics = createMetrics({ circuits: dataSources.circuits, countOpen: creations.countOpen });
  const dependencies: Dependencies = {
    customers,
    links,
    creations,
    dataSource: dataSources.find,
    accounts: dataSources.accounts,
    warn: (error, creationId) => logger.error({ creationId, ...safeToLog(error) }, headlineOf(error)),
    tracer: tracing?.recovery,
  };
  const bare = makeCreateCustomer(dependencies);
  const createCustomer = metrics.measure(tracing?.createCustomer(bare) ?? bare);
  const recovery = makeRecovery(dependencies, { ...config.recovery, perAccount: 8 });
  const services: Services = {
    createCustomer,
    createAtProviders: makeCreateAtProviders(dependencies, createCustomer),
    findCreation: creations.find,
    retryCreation: (id) => retryCreation(dependencies, id),
    resolveCreation: (id, finding) => resolveCreation(dependencies, id, finding),
    pageOfCustomers: customers.page,
    pageOfCreations: creations.page,
    providers: () => providerStates(dataSources, config.accounts),
    outcomeOf: (creation) => settledOutcome(dependencies, creation),
  };

  let draining = false;
  const server = await createServer({
    schema: buildSubgraph(),
    services,
    reads: { customers, links },
    metrics,
    logger,
    sharedSecret: config.sharedSecret,
    trustedDocuments: config.trustedDocuments,
    tracing: tracing?.requests,
    draining: () => draining,
    notReady: () => (draining ? Promise.resolve('draining') : databaseTrouble(database)),
  });
  logConfiguration(config, logger);
  void logTrouble(database, logger);
  // The embedded database has no other process: what is under way in it was left behind by one that is gone.
  if (database.backend === 'pglite') await creations.abandonLeases();
  recovery.start();
  return {
    server,
    database,
    emulator,
    drain() {
      draining = true;
    },
    async close() {
      draining = true;
      // Should it fail, so does the same below, where it is waited for.
      const enough = setTimeout(() => void dataSources.close().catch(() => {}), beginCallsForMs);
      await Promise.all([server.close(), recovery.stop()]);
      clearTimeout(enough);
      await dataSources.close();
      await emulator?.close();
      await database.close();
      await tracing?.close();
    },
  };
}

/** What is not loaded costs nothing, at the start either. */
async function trace({ tracing }: Config, logger: Logger): Promise<Tracing | undefined> {
  if (tracing === undefined) return undefined;
  const { startTracing } = await import('./tracing/tracing.js');
  return startTracing(tracing, (message) => logger.warn(message));
}

async function emulate({ accounts, dataDir }: Config, logger: Logger): Promise<Emulator | undefined> {
  if (!accounts.some(({ mode }) => mode === 'EMULATED')) return undefined;
  return startEmulator({ providers: providerDefinitions, dataDir, log: logger.child({ part: 'emulator' }) });
}

function baseUrlOf({ definition, baseUrl }: AccountConfig, emulator: Emulator | undefined): string {
  const url = baseUrl ?? emulator?.baseUrl(definition.name);
  if (url === undefined) throw new Error(`${definition.name} has no base URL`);
  return url;
}

function headlineOf(error: unknown): string {
  if (error instanceof OperatorAlert) return error.message;
  return error instanceof DatabaseError ? 'the database failed' : 'an outcome could not be stored';
}
