import { expect, test } from 'vitest';
import type { AroundTry, HttpClientOptions } from '../../../../src/datasources/http/http-client.js';
import { clientFor, http, post, rawServer, silent, until, unusedPort } from './support.js';

/** A client, and what its `around` sees of each try. */
function watched(target: number, options: Partial<HttpClientOptions> = {}) {
  const seen: string[] = [];
  const around: AroundTry = async ({ template = '' }, earlierTries, carryOut) => {
    const outcome = await carryOut();
    seen.push([template, earlierTries, outcome.kind === 'not-sent' ? outcome.cause : outcome.kind].join(' '));
    return outcome;
  };
  return { client: clientFor(target, { ...options, around }), seen };
}
const request = post({ template: '/customers', repeatable: true });

test('every try is seen, with the number of those before it', async () => {
  const { port } = await rawServer((socket, number) => {
    if (number === 1) socket.resetAndDestroy();
    else socket.write(http(number === 2 ? '503 Unavailable' : '200 OK', 'x'));
  });
  const { client, seen } = watched(port);
  expect(await client.send(request)).toMatchObject({ kind: 'answered', sendings: 3 });
  expect(seen).toEqual(['/customers 0 unknown', '/customers 1 answered', '/customers 2 answered']);
});

test('so is a call that is rejected before its first try', async () => {
  const { client, seen } = watched(await unusedPort(), { breakerThreshold: 1, maxRetries: 0 });
  await client.send(request);
  expect(await client.send(request)).toMatchObject({ kind: 'not-sent', cause: 'circuit-open' });
  await client.close();
  await client.send(request);
  expect(seen).toEqual(['/customers 0 refused', '/customers 0 circuit-open', '/customers 0 closed']);
});

test('so is one that finds the queue full, and one beyond the rate limit', async () => {
  const server = await rawServer(silent);
  const full = watched(server.port, { maxConcurrency: 1, maxQueue: 0, timeoutMs: 300 });
  const first = full.client.send(request);
  await until(() => server.requests.length > 0);
  await full.client.send(request);
  await first;
  expect(full.seen).toEqual(['/customers 0 queue-full', '/customers 0 unknown']);

  const slow = watched(server.port, { rateLimitPerSecond: 0.1, timeoutMs: 300 });
  await slow.client.send(request);
  await slow.client.send(request);
  expect(slow.seen).toEqual(['/customers 0 unknown', '/customers 0 quota']);
});
