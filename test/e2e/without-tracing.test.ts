import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../crash/support/process.js';

/** Prints, when asked by SIGUSR2, how many modules of OpenTelemetry's SDK the process has loaded. */
const preload = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { createRequire } from 'node:module';
    const { cache } = createRequire(process.cwd() + '/package.json');
    process.on('SIGUSR2', () => {
      const loaded = Object.keys(cache).filter((path) => path.includes('/@opentelemetry/sdk-'));
      console.log('modules of the SDK: ' + loaded.length + '.');
    });`)}`,
);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'without-tracing-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** How many modules of the SDK a service has loaded after a creation. */
async function loadedBy(settings: Readonly<Record<string, string>>): Promise<number> {
  const service = run('main.js', { PORT: '0', DATA_DIR: directory, ...settings }, { preload });
  try {
    const [, url = ''] = await service.says(/ready: GraphQL at (http:\/\/[^/]+\/graphql)/);
    const query = 'mutation { createCustomer(provider: STAX, input: { firstName: "Asha" }) { __typename } }';
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toEqual({ data: { createCustomer: { __typename: 'CreateCustomerSuccess' } } });
    service.signal('SIGUSR2');
    const [, count] = await service.says(/modules of the SDK: (\d+)\./);
    return Number(count);
  } finally {
    await service.kill();
  }
}

test('nothing of the SDK is loaded unless a collector is named', { timeout: 60_000 }, async () => {
  expect(await loadedBy({})).toBe(0);
  expect(await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toBeGreaterThan(0);
});
