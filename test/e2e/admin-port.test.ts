import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
let admin: string;
let log = '';
const output = new Writable({
  write(chunk, _, done) {
    log += chunk;
    done();
  },
});
beforeAll(async () => {
  running = await startApp({ ADMIN_PORT: '0' }, pino({ level: 'trace' }, output));
  admin = (await running.app.admin?.listen({ host: '127.0.0.1', port: 0 })) ?? 'none';
});
afterAll(() => running.stop());

const status = async (url: string) => (await fetch(url)).status;

test.each(['/healthz', '/readyz', '/metrics'])(
  'with a port of its own, %s is there and not with GraphQL',
  async (path) => {
    expect([await status(admin + path), await status(running.url + path)]).toEqual([200, 404]);
  },
);

test('it has nothing else', async () => {
  expect([await status(`${running.url}/graphql?query={__typename}`), await status(`${admin}/graphql`)]).toEqual([
    400, 404,
  ]);
  expect([await status(`${running.url}/`), await status(`${admin}/`)]).toEqual([200, 404]);
});

test('bytes that are no HTTP are logged without what was in them', async () => {
  const { hostname, port } = new URL(admin);
  const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nX-Secret: zqx\n\n'));
  await once(socket.resume(), 'close');
  expect(log).toContain('client error');
  expect(log).not.toMatch(/rawPacket|122,113,120/);
});

test('it says that the process is about to stop', async () => {
  running.app.drain();
  const answer = await fetch(`${admin}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'draining' }]);
});
