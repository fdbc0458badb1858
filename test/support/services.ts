import { createHttpClient } from '../../src/datasources/http/client.js';
import { type CompiledProvider, compileProvider } from '../../src/datasources/kit/compile-provider.js';
import { createDataSource } from '../../src/datasources/kit/data-source.js';
import { loadDocument } from '../../src/datasources/kit/document.js';
import { textAt } from '../../src/datasources/kit/values.js';
import type { PaymentDataSource } from '../../src/datasources/payment-data-source.js';
import type { ProviderDefinition } from '../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../src/datasources/registry.js';
import type { Creation } from '../../src/domain/creation.js';
import type { CreationStore } from '../../src/domain/creation-store.js';
import type { ProviderMode } from '../../src/domain/provider-mode.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { createCreationRepository } from '../../src/repositories/creation-repository.js';
import { createCustomerRepository } from '../../src/repositories/customer-repository.js';
import { createProviderCustomerRepository } from '../../src/repositories/provider-customer-repository.js';
import { type CreateCustomer, makeCreateCustomer } from '../../src/services/creation/create-customer.js';
import type { Dependencies } from '../../src/services/dependencies.js';
import { makeRecovery, type Recovery } from '../../src/services/recovery/recovery.js';
import { openTestDatabase, type TestDatabase } from './database.js';
import { contractOf } from './provider-fixtures.js';

export interface Account {
  readonly provider: string;
  readonly account: string;
  readonly timeoutMs: number;
  /** By default the emulator's. */
  readonly baseUrl?: string;
  readonly lookUpFirst?: boolean;
  readonly mode?: ProviderMode;
  readonly merchant?: string;
  /** Instead of the registry's. */
  readonly definition?: ProviderDefinition;
}

/** The services of one process, put together as in the application. */
export interface ServiceProcess {
  readonly dependencies: Dependencies;
  readonly createCustomer: CreateCustomer;
  readonly recovery: Recovery;
  /** Closes its connections to the providers. */
  close(): Promise<void>;
}

/** A database and emulated providers, which stay when the processes that use them end. */
export interface World {
  readonly database: TestDatabase;
  readonly emulator: Emulator;
  readonly creations: CreationStore;
  /** @param wrap replaces some of the services' dependencies, for instance a store by one that fails. */
  start(accounts: readonly Account[], wrap?: (dependencies: Dependencies) => Dependencies): ServiceProcess;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const [database, emulator] = await Promise.all([
    openTestDatabase(),
    startEmulator({ providers: providerDefinitions }),
  ]);
  const customers = createCustomerRepository(database);
  const links = createProviderCustomerRepository(database);
  const creations = createCreationRepository(database);

  return {
    database,
    emulator,
    creations,
    start(accounts, wrap = (dependencies) => dependencies) {
      const sources = new Map(accounts.map((account) => [keyOf(account), connect(account, emulator)]));
      const dependencies = wrap({
        customers,
        links,
        creations,
        dataSource: (provider, account) => sources.get(keyOf({ provider, account })),
        accounts: () => accounts.map(({ provider, account, mode = 'EMULATED' }) => ({ provider, account, mode })),
        warn: () => {},
        report: () => {},
        audit: () => {},
      });
      const recovery = makeRecovery(dependencies, { intervalMs: 60_000, perAccount: 500, keepSettledMs: 3_600_000 });
      return {
        dependencies,
        createCustomer: makeCreateCustomer(dependencies),
        recovery,
        async close() {
          await Promise.all([...sources.values()].map((source) => source.close()));
        },
      };
    },
    async close() {
      await emulator.close();
      await database.close();
    },
  };
}

const keyOf = ({ provider, account }: Pick<Account, 'provider' | 'account'>) => `${provider} ${account}`;

/** Each provider is compiled only once, because some tests start hundreds of processes. */
const compiled = new Map<string, CompiledProvider>();

function connect(
  { provider, account, timeoutMs, baseUrl, lookUpFirst, definition, mode = 'EMULATED', merchant = 'emulated' }: Account,
  emulator: Emulator,
): PaymentDataSource {
  const registered = compiled.get(provider) ?? compile(provider);
  compiled.set(provider, registered);
  const known = definition ? compileProvider(definition, registered.document) : registered;
  const settings = Object.fromEntries(known.definition.settings.map((s) => [s.name, s.emulated ?? s.default]));
  const client = createHttpClient({
    baseUrl: baseUrl ?? emulator.baseUrl(provider),
    timeoutMs,
    maxConcurrency: 32,
    backoffMs: 5,
    closeGraceMs: 0,
  });
  return createDataSource(known, {
    name: account,
    mode,
    merchant,
    settings,
    timeoutMs,
    lookUpFirst,
    client,
  });
}

function compile(provider: string): CompiledProvider {
  const definition = providerDefinitions.find(({ name }) => name === provider);
  if (!definition) throw new Error(`There is no provider ${provider}`);
  return compileProvider(definition, loadDocument(definition.document));
}

/**
 * Runs recovery over all open creations in several rounds, as if hours passed between them. Creations that are still
 * open then get a last round after their time for recovery is over.
 */
export async function recoverAll(world: World, ...recoveries: readonly Recovery[]): Promise<void> {
  const runAll = async () => {
    await hoursPass(world);
    let taken = 0;
    for (const recovery of recoveries) {
      taken += await recovery.runOnce();
      await recovery.idle();
    }
    return taken;
  };
  for (let round = 1; round <= 5; round += 1) if ((await runAll()) === 0) return;
  await world.database.sql(`UPDATE customer_creation SET recover_until = now() - interval '1 second'`, []);
  await runAll();
}

/** Makes all open creations due, including those whose lease a process holds. */
export async function hoursPass({ database }: World): Promise<void> {
  await database.sql(
    `UPDATE customer_creation SET lease_until = now() - interval '1 second' WHERE settled_at IS NULL`,
    [],
  );
}

/** Makes the creations due that wait for their next attempt, but not those whose lease a process holds. */
export async function momentsPass({ database }: World): Promise<void> {
  await database.sql(
    `UPDATE customer_creation SET lease_until = now() - interval '1 second', next_attempt_at = now() - interval '1 second'
     WHERE state = 'UNKNOWN' AND lease_until = next_attempt_at`,
    [],
  );
}

/** A creation's fields regardless of its state, each undefined where the state does not have it. */
type FieldName<State> = State extends unknown ? keyof State : never;
type FieldOf<State, Name> = State extends unknown ? (Name extends keyof State ? State[Name] : undefined) : never;
export const fieldsOf = (
  creation: Creation,
): { readonly [Name in FieldName<Creation>]?: FieldOf<Creation, Name> } & Pick<Creation, 'provider' | 'customerId'> =>
  creation;

type Recorded = Readonly<Record<string, unknown>>;

/** The provider's records that this creation made. */
export function recordedFor(
  emulator: Emulator,
  { id, provider, merchantReference, keyBase = id }: Creation,
): readonly Recorded[] {
  const { ownId } = contractOf(provider).stored;
  const isOurs = (customer: Recorded) =>
    ownId
      ? textAt(customer, ...ownId) === merchantReference
      : // The provider stores no id of ours, only the idempotency key: its base, then a generation after a dot.
        textAt(customer, 'idempotencyKey')?.split('.')[0] === keyBase;
  return emulator.customerStore(provider).customers().filter(isOurs);
}

/** The provider's id of a customer in its store. */
export const externalIdOf = (provider: string, customer: Recorded): string =>
  textAt(customer, ...contractOf(provider).stored.externalId) ?? '';

/** An error body in the provider's own format that its error table has no rule for. */
export const errorBody = (provider: string, message: string): object => contractOf(provider).error(message);
