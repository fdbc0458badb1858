import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CreateCustomerOutcome } from '../../../src/services/creation/outcome.js';
import { startTracing } from '../../../src/tracing/tracing.js';
import { type Collector, startCollector } from '../../support/collector.js';
import { listen, unusedPort } from '../datasources/http/support.js';

const settings = {
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-secret',
  OTEL_BSP_SCHEDULE_DELAY: '1',
};
const outcome = { kind: 'key-reused', provider: 'STAX', account: 'default' } as const;

let warnings: string[] = [];
async function start(endpoint: string, more: Record<string, string> = {}) {
  warnings = [];
  const all = { ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...more };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const tracing = await startTracing('http/json', (message) => warnings.push(message));
  const create = (end: () => Promise<CreateCustomerOutcome>) => tracing.createCustomer(end)({}, 'STAX');
  return { ...tracing, create };
}
afterEach(() => vi.unstubAllEnvs());

describe('with a collector', () => {
  async function collected(work: (tracing: Awaited<ReturnType<typeof start>>) => Promise<unknown>, more = {}) {
    const collector: Collector = await startCollector();
    const tracing = await start(collector.url, more);
    await work(tracing);
    await tracing.close();
    await collector.close();
    return collector;
  }

  test('settings that the SDK reads hold', async () => {
    const collector = await collected(({ create }) => create(async () => outcome), {
      OTEL_SERVICE_NAME: 'customers-eu',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging,service.name=other',
    });
    expect(collector.deliveries).toMatchObject([
      { path: '/v1/traces', headers: { authorization: 'Bearer collector-secret' } },
    ]);
    expect(collector.resource()).toMatchObject({
      'service.name': 'customers-eu',
      'deployment.environment.name': 'staging',
    });
    expect(warnings).toEqual([]);
  });

  test('the sampler decides', async () => {
    const work = ({ create }: Awaited<ReturnType<typeof start>>) => create(async () => outcome);
    expect((await collected(work, { OTEL_TRACES_SAMPLER: 'always_off' })).deliveries).toEqual([]);
    expect((await collected(work, { OTEL_TRACES_SAMPLER: 'always_on' })).spans()).toHaveLength(1);
  });

  test("of what was thrown only the error's name is told", async () => {
    const thrown = new TypeError('asha.rao@example.com is not iterable');
    const collector = await collected(({ create }) =>
      expect(create(() => Promise.reject(thrown))).rejects.toBe(thrown),
    );
    expect(collector.spans()).toMatchObject([{ attributes: { 'error.type': 'TypeError' }, status: { code: 2 } }]);
    expect(String(collector.deliveries[0]?.body)).not.toContain('asha');
  });

  test('the name of an account that does not exist is not told', async () => {
    const collector = await collected(({ create }) =>
      create(async () => ({ kind: 'not-configured', provider: 'STAX', account: 'asha.rao@example.com' })),
    );
    expect(collector.spans()[0]?.attributes).toEqual({
      'payment_provider.name': 'STAX',
      'customer_creation.outcome': 'not-configured',
    });
  });
});

describe('without one', () => {
  test('work goes on, and one warning without secrets says that traces are lost', async () => {
    const tracing = await start(`http://127.0.0.1:${await unusedPort()}`, { OTEL_EXPORTER_OTLP_TIMEOUT: '1' });
    expect(await tracing.create(async () => outcome)).toBe(outcome);
    while (warnings.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await tracing.create(async () => outcome);
    await tracing.close();
    expect(warnings).toEqual(['traces are lost: the collector does not accept them (ECONNREFUSED)']);
  });

  test('one that refuses is warned of by its status', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 401 collector-secret\r\ncontent-length: 0\r\n\r\n'));
    const tracing = await start(`http://127.0.0.1:${await listen(server)}`);
    await tracing.create(async () => outcome);
    await tracing.close();
    expect(warnings).toEqual(['traces are lost: the collector does not accept them (401)']);
  });

  test('one that never answers does not keep the process from stopping', async () => {
    const collector = await startCollector('hangs');
    const tracing = await start(collector.url, {
      OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
      OTEL_BSP_EXPORT_TIMEOUT: '600000',
    });
    await tracing.create(async () => outcome);
    await tracing.close();
    expect(collector.deliveries).toHaveLength(1);
    await collector.close();
  });
});
