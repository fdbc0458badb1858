import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { createAdminServer } from './admin.js';
import { cached } from './cached.js';
import type { AccountConfig } from './config/accounts.js';
import type { Config } from './config/config.js';
import { createDataSources } from './datasources/data-sources.js';
import type { AroundTry } from './datasources/http/http-client.js';
import { providerStates } from './datasources/provider-states.js';
import { providerDefinitions } from './datasources/registry.js';
import { type Emulator, startEmulator } from './emulator/emulator.js';
import type { Services } from './graphql/context.js';
import { buildSubgraph } from './graphql/schema.js';
import { createMetrics } from './metrics/metrics.js';
import { createOperatorLog } from './operator-log.js';
import { databaseTrouble } from './readiness.js';
import { createCreationRepository } from './repositories/creation-repository.js';
import { createCustomerRepository } from './repositories/customer-repository.js';
import { type Database, openDatabase } from './repositories/database.js';
import { createProviderCustomerRepository } from './repositories/provider-customer-repository.js';
import { createQuotaRepository } from './repositories/quota-repository.js';
import { createServer } from './server.js';
import { makeCreateAtProviders } from './services/creation/create-at-providers.js';
import { makeCreateCustomer } from './services/creation/create-customer.js';
import { settledOutcomes } from './services/creation/replay.js';
import type { Dependencies } from './services/dependencies.js';
import { makeRecovery } from './services/recovery/recovery.js';
import { clearDuplicates, resolveCreation, retryCreation } from './services/recovery/review.js';
import { sharedRateLimit } from './shared-rate-limit.js';
import { logConfiguration, logTrouble, modesOf } from './startup-log.js';
import type { CheckToken } from './tokens.js';
import type { Tracing } from './tracing/tracing.js';
import { type UsedModes, usedModes } from './used-modes.js';
import { readVersion } from './version.js';

/** The running parts of one process, ready to listen. */
export interface App {
  readonly server: FastifyInstance;
  /** Probes and metrics, where they have a port of their own. */
  readonly admin?: FastifyInstance;
  readonly database: Database;
  /** Present when a provider is emulated. */
  readonly emulator?: Emulator;
  /** From now on, `/readyz` answers 503. */
  drain(): void;
  /**
   * Takes over the accounts of another configuration, and nothing else of it. What is in flight goes on under the old ones.
   *
   * @throws Error when an account cannot be had without a restart; then nothing has changed.
   */
  reload(config: Pick<Config, 'accounts'>): void;
  /** Why it cannot work now; undefined when it can. */
  notReady(): Promise<string | undefined>;
  /** Stops the parts in the order of their dependencies. */
  close(): Promise<void>;
}

/**
 * How long calls to providers may still start after the application was told to stop, in milliseconds. Calls in flight by
 * then may take another ten seconds (data-sources.ts). After that, the outcome is recorded as unknown and the caller is
 * told so, before main.ts ends the process.
 */
const startCallsForMs = 12_000;

/** How long answers of the database that probes and metrics ask for are kept, in milliseconds. */
const watchedKeptMs = 1_000;

/**
 * Assembles the application from its configuration. Opens the database and the emulator, but does not listen.
 *
 * @param endAtOnce Called when this process has lost its data directory, and so cannot store anything any more.
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
  // After the database, whose lock also protects the emulator's files in the same directory.
  const emulator = await emulate(config, logger);
  const database = tracing?.statements(opened) ?? opened;
  const metrics = createMetrics({
    version: readVersion(),
    providers: providerDefinitions.map(({ name }) => name),
  });
  const operatorLog = createOperatorLog(logger, tracing?.traceId);
  const quotas = createQuotaRepository(database);
  let { accounts } = config;
  const options = (account: AccountConfig) => {
    const baseUrl = baseUrlOf(account, emulator);
    const at = { provider: account.definition.name, account: account.account };
    const around = within(tracing?.calls({ ...at, baseUrl }), metrics.callsOf(at));
    const key = `${at.provider} ${at.account} ${account.mode}`;
    const shared = config.sharedQuotas ? sharedRateLimit(quotas, key, operatorLog.warn) : undefined;
    return { ...account, baseUrl, around, sharedRateLimit: shared };
  };
  const dataSources = createDataSources(accounts.map(options));
  metrics.configure(dataSources.accounts());
  const customers = createCustomerRepository(database);
  const links = createProviderCustomerRepository(database);
  const creations = createCreationRepository(database);
  // Probes and metrics have a connection of their own, so that they answer while all others are busy, and answers that are
  // kept for a moment, so that nobody slows creations down with them.
  const watched = url === undefined ? opened : await openDatabase({ url, dataDir, poolSize: 1, log });
  const watchedCreations = createCreationRepository(watched);
  const modes = usedModes(watchedCreations, dataSources.accounts, logger);
  const databaseIsWell = cached(() => trouble(watched, modes), watchedKeptMs);
  let draining = false;
  const notReady = () => (draining ? Promise.resolve('draining') : databaseIsWell());
  const dependencies: Dependencies = {
    customers,
    links,
    creations,
    phoneCountry: config.phoneCountry,
    dataSource: dataSources.find,
    accounts: dataSources.accounts,
    ...operatorLog,
    tracer: tracing?.recovery,
  };
  const untraced = makeCreateCustomer(dependencies);
  const createCustomer = metrics.measure(tracing?.createCustomer(untraced) ?? untraced);
  const recovery = makeRecovery(dependencies, { ...config.recovery, perAccount: 8 });
  metrics.watch({
    circuits: dataSources.circuits,
    openByState: cached(watchedCreations.openByState, watchedKeptMs),
    countWithDuplicates: cached(watchedCreations.countWithDuplicates, watchedKeptMs),
    pool: database.pool,
    lastRecovery: recovery.lastRun,
    notReady,
  });
  const services: Services = {
    createCustomer,
    createAtProviders: makeCreateAtProviders(dependencies, createCustomer),
    findCreation: creations.find,
    retryCreation: (id, by) => retryCreation(dependencies, id, by),
    resolveCreation: (id, finding, by) => resolveCreation(dependencies, id, finding, by),
    clearDuplicates: (id, by) => clearDuplicates(dependencies, id, by),
    pageOfCustomers: customers.page,
    pageOfCreations: creations.page,
    providers: () => providerStates(dataSources, accounts, modes.all()),
  };

  const adminPages = { metrics, notReady };
  const admin = config.adminPort === undefined ? undefined : createAdminServer(adminPages, logger);
  const server = await createServer({
    schema: buildSubgraph(),
    services,
    reads: {
      customers,
      links,
      modeOf: (provider, account) => dataSources.find(provider, account)?.mode,
      outcomesOf: async (ids) => settledOutcomes({ customers, links }, await creations.findByIds(ids)),
    },
    metrics,
    logger,
    onResolverFailed: operatorLog.resolverFailed,
    sharedSecrets: config.sharedSecrets,
    checkToken: await tokenCheck(config, logger),
    trustedDocuments: config.trustedDocuments,
    limits: config.limits,
    maxRequests: config.maxRequests,
    maxConnections: config.maxConnections,
    introspection: config.introspection,
    graphiql: config.graphiql,
    compression: config.compression,
    tracing: tracing?.requests,
    draining: () => draining,
    admin: admin ? undefined : adminPages,
  });
  logConfiguration(config, logger);
  void logTrouble(database, logger);
  // A PostgreSQL that is down must not keep the process from starting; `/readyz` tries again.
  const recorded = modes.record().catch(() => {});
  if (database.backend === 'pglite') {
    await recorded;
    // No other process uses the embedded database: creations in flight in it were left behind by an earlier process.
    await creations.abandonLeases(0);
  }
  recovery.start();
  return {
    server,
    admin,
    database,
    emulator,
    notReady,
    drain() {
      draining = true;
    },
    reload({ accounts: next }) {
      // Their clients would begin anew while the others are being closed.
      if (draining) throw new Error('the process is about to stop');
      dataSources.replace(next.map(options));
      metrics.configure(dataSources.accounts());
      accounts = next;
      void modes.record().catch(() => {});
      logger.info(`providers: ${modesOf(accounts)}`);
    },
    async close() {
      draining = true;
      // A failure is reported by the second call below, which is awaited.
      const stopCalls = setTimeout(() => void dataSources.close().catch(() => {}), startCallsForMs);
      await Promise.all([server.close(), recovery.stop()]);
      clearTimeout(stopCalls);
      await dataSources.close();
      await emulator?.close();
      await Promise.all([database.close(), ...(watched === opened ? [] : [watched.close()])]);
      await tracing?.close();
      await admin?.close();
    },
  };
}

const within = (outer: AroundTry | undefined, inner: AroundTry): AroundTry =>
  outer === undefined ? inner : (request, tries, send) => outer(request, tries, () => inner(request, tries, send));

/** Loads the tracing modules only when tracing is configured, to keep the start fast. */
async function trace({ tracing }: Config, logger: Logger): Promise<Tracing | undefined> {
  if (tracing === undefined) return undefined;
  const { startTracing } = await import('./tracing/tracing.js');
  return startTracing(tracing, (message) => logger.warn(message));
}

/** Loaded only when tokens are to be checked. */
async function tokenCheck({ tokens }: Config, logger: Logger): Promise<CheckToken | undefined> {
  if (tokens === undefined) return undefined;
  const { createTokenCheck } = await import('./tokens.js');
  return createTokenCheck(tokens, logger);
}

async function emulate({ accounts, dataDir }: Config, logger: Logger): Promise<Emulator | undefined> {
  if (!accounts.some(({ mode }) => mode === 'EMULATED')) return undefined;
  return startEmulator({ providers: providerDefinitions, dataDir, log: logger.child({ part: 'emulator' }) });
}

function baseUrlOf({ definition, baseUrl }: AccountConfig, emulator: Emulator | undefined): string {
  const url = baseUrl ?? emulator?.baseUrl(definition.name);
  if (url === undefined)
    throw new Error(`${definition.name} cannot be emulated by a process that began without an emulator`);
  return url;
}

async function trouble(database: Database, modes: UsedModes): Promise<string | undefined> {
  const found = await databaseTrouble(database);
  if (found !== undefined) return found;
  return modes.record().then(
    () => undefined,
    () => 'the database does not answer',
  );
}
