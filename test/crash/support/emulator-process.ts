import { run } from './process.js';
import { type Provider, readStoredCustomer, type StoredCustomer } from './providers.js';

/** The emulator as a process of its own, which outlives every server. */
export interface EmulatorProcess {
  baseUrl(provider: Provider): string;
  customers(provider: Provider): Promise<StoredCustomer[]>;
  /** How many of the last 1000 requests to a provider asked it to create the customer with this e-mail address. */
  creationRequests(provider: Provider, email: string): Promise<number>;
  /** Injects a fault, as docs/emulator.md describes them. */
  inject(fault: object): Promise<void>;
  clearFaults(): Promise<void>;
  stop(): Promise<void>;
}

export async function startEmulatorProcess(dataDir: string): Promise<EmulatorProcess> {
  const emulator = run('emulator/main.js', { EMULATOR_PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'fatal' });
  const [, url = ''] = await emulator.says(/on (http:\/\/127\.0\.0\.1:\d+)\./);

  async function control(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(`${url}/_emulator/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response;
  }

  return {
    baseUrl: (provider) => `${url}/${provider.toLowerCase()}`,
    async customers(provider) {
      const response = await control('GET', `customers/${provider}?limit=1000000`);
      const { customers } = (await response.json()) as { customers: Record<string, unknown>[] };
      return customers.map((record) => readStoredCustomer(provider, record));
    },
    async creationRequests(provider, email) {
      const response = await control('GET', `requests/${provider}`);
      const { requests } = (await response.json()) as { requests: { method: string; body: string }[] };
      return requests.filter(({ method, body }) => method === 'POST' && decodeURIComponent(body).includes(email))
        .length;
    },
    inject: async (fault) => {
      await control('POST', 'faults', fault);
    },
    clearFaults: async () => {
      await control('DELETE', 'faults');
    },
    stop: () => emulator.kill(),
  };
}
