import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

/** More to do than can be done: what is too much is refused at once, and what is asked about the process is answered. */

async function started(settings: Record<string, string> = {}): Promise<RunningApp> {
  const running = await startApp(settings);
  onTestFinished(() => running.stop());
  return running;
}

const mutation =
  'mutation ($input: CreateCustomerInput!) { createCustomer(provider: STAX, input: $input) { __typename } }';
const person = () => ({
  firstName: 'Jo',
  lastName: 'Doe',
  email: `${randomUUID()}@example.com`,
  phone: '+12025550143',
});
const create = ({ url }: RunningApp): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: mutation, variables: { input: person() } }),
  });

/** Sends these bytes, and resolves to all that comes back until the server ends the connection. */
function raw({ url }: RunningApp, bytes: string, { andThen }: { andThen?: string } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const trickle = andThen === undefined ? undefined : setInterval(() => socket.write(andThen), 200);
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(trickle);
      resolve(received);
    });
  });
}

test('requests beyond the limit are refused at once, and those in work succeed', async () => {
  const running = await started({ MAX_REQUESTS: '3' });
  const { faults } = running.app.emulator ?? {};
  faults?.inject('STAX', { operationId: 'createCustomer', times: 3, fault: { kind: 'latency', ms: 1_500 } });
  const inWork = [create(running), create(running), create(running)];
  await expect.poll(async () => (await fetch(`${running.url}/metrics`)).text()).toContain('graphql_requests_in_work 3');

  const began = performance.now();
  const refused = await create(running);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  for (const path of ['/healthz', '/readyz', '/metrics']) expect((await fetch(running.url + path)).status).toBe(200);

  for (const answer of await Promise.all(inWork)) {
    expect(await answer.json()).toEqual({ data: { createCustomer: { __typename: 'CreateCustomerSuccess' } } });
  }
  expect((await create(running)).status).toBe(200);
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  expect(metrics).toContain('graphql_requests_refused_total 1');
  expect(metrics).toContain('graphql_requests_in_work 0');
});

test('a place is free again when its client has gone', async () => {
  const running = await started({ MAX_REQUESTS: '1' });
  const body = JSON.stringify({ query: '{ __typename }' });
  const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { hostname, port } = new URL(running.url);
  const socket = connect(Number(port), hostname, () => socket.write(head + body.slice(0, 5)));
  await expect.poll(async () => (await create(running)).status).toBe(503);
  socket.destroy();
  await expect.poll(async () => (await create(running)).status).toBe(200);
});

test('a database whose connections are all busy is not called dead', async () => {
  const running = await started({ DATABASE_POOL_SIZE: '1' });
  if (running.app.database.backend === 'pglite') return;
  const busy = running.app.database.sql('SELECT pg_sleep(3)', []);
  await sleep(100);
  const began = performance.now();
  const ready = await fetch(`${running.url}/readyz`);
  expect([ready.status, performance.now() - began < 2_000]).toEqual([200, true]);
  expect(await (await fetch(`${running.url}/metrics`)).text()).toContain('customer_creations_open{state="UNKNOWN"} 0');
  await busy;
});

test('a head without Host, or too long, is refused', async () => {
  const running = await started();
  expect(await raw(running, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await raw(running, 'GET /healthz HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  const long = `GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`;
  expect(await raw(running, long)).toMatch(/^HTTP\/1\.1 431 /);
});

test('who sends a request slowly is cut off', { timeout: 60_000 }, async () => {
  const running = await started();
  const head =
    'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{"query":"';
  const [slowHead, slowBody] = await Promise.all([
    raw(running, 'GET /healthz HTTP/1.1\r\nhost: x\r\n', { andThen: 'x-more: a\r\n' }),
    raw(running, head, { andThen: 'a' }),
  ]);
  expect(slowHead).toMatch(/^HTTP\/1\.1 408 /);
  expect(slowBody).toMatch(/^HTTP\/1\.1 408 /);
});

test('no more connections are accepted than the limit', async () => {
  const running = await started({ MAX_CONNECTIONS: '2' });
  const { hostname, port } = new URL(running.url);
  const open = [0, 1].map(() => connect(Number(port), hostname));
  onTestFinished(() => void open.map((socket) => socket.destroy()));
  await sleep(200);
  expect(await raw(running, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')).toBe('');
});
