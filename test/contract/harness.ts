import { onTestFinished } from 'vitest';
import { createHttpClient } from '../../src/datasources/http/client.js';
import { compileProvider, createDataSource } from '../../src/datasources/kit/data-source.js';
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
  /** A data source with connections and a circuit of its own, closed when the test ends. */
  connect(options?: { settings?: ProviderSettings; timeoutMs?: number; baseUrl?: string }): PaymentDataSource;
  /** Customers at the provider whose own id is not among those known when `mark` was called. */
  recorded(): readonly Readonly<Record<string, unknown>>[];
  requests(): readonly RecordedRequest[];
  /** Forgets faults, and what `recorded` and `requests` have shown so far. */
  reset(): void;
}

/** A provider, emulated, and data sources that call it over HTTP as production does. */
export async function openProvider(definition: ProviderDefinition, settings: ProviderSettings): Promise<Provider> {
  const emulator = await startEmulator({ providers: [definition] });
  const compiled = compileProvider(definition, loadDocument(definition.document));
  const { name } = definition;
  let customersBefore = 0;
  let requestsBefore = 0;
  return {
    emulator,
    connect(options = {}) {
      const { timeoutMs = 2000, baseUrl = emulator.baseUrl(name) } = options;
      const client = createHttpClient({ baseUrl, timeoutMs, maxConcurrency: 4, backoffMs: 2, closeGraceMs: 0 });
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

/** Builds what is to be sent, and sends it, as the services do. */
export const create = (source: PaymentDataSource, request: CreateCustomerRequest): Promise<CreateCustomerAnswer> =>
  source.send(source.prepare(request));

let counter = 0;

/** E-mail addresses of the tables that mean anybody; any other is what a case is about. */
const anybody: readonly (string | undefined)[] = ['jo@example.com', fullProfile.email];

/** A request for a customer that no other test knows. */
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
  };
}

/** The same customer, asked for by another creation. */
export function anotherCreation(request: CreateCustomerRequest): CreateCustomerRequest {
  counter += 1;
  return { ...request, idempotencyKey: `creation-${counter}` };
}

export const change = (input: ContractInput, { profile, ...rest }: InputChange): ContractInput => ({
  ...input,
  ...rest,
  profile: { ...input.profile, ...profile },
});
