import { afterEach, expect, test, vi } from 'vitest';
import type { SendingOutcome } from '../../../src/datasources/http/outcome.js';
import { createMetrics, type Watched } from '../../../src/metrics/metrics.js';
import { readMetrics } from '../../support/metrics.js';

const stax = { provider: 'STAX', account: 'eu' };
const configured = { version: '1.2.3', providers: ['STAX', 'SOAP'], accounts: [stax] };

const well: Watched = {
  circuits: () => [{ ...stax, circuit: 'OPEN', inFlight: 3, queued: 2, waiting: 1 }],
  openByState: async () => new Map([['UNKNOWN', { count: 2, oldestAgeSeconds: 61.5 }]]),
  countWithDuplicates: async () => 1,
  pool: () => ({ inUse: 4, idle: 1, waiting: 7, max: 5 }),
  notReady: async () => undefined,
  lastRecovery: () => new Date(1_800_000_000_500),
};

function watching(parts: Partial<Watched> = {}) {
  const metrics = createMetrics(configured);
  metrics.watch({ ...well, ...parts });
  return metrics;
}

afterEach(() => vi.useRealTimers());

const reading = async (metrics: ReturnType<typeof createMetrics>) => {
  const read = readMetrics(await metrics.text());
  return (name: string) => Object.fromEntries(read.get(name)?.samples ?? []);
};

test('says what the parts are doing', async () => {
  const of = await reading(watching());
  const at = '{provider="STAX",account="eu"}';
  expect(of('provider_circuit_state')).toEqual({ [at]: 2 });
  expect(of('provider_calls_in_flight')).toEqual({ [at]: 3 });
  expect(of('provider_calls_queued')).toEqual({ [at]: 2 });
  expect(of('provider_calls_waiting')).toEqual({ [at]: 1 });
  const states = (unknown: number) => ({
    '{state="IN_FLIGHT"}': 0,
    '{state="UNKNOWN"}': unknown,
    '{state="NEEDS_REVIEW"}': 0,
  });
  expect(of('customer_creations_open')).toEqual(states(2));
  expect(of('customer_creations_oldest_open_age_seconds')).toEqual(states(61.5));
  expect(of('customer_creations_with_duplicates')).toEqual({ '': 1 });
  expect(of('database_pool_connections')).toEqual({ '{state="in-use"}': 4, '{state="idle"}': 1 });
  expect(of('database_pool_waiting')).toEqual({ '': 7 });
  expect(of('database_pool_connections_max')).toEqual({ '': 5 });
  expect(of('recovery_last_run_timestamp_seconds')).toEqual({ '': 1_800_000_000.5 });
  expect(of('unified_customers_ready')).toEqual({ '': 1 });
  expect(of('unified_customers_build_info')).toEqual({
    [`{version="1.2.3",node_version="${process.version}"}`]: 1,
  });
});

test('is made once for all who ask at the same time, and anew for who asks later', async () => {
  const openByState = vi.fn(well.openByState);
  const metrics = watching({ openByState });
  const texts = await Promise.all(Array.from({ length: 100 }, () => metrics.text()));
  expect(new Set(texts).size).toBe(1);
  const asked = openByState.mock.calls.length;
  expect(asked).toBeLessThan(5);
  await metrics.text();
  expect(openByState.mock.calls.length).toBe(2 * asked);
});

test.each([
  ['fails', () => Promise.reject(new Error('no database'))],
  ['hangs', () => new Promise<never>(() => {})],
])('where the database %s, its figures are missing and the others are there', async (_title, read) => {
  const metrics = watching();
  await metrics.text();
  const broken = watching({ openByState: read, countWithDuplicates: read, notReady: read });
  vi.useFakeTimers();
  const pending = reading(broken);
  await vi.runAllTimersAsync();
  const of = await pending;
  for (const name of ['open', 'oldest_open_age_seconds', 'with_duplicates'])
    expect(of(`customer_creations_${name}`), name).toEqual({});
  expect(of('unified_customers_ready')).toEqual({ '': 0 });
  expect(of('database_pool_waiting')).toEqual({ '': 7 });
});

test('a replica that cannot work is not ready, and recovery that never ran did so at 0', async () => {
  const of = await reading(watching({ notReady: async () => 'draining', lastRecovery: () => undefined }));
  expect(of('unified_customers_ready')).toEqual({ '': 0 });
  expect(of('recovery_last_run_timestamp_seconds')).toEqual({ '': 0 });
});

test('calls are told apart by how they ended, and those that were held back take no time', async () => {
  const metrics = watching();
  const around = metrics.callsOf(stax);
  const answered = (status: number): SendingOutcome => ({ kind: 'answered', status, headers: {}, body: '' });
  const outcomes: SendingOutcome[] = [
    ...[200, 201, 302, 404, 429, 503].map(answered),
    { kind: 'unknown', reason: 'x' },
    { kind: 'not-sent', cause: 'refused', reason: 'x' },
    { kind: 'not-sent', cause: 'dns', reason: 'x' },
    { kind: 'not-sent', cause: 'quota', reason: 'x', retryAfterSeconds: 1 },
  ];
  const request = { method: 'POST', path: '/', headers: {}, repeatable: false } as const;
  for (const outcome of outcomes) expect(await around(request, 0, async () => outcome)).toBe(outcome);
  // As when settings are read again.
  metrics.callsOf(stax);

  const of = await reading(metrics);
  const counted = Object.entries(of('provider_call_duration_seconds_count')).map(([labels, count]) => [
    /outcome="([^"]*)"/.exec(labels)?.[1],
    count,
  ]);
  expect(Object.fromEntries(counted)).toEqual({ '2xx': 2, '3xx': 1, '4xx': 2, '5xx': 1, unknown: 1, unreachable: 2 });
  const causes = Object.entries(of('provider_calls_held_back_total'));
  expect(causes.filter(([, count]) => count > 0)).toEqual([['{provider="STAX",account="eu",cause="quota"}', 1]]);
  expect(causes).toHaveLength(5);
});

test('a status and a code that nobody expected have a series together', async () => {
  const metrics = watching();
  for (const status of [200, 418, undefined]) metrics.ended(status);
  for (const code of ['FORBIDDEN', 'of-a-caller', undefined]) metrics.error(code);
  const of = await reading(metrics);
  const counted = (name: string) => Object.entries(of(name)).filter(([, count]) => count > 0);
  expect(counted('graphql_requests_total')).toEqual([
    ['{status="200"}', 1],
    ['{status="client-gone"}', 1],
    ['{status="other"}', 1],
  ]);
  expect(counted('graphql_errors_total')).toEqual([
    ['{code="FORBIDDEN"}', 1],
    ['{code="other"}', 2],
  ]);
});
