import type { AccountInMode } from '../domain/creation.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import { type AroundTry, createHttpClient, type HttpClient } from './http/client.js';
import { FailureBudget } from './http/failure-budget.js';
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
  readonly around?: AroundTry;
}

export interface AccountState {
  readonly provider: string;
  readonly account: string;
  readonly circuit: HttpClient['circuit'];
  /** Calls in progress. */
  readonly inFlight: number;
}

/** Every configured account of every provider. */
export interface DataSources {
  find(provider: string, account: string): PaymentDataSource | undefined;
  /** Every configured account. */
  accounts(): readonly AccountInMode[];
  circuits(): readonly AccountState[];
  /** What a provider accepts, whether or not an account of it is configured. */
  describe(definition: ProviderDefinition): ProviderDescription;
  close(): Promise<void>;
}

/** How long calls in progress may take to finish on `close`, in milliseconds; after that, their outcome is unknown. */
const closeGraceMs = 10_000;

/** Compiles each provider once, and gives every account its own client, so that no account's failures affect another, unless the provider itself counts
 * them together. */
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
    const budget = budgets.get(address) ?? new FailureBudget({ failures: failedRequestsPerMinute });
    budgets.set(address, budget);
    return budget;
  };
  const sources = new Map<string, { source: PaymentDataSource; client: HttpClient }>();
  for (const options of accounts) {
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
    sources.set(keyOf(definition.name, account), { source, client });
  }
  return {
    find: (provider, account) => sources.get(keyOf(provider, account))?.source,
    accounts: () =>
      [...sources.values()].map(({ source: { provider, account, mode } }) => ({ provider, account, mode })),
    circuits: () =>
      [...sources.values()].map(({ source: { provider, account }, client: { circuit, inFlight } }) => ({
        provider,
        account,
        circuit,
        inFlight,
      })),
    describe: (definition) => describeProvider(compiledOf(definition)),
    async close() {
      await Promise.all([...sources.values()].map(({ source }) => source.close()));
    },
  };
}

const keyOf = (provider: string, account: string) => `${provider} ${account}`;
