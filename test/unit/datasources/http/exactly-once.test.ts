import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { clientFor, http, post, rawServer, silent } from './support.js';

const mishaps: ((socket: Socket) => void)[] = [
  (socket) => socket.write(http('200 OK', 'x')),
  (socket) => socket.write(http('200 OK', 'x')),
  (socket) => socket.end(http('200 OK', 'x', 'connection: close\r\n')),
  (socket) => setTimeout(() => socket.write(http('200 OK', 'x')), 30),
  (socket) => socket.write(http('400 Bad', 'x')),
  (socket) => socket.write(http('503 Unavailable', 'x')),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.end(),
  (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx'),
  (socket) => {
    // Answers, and takes the connection away while it may already be in use again.
    socket.write(http('200 OK', 'x'));
    setImmediate(() => socket.resetAndDestroy());
  },
  silent,
];

test('whatever a server does, each call tells the truth about what arrived there', async () => {
  let draw = 7;
  const server = await rawServer((socket) => {
    // Park and Miller's generator: the same mishaps in every run.
    draw = (draw * 48_271) % 2_147_483_647;
    mishaps[draw % mishaps.length]?.(socket);
  });
  const client = clientFor(server.port, {
    timeoutMs: 600,
    maxConcurrency: 16,
    maxQueue: 250,
    maxWaitMs: 400,
    breakerThreshold: Number.POSITIVE_INFINITY,
  });
  const calls = Array.from({ length: 300 }, async (_, id) => {
    const repeatable = id % 3 === 0;
    return { id, repeatable, outcome: await client.send(post({ body: `call-${id};`, repeatable })) };
  });
  const ends = await Promise.all(calls);

  const seen = new Set<string>();
  for (const { id, repeatable, outcome } of ends) {
    const arrived = server.requests.filter((request) => request.includes(`call-${id};`)).length;
    seen.add(outcome.kind);
    if (outcome.kind === 'not-sent') expect(arrived).toBe(0);
    else expect(arrived).toBeLessThanOrEqual(outcome.sendings);
    if (outcome.kind === 'answered') expect(arrived).toBeGreaterThanOrEqual(1);
    if (!repeatable) expect(arrived).toBeLessThanOrEqual(1);
    if (outcome.kind === 'answered' && outcome.sendings === 1) expect(outcome.earlierUnknown).toBe(false);
  }
  expect([...seen].sort()).toEqual(['answered', 'not-sent', 'unknown']);
  expect(client.inFlight).toBe(0);
}, 15_000);
