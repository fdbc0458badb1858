import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { registerPipelining } from '../../src/pipelining.js';

/** Sends so many requests at once, `times` times; resolves to the number of answers, once the connection has ended or all are there. */
async function answersTo(requests: number, times = 1): Promise<{ answers: number; handled: number }> {
  const app = fastify({ forceCloseConnections: true });
  registerPipelining(app, 10);
  let handled = 0;
  app.get('/', async () => {
    handled += 1;
    await sleep(20);
    return 'here';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => void (await app.close()));

  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  let received = '';
  let closed = false;
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.once('close', () => {
    closed = true;
  });
  const answers = () => received.split('\r\n\r\nhere').length - 1;
  await once(socket, 'connect');
  for (let time = 1; time <= times; time += 1) {
    socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(requests));
    await expect.poll(() => closed || answers() === time * requests, { timeout: 5_000 }).toBe(true);
  }
  return { answers: answers(), handled };
}

test('as many requests as may wait are answered, again and again', async () => {
  expect(await answersTo(10, 3)).toEqual({ answers: 30, handled: 30 });
});

test('more of them end the connection, and none of those beyond is handled', async () => {
  const { answers, handled } = await answersTo(1_000);
  expect(answers).toBe(0);
  expect(handled).toBeLessThanOrEqual(10);
});
