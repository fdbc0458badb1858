import { isDeepStrictEqual } from 'node:util';
import type { AccountInMode } from '../domain/creation.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import { createHttpClient } from './http/client.js';
import { FailureBudget } from './http/failure-budget.js';
import type { AroundTry, HttpClient } from './http/http-client.js';
import type { SharedRateLimit } from './http/rate-limit.js';
import { type CompiledProvider, compileProvider } from './kit/compile-provider.js';
import { createDataSource } from './kit/data-source.js';
import { describeProvider, type ProviderDescription } from './kit/describe.js';
import { loadDocument } from './kit/document.js';
import { merchantFingerprint } from './kit/merchant.js';
import type { PaymentDataSource } from './payment-data-source.js';
import type { ProviderDefinition, ProviderSettings } from './provider-definition.js';

/** An account of a provider, with everything that can be configured for it. */
export interface AccountOptions {
  readonly definition: ProviderDefinition;
  readonly account: string;
  readonly mode: ProviderMode;
  readonly settings: ProviderSettings;
  readonly baseUrl: string;
  /** Milliseconds for one call, retries included. */
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly rateLimitPerSecond?: number;
  readonly rateLimitPerMinute?: number;
  /** See `ProviderDefinition.failedRequestsPerMinute`. */
  readonly failedRequestsPerMinute?: number;
  /** See `ProviderAccount.lookUpFirst`. */
  readonly lookUpFirst?: boolean;
  readonly sharedRateLimit?: SharedRateLimit;
  readonly around?: AroundTry;
}

export interface AccountState {
  readonly provider: string;
  readonly account: string;
  readonly circuit: HttpClient['circuit'];
  /** Calls in progress. */
  readonly inFlight: number;
  /** Calls that wait for their turn, before they are in progress. */
  readonly queued: number;
  /** Of those in progress: they wait for the quota or a retry. */
  readonly waiting: number;
}

/** Every configured account of every provider. */
export interface DataSources {
  find(provider: string, account: string): PaymentDataSource | undefined;
  /** Every configured account. */
  accounts(): readonly AccountInMode[];
  circuits(): readonly AccountState[];
  /** What a provider accepts, whether or not an account of it is configured. */
  describe(definition: ProviderDefinition): ProviderDescription;
  /**
   * From now on these are the configured accounts. One whose options are as they were keeps its client, with its quota and
   * circuit. Whoever already has a data source that is replaced may use it for another `retiredMs`.
   */
  replace(accounts: readonly AccountOptions[]): void;
  close(): Promise<void>;
}

/** How long calls in progress may take to finish on `close`, in milliseconds; after that, their outcome is unknown. */
const closeGraceMs = 10_000;

/** How long a replaced data source can be used, in milliseconds: longer than a creation may take from its check to its end. */
const retiredMs = 15 * 60 * 1000;

interface Source {
  readonly source: PaymentDataSource;
  readonly client: HttpClient;
  readonly options: AccountOptions;
}

/**
 * Compiles each provider once, and gives every account its own client, so that no account's failures affect another, unless
 * the provider itself counts them together.
 */
export function createDataSources(accounts: readonly AccountOptions[]): DataSources {
  const compiled = new Map<ProviderDefinition, CompiledProvider>();
  const compiledOf = (definition: ProviderDefinition): CompiledProvider => {
    const provider = compiled.get(definition) ?? compileProvider(definition, loadDocument(definition.document));
    compiled.set(definition, provider);
    return provider;
  };
  /** By the address that is called: a provider that blocks this one for its failures blocks it for all its accounts. */
  const budgets = new Map<string, FailureBudget>();
  const failureBudgetOf = ({ definition, baseUrl, failedRequestsPerMinute }: AccountOptions) => {
    if (failedRequestsPerMinute === undefined) return undefined;
    const address = `${definition.name} ${new URL(baseUrl).origin}`;
    const budget = budgets.get(address) ?? new FailureBudget();
    budget.limit(failedRequestsPerMinute);
    budgets.set(address, budget);
    return budget;
  };
  function open(options: AccountOptions): Source {
    const { definition, account, mode, settings, timeoutMs, lookUpFirst, baseUrl } = options;
    // The emulator's port differs from start to start, so its address must not count.
    const merchant = mode === 'EMULATED' ? 'emulated' : merchantFingerprint(definition, settings, baseUrl);
    const client = createHttpClient({
      ...options,
      failureBudget: failureBudgetOf(options),
      closeGraceMs: Math.min(timeoutMs, closeGraceMs),
    });
    const source = createDataSource(compiledOf(definition), {
      name: account,
      mode,
      merchant,
      settings,
      timeoutMs,
      lookUpFirst,
      client,
    });
    return { source, client, options };
  }
  let sources = new Map<string, Source>();
  const retired = new Map<Source, NodeJS.Timeout>();
  function retire(old: Source): void {
    const close = () => {
      retired.delete(old);
      void old.source.close();
    };
    retired.set(old, setTimeout(close, retiredMs).unref());
  }
  function replace(next: readonly AccountOptions[]): void {
    const before = sources;
    sources = new Map(
      next.map((options) => {
        const key = keyOf(options.definition.name, options.account);
        const old = before.get(key);
        return [key, old && isSame(old.options, options) ? old : open(options)];
      }),
    );
    for (const [key, old] of before) if (sources.get(key) !== old) retire(old);
  }
  replace(accounts);
  return {
    find: (provider, account) => sources.get(keyOf(provider, account))?.source,
    accounts: () =>
      [...sources.values()].map(({ source: { provider, account, mode } }) => ({ provider, account, mode })),
    circuits: () =>
      [...sources.values()].map(
        ({ source: { provider, account }, client: { circuit, inFlight, queued, waiting } }) => ({
          provider,
          account,
          circuit,
          inFlight,
          queued,
          waiting,
        }),
      ),
    describe: (definition) => describeProvider(compiledOf(definition)),
    replace,
    async close() {
      for (const timer of retired.values()) clearTimeout(timer);
      await Promise.all([...sources.values(), ...retired.keys()].map(({ source }) => source.close()));
    },
  };
}

const keyOf = (provider: string, account: string) => `${provider} ${account}`;

/** Those that are no settings are new each time. */
const isSame = (one: AccountOptions, other: AccountOptions): boolean =>
  isDeepStrictEqual(settingsOf(one), settingsOf(other));

const settingsOf = ({ around: _, sharedRateLimit: __, ...settings }: AccountOptions) => settings;
