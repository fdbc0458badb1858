import { onTestFinished } from 'vitest';
import { createHttpClient } from '../../src/datasources/http/client.js';
import type { HttpClientOptions } from '../../src/datasources/http/http-client.js';
import { compileProvider } from '../../src/datasources/kit/compile-provider.js';
import { createDataSource } from '../../src/datasources/kit/data-source.js';
import { loadDocument } from '../../src/datasources/kit/document.js';
import type {
  CreateCustomerAnswer,
  CreateCustomerRequest,
  PaymentDataSource,
} from '../../src/datasources/payment-data-source.js';
import type { ProviderDefinition, ProviderSettings } from '../../src/datasources/provider-definition.js';
import type { RecordedRequest } from '../../src/emulator/emulated-provider.js';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.js';
import { type ContractInput, fullProfile, type InputChange } from './provider-contract.js';

const emulated = { mode: 'EMULATED', merchant: 'emulated' } as const;

export interface Provider {
  readonly emulator: Emulator;
  /** A data source with its own connections and circuit breaker, closed when the test ends. */
  connect(options?: {
    settings?: ProviderSettings;
    timeoutMs?: number;
    baseUrl?: string;
    failureBudget?: HttpClientOptions['failureBudget'];
  }): PaymentDataSource;
  /** Customers that the provider has stored since the last `reset`. */
  recorded(): readonly Readonly<Record<string, unknown>>[];
  requests(): readonly RecordedRequest[];
  /** Removes all faults. `recorded` and `requests` return only what comes after it. */
  reset(): void;
}

/** Starts an emulated provider; its data sources call it over HTTP, as in production. */
export async function openProvider(definition: ProviderDefinition, settings: ProviderSettings): Promise<Provider> {
  const emulator = await startEmulator({ providers: [definition] });
  const compiled = compileProvider(definition, loadDocument(definition.document));
  const { name } = definition;
  let customersBefore = 0;
  let requestsBefore = 0;
  return {
    emulator,
    connect(options = {}) {
      const { timeoutMs = 2000, baseUrl = emulator.baseUrl(name), failureBudget } = options;
      const limits = { maxConcurrency: 4, backoffMs: 2, closeGraceMs: 0, failureBudget };
      const client = createHttpClient({ baseUrl, timeoutMs, ...limits });
      const account = { ...emulated, name: 'default', settings: options.settings ?? settings, timeoutMs, client };
      const source = createDataSource(compiled, account);
      onTestFinished(() => source.close());
      return source;
    },
    recorded: () => emulator.customerStore(name).customers().slice(customersBefore),
    requests: () => emulator.requests(name).slice(requestsBefore),
    reset() {
      emulator.faults.clear();
      customersBefore = emulator.customerStore(name).customers().length;
      requestsBefore = emulator.requests(name).length;
    },
  };
}

/** Prepares a request and sends it, as the services do. */
export const create = (source: PaymentDataSource, request: CreateCustomerRequest): Promise<CreateCustomerAnswer> =>
  source.send(source.prepare(request));

let counter = 0;

/** E-mail addresses that stand for any customer and may be replaced; another address is the subject of its case. */
const anybody: readonly (string | undefined)[] = ['jo@example.com', fullProfile.email];

/** A request for a customer that no other test uses. */
export function requestOf({
  profile,
  options,
  requestClientToken,
  merchantCustomerId,
}: ContractInput): CreateCustomerRequest {
  counter += 1;
  const unique = `customer-${String(counter).padStart(4, '0')}`;
  return {
    profile:
      profile.email !== undefined && anybody.includes(profile.email)
        ? { ...profile, email: `${unique}@example.com` }
        : profile,
    options: options ?? {},
    requestClientToken: requestClientToken ?? false,
    merchantCustomerId: merchantCustomerId ?? unique,
    idempotencyKey: `creation-${counter}`,
    begunAt: new Date(),
  };
}

/** A request of another creation for the same customer. */
export function anotherCreation(request: CreateCustomerRequest): CreateCustomerRequest {
  counter += 1;
  return { ...request, idempotencyKey: `creation-${counter}` };
}

export const change = (input: ContractInput, { profile, ...rest }: InputChange): ContractInput => ({
  ...input,
  ...rest,
  profile: { ...input.profile, ...profile },
});
