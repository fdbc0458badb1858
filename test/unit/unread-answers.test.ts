import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { registerUnreadAnswers } from '../../src/unread-answers.js';

/** More than the buffers of both sockets take, so that it is not sent before somebody reads it. */
const long = 'x'.repeat(32 * 1024 * 1024);

async function started() {
  const app = fastify({ forceCloseConnections: true });
  registerUnreadAnswers(app, { atMostMs: 300, everyMs: 50 });
  app.get('/long', async () => long);
  app.get('/late', async () => {
    await sleep(1_000);
    return 'late';
  });
  app.get('/quick', async () => 'quick');
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => void (await app.close()));
  const { port } = app.server.address() as AddressInfo;
  const connections = () =>
    new Promise<number>((resolve) => app.server.getConnections((_error, number) => resolve(number)));
  return { port, connections };
}

async function ask(port: number, ...paths: string[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`).join(''));
  return socket;
}

test('who does not read an answer loses the connection', async () => {
  const { port, connections } = await started();
  const socket = await ask(port, '/long');
  socket.pause();
  expect(await connections()).toBe(1);
  await expect.poll(connections, { timeout: 3_000 }).toBe(0);
});

test('an answer that is still being made is not one that nobody reads, nor is the one behind it', async () => {
  const { port } = await started();
  const socket = await ask(port, '/late', '/quick');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  await expect.poll(() => received, { timeout: 4_000 }).toMatch(/\r\n\r\nlate.*\r\n\r\nquick$/s);
});
