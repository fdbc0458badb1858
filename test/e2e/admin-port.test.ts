import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.js';

let running: RunningApp;
let admin: string;
beforeAll(async () => {
  running = await startApp({ ADMIN_PORT: '0' });
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

test('it says that the process is about to stop', async () => {
  running.app.drain();
  const answer = await fetch(`${admin}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'draining' }]);
});
