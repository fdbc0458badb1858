import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCollector, tree } from '../support/collector.js';
import { run } from './support/process.js';
import { startServer } from './support/server-process.js';

const person = { firstName: 'Asha', email: 'asha.rao@example.com', idempotencyKey: 'traced' };
const exporter = {
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-secret',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  // Nothing is sent before the server stops.
  OTEL_BSP_SCHEDULE_DELAY: '600000',
};

let settings: Record<string, string>;
beforeEach(async () => {
  settings = { ...exporter, PORT: '0', DATA_DIR: await mkdtemp(join(tmpdir(), 'traces-')) };
});
afterEach(() => rm(settings.DATA_DIR as string, { recursive: true }));

test('a server that is told to stop sends its last traces first', async () => {
  const collector = await startCollector();
  const server = await startServer({ ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  await server.createCustomer('STAX', person);
  expect(collector.deliveries).toEqual([]);
  server.signal('SIGTERM');
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(tree(collector.spans())).toContain('  createCustomer');
  await collector.close();
});

test('a collector that is not there stops neither the start nor the work nor the end', async () => {
  const server = await startServer({ ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  expect(await server.createCustomer('STAX', person)).toMatchObject({ created: true });
  server.signal('SIGTERM');
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(server.output()).not.toContain('secret');
  expect(server.output()).not.toContain('"level":50');
});

test('an endpoint that is no URL stops the start, and is named', async () => {
  const server = run('main.js', { ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' });
  expect(await server.exited).toEqual({ code: 1, signal: null });
  expect(server.output()).toBe(
    'Wrong settings: OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that starts with http:// or https://\n',
  );
});
