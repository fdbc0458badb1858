import { join } from 'node:path';
import { type FastifyError, fastify } from 'fastify';
import { loadDocument, type ProviderDocument } from '../datasources/kit/document.js';
import type { ProviderDefinition } from '../datasources/provider-definition.js';
import type { EmulatedCustomerStore } from '../datasources/provider-emulator.js';
import { controlRoutes } from './control-routes.js';
import { openCustomerStore } from './customer-store.js';
import type { EmulatedProvider, RecordedRequest } from './emulated-provider.js';
import { createFaultRules, type FaultControl } from './faults.js';
import { type EmulatorLog, providerRoutes } from './provider-routes.js';
import { createQuotas, type QuotaControl } from './quotas.js';

export interface EmulatorOptions {
  readonly providers: readonly ProviderDefinition[];
  /** The providers' customers are kept below its folder `emulator/`; absent: in memory only. */
  readonly dataDir?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Loopback only: anybody who reaches the emulator can read its customers and inject faults. */
  readonly host?: '127.0.0.1';
  readonly log?: EmulatorLog;
  /** Reads a provider's document by its name; by default from `schema/providers/`. */
  readonly loadDocument?: (name: string) => ProviderDocument;
}

/** Emulated providers that are served over real HTTP on loopback. */
export interface Emulator {
  /** E.g. `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly faults: FaultControl;
  readonly quotas: QuotaControl;
  /** What comes before the paths of the provider's document, e.g. `http://127.0.0.1:4010/<provider>`. */
  baseUrl(provider: string): string;
  customerStore(provider: string): EmulatedCustomerStore;
  /** The last requests to a provider, oldest first. */
  requests(provider: string): readonly RecordedRequest[];
  /** Ends every connection at once, answered or not. */
  close(): Promise<void>;
}

/** Starts the emulator; rejects if the port is taken or a provider's customers cannot be read. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { dataDir, port = 0, host = '127.0.0.1', log } = options;
  const faults = createFaultRules();
  const quotas = createQuotas((provider) => find(provider).definition.emulator.quota);
  const closing = new AbortController();
  const providers = new Map(
    options.providers.map((definition): [string, EmulatedProvider] => {
      const name = definition.name.toLowerCase();
      const document = (options.loadDocument ?? loadDocument)(definition.document);
      const store = openCustomerStore(dataDir === undefined ? undefined : join(dataDir, 'emulator', `${name}.jsonl`));
      return [name, { definition, document, store, requests: [] }];
    }),
  );

  const app = fastify({
    // The providers' documents have no HEAD operations.
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    return503OnClosing: false,
    // Longer than any client keeps an idle connection: if the server closed first, it would look like a lost answer.
    keepAliveTimeout: 120_000,
    routerOptions: {
      maxParamLength: 16 * 1024,
      // Every value stays text; of a repeated parameter the last one counts.
      querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)),
      // A path that cannot be decoded.
      onBadUrl(_path, _request, response) {
        response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"no such path"}');
      },
    },
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'no such provider' }));
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const { statusCode = 500, message } = error;
    if (statusCode >= 500) log?.error({ err: error }, 'emulator failed');
    return reply.code(statusCode).send({ error: statusCode >= 500 ? `emulator: ${message}` : message });
  });
  app.addHook('onClose', async () => {
    for (const { store } of providers.values()) store.close();
  });
  await app.register(controlRoutes, { prefix: '/_emulator', providers, faults, quotas });
  for (const [name, provider] of providers) {
    await app.register(providerRoutes, { prefix: `/${name}`, provider, faults, quotas, closing: closing.signal, log });
  }
  const url = await app.listen({ port, host });

  function find(provider: string): EmulatedProvider {
    const found = providers.get(provider.toLowerCase());
    if (found === undefined) throw new Error(`The emulator does not serve ${provider}`);
    return found;
  }

  return {
    url,
    faults,
    quotas,
    baseUrl: (provider) => `${url}/${find(provider).definition.name.toLowerCase()}`,
    customerStore: (provider) => find(provider).store,
    requests: (provider) => [...find(provider).requests],
    async close() {
      closing.abort();
      await app.close();
    },
  };
}
