import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FailureBudget } from '../../../../src/datasources/http/failure-budget.js';
import type { HttpOutcome } from '../../../../src/datasources/http/outcome.js';
import { clientFor, http, listen, post, rawServer, silent, sleep, until, unusedPort } from './support.js';

describe('retries', () => {
  test.each(['429 Slow Down', '502 Bad Gateway', '503 Unavailable', '504 Timeout'])(
    'send a repeatable request again after %s',
    async (status) => {
      const server = await rawServer((socket, number) => socket.write(http(number === 1 ? status : '200 OK', 'x')));
      const outcome = await clientFor(server.port).send(post({ repeatable: true }));
      expect(outcome).toMatchObject({ kind: 'answered', status: 200, sendings: 2 });
      expect(outcome).toHaveProperty('earlierUnknown', !status.startsWith('429'));
      expect(server.requests[1]).toBe(server.requests[0]);
    },
  );

  test('send a repeatable request again after an unknown outcome, and say so', async () => {
    const server = await rawServer((socket, number) => {
      if (number === 1) socket.resetAndDestroy();
      else socket.write(http('200 OK', 'x'));
    });
    expect(await clientFor(server.port).send(post({ repeatable: true }))).toMatchObject({
      kind: 'answered',
      sendings: 2,
      earlierUnknown: true,
    });
  });

  test('end after two, and never turn what may have arrived into not sent', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      // Nobody listens any more when the request is sent again.
      server.close();
      socket.once('data', () => socket.resetAndDestroy());
    });
    const port = await listen(server);
    expect(await clientFor(port).send(post({ repeatable: true }))).toMatchObject({ kind: 'unknown', sendings: 1 });
    expect(sockets).toHaveLength(1);

    const failing = await rawServer((socket) => socket.write(http('503 Unavailable', '')));
    expect(await clientFor(failing.port).send(post({ repeatable: true }))).toMatchObject({ status: 503, sendings: 3 });
    expect(failing.requests).toHaveLength(3);
  });

  test('leave other answers alone, and requests that must not be repeated', async () => {
    for (const [status, repeatable] of [
      ['500 Oops', true],
      ['400 Bad', true],
      ['503 Unavailable', false],
      ['429 Slow Down', false],
    ] as const) {
      const server = await rawServer((socket) => socket.write(http(status, '', 'retry-after: 0\r\n')));
      expect(await clientFor(server.port).send(post({ repeatable }))).toMatchObject({ sendings: 1 });
      await sleep(20);
      expect(server.requests).toHaveLength(1);
    }
  });

  test('try again what was not sent, repeatable or not', async () => {
    const port = await unusedPort();
    const client = clientFor(port, { backoffMs: 200, timeoutMs: 5000 });
    const outcome = client.send(post());
    const server = createHttpServer((_request, response) => response.end('late'));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      expect(await outcome).toMatchObject({ kind: 'answered', body: 'late', sendings: 1, earlierUnknown: false });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('wait for as long as Retry-After says', async () => {
    const server = await rawServer((socket, number) =>
      socket.write(number === 1 ? http('503 Unavailable', '', 'retry-after: 1\r\n') : http('200 OK', '')),
    );
    const start = performance.now();
    expect(await clientFor(server.port, { timeoutMs: 5000 }).send(post({ repeatable: true }))).toMatchObject({
      status: 200,
      sendings: 2,
    });
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  test('give the answer at once when Retry-After goes beyond the deadline', async () => {
    const server = await rawServer((socket) => socket.write(http('429 Slow Down', '', 'retry-after: 30\r\n')));
    const start = performance.now();
    expect(await clientFor(server.port).send(post({ repeatable: true }))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '30' },
      sendings: 1,
    });
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('limits', () => {
  test('never have more than maxConcurrency calls at the server', async () => {
    let current = 0;
    let most = 0;
    const port = await listen(
      createHttpServer((request, response) => {
        most = Math.max(most, ++current);
        request.resume().on('end', () =>
          setTimeout(() => {
            current--;
            response.end('x');
          }, 3),
        );
      }),
    );
    const client = clientFor(port, { maxQueue: 100, timeoutMs: 5000 });
    const calls = Array.from({ length: 100 }, () => client.send(post()));
    expect(client.inFlight).toBe(4);
    const outcomes = await Promise.all(calls);
    expect(outcomes.every((outcome) => outcome.kind === 'answered')).toBe(true);
    expect(most).toBe(4);
    expect(client.inFlight).toBe(0);
  });

  test('end a call that has less time than others when its time is over', async () => {
    const server = await rawServer(silent);
    const client = clientFor(server.port, { timeoutMs: 10_000 });
    const startedAt = performance.now();
    expect(await client.send(post({ timeoutMs: 150 }))).toMatchObject({ kind: 'unknown' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(await client.send(post({ timeoutMs: -1 }))).toMatchObject({ kind: 'not-sent', cause: 'deadline' });
  });

  test('let calls through in the order in which they came', async () => {
    const server = await rawServer((socket) => socket.write(http('200 OK', '')));
    const client = clientFor(server.port, { maxConcurrency: 1, maxQueue: 20 });
    const names = Array.from({ length: 20 }, (_, index) => `${index}`);
    await Promise.all(names.map((body) => client.send(post({ body }))));
    expect(server.requests.map((request) => request.split('\r\n\r\n')[1])).toEqual(names);
  });

  test('refuse at once what the queue has no place for', async () => {
    const server = await rawServer(silent);
    const client = clientFor(server.port, { maxConcurrency: 1, maxQueue: 1, timeoutMs: 300 });
    const calls = [client.send(post()), client.send(post())];
    expect([client.inFlight, client.queued]).toEqual([1, 1]);
    expect(await client.send(post())).toMatchObject({ kind: 'not-sent', cause: 'queue-full' });
    expect(await Promise.all(calls)).toMatchObject([{ kind: 'unknown' }, { kind: 'not-sent', cause: 'queue-full' }]);
    expect(client.inFlight).toBe(0);
  });

  test('write nothing of a call whose time ended in the queue', async () => {
    let first: Socket | undefined;
    const server = await rawServer((socket) => {
      first = socket;
    });
    const client = clientFor(server.port, { maxConcurrency: 1, timeoutMs: 400 });
    const calls = [client.send(post({ path: '/first' })), client.send(post({ path: '/second' }))];
    expect(await calls[1]).toMatchObject({ kind: 'not-sent', cause: 'queue-full' });
    first?.write(http('200 OK', ''));
    expect(await calls[0]).toMatchObject({ kind: 'answered' });
    await sleep(30);
    expect(server.received()).not.toContain('/second');
  });

  test('tell what waits for the quota from what waits for a slot', async () => {
    const server = await rawServer((socket) => socket.write(http('200 OK', '')));
    const client = clientFor(server.port, { maxConcurrency: 1, rateLimitPerMinute: 1, timeoutMs: 300_000 });
    await client.send(post());
    const calls = [client.send(post()), client.send(post()), client.send(post())];
    await until(() => client.waiting === 1);
    expect([client.inFlight, client.queued]).toEqual([1, 2]);
    await client.close();
    expect(await Promise.all(calls)).toMatchObject(calls.map(() => ({ kind: 'not-sent', cause: 'closed' })));
    expect([client.inFlight, client.queued, client.waiting]).toEqual([0, 0, 0]);
  });

  test('keep the quota: what fits waits for its turn, what does not is told when to come back', async () => {
    const times: number[] = [];
    const server = await rawServer((socket) => {
      times.push(performance.now());
      socket.write(http('200 OK', ''));
    });
    const client = clientFor(server.port, { maxConcurrency: 20, rateLimitPerSecond: 4, timeoutMs: 3000 });
    const outcomes = await Promise.all(Array.from({ length: 9 }, () => client.send(post())));
    expect(outcomes.filter((outcome) => outcome.kind === 'answered')).toHaveLength(8);
    expect(outcomes[8]).toEqual({
      kind: 'not-sent',
      cause: 'quota',
      reason: 'the rate limit allows no request in time',
      retryAfterSeconds: 2,
    });
    expect((times[4] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
    expect(client.inFlight).toBe(0);
  });

  test('count every sending of a retried call', async () => {
    const server = await rawServer((socket) => socket.write(http('503 Unavailable', '')));
    const client = clientFor(server.port, { rateLimitPerSecond: 2, timeoutMs: 600 });
    expect(await client.send(post({ repeatable: true }))).toMatchObject({ status: 503, sendings: 2 });
    expect(await client.send(post())).toMatchObject({ cause: 'quota', retryAfterSeconds: 1 });
  });
});

describe('the circuit', () => {
  async function failingServer(): Promise<{ port: number; mend(): void; requests: string[] }> {
    let mended = false;
    const { port, requests } = await rawServer((socket) => {
      if (mended) setTimeout(() => socket.write(http('200 OK', '')), 20);
      else socket.write(http('500 Oops', ''));
    });
    return { port, requests, mend: () => (mended = true) };
  }

  test('opens after failures in a row, and closes when the one probe succeeds', async () => {
    const server = await failingServer();
    const client = clientFor(server.port, { breakerThreshold: 3, breakerOpenMs: 200 });
    for (let call = 0; call < 3; call++) {
      expect(client.circuit).toBe('CLOSED');
      expect(await client.send(post())).toMatchObject({ status: 500 });
    }
    expect(client.circuit).toBe('OPEN');
    expect(await client.send(post())).toEqual({
      kind: 'not-sent',
      cause: 'circuit-open',
      reason: expect.any(String),
      retryAfterSeconds: 1,
    });
    expect(server.requests).toHaveLength(3);

    server.mend();
    await sleep(220);
    const probe = client.send(post());
    const besides = client.send(post());
    expect(await besides).toMatchObject({ kind: 'not-sent', cause: 'circuit-open' });
    expect(client.circuit).toBe('HALF_OPEN');
    expect(await probe).toMatchObject({ status: 200 });
    expect(client.circuit).toBe('CLOSED');
    expect(await client.send(post())).toMatchObject({ status: 200 });
    expect(client.inFlight).toBe(0);
  });

  test.each([1, -1])('closes in time although the wall clock was set by %i hours meanwhile', async (hours) => {
    onTestFinished(() => void vi.useRealTimers());
    const server = await failingServer();
    const client = clientFor(server.port, { breakerThreshold: 1, breakerOpenMs: 100 });
    await client.send(post());
    server.mend();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
    expect(await client.send(post())).toMatchObject({ cause: 'circuit-open', retryAfterSeconds: 1 });
    await sleep(120);
    expect(await client.send(post())).toMatchObject({ status: 200 });
    expect(client.circuit).toBe('CLOSED');
  });

  test('opens again when the probe fails', async () => {
    const server = await failingServer();
    const client = clientFor(server.port, { breakerThreshold: 1, breakerOpenMs: 50 });
    await client.send(post());
    await sleep(60);
    expect(await client.send(post())).toMatchObject({ status: 500 });
    expect(client.circuit).toBe('OPEN');
    expect(await client.send(post())).toMatchObject({ cause: 'circuit-open' });
    expect(server.requests).toHaveLength(2);
  });

  test('opens for refused connections and unknown outcomes, and ends their retries', async () => {
    const refused = clientFor(await unusedPort(), { breakerThreshold: 2 });
    expect(await refused.send(post())).toMatchObject({ kind: 'not-sent', cause: 'refused' });
    expect(refused.circuit).toBe('OPEN');

    const server = await rawServer((socket) => socket.resetAndDestroy());
    const unknown = clientFor(server.port, { breakerThreshold: 2 });
    expect(await unknown.send(post({ repeatable: true }))).toMatchObject({ kind: 'unknown', sendings: 2 });
    expect(unknown.circuit).toBe('OPEN');
  });

  test('stays closed for answers that only refuse the request', async () => {
    const server = await rawServer((socket) => socket.write(http('422 Unprocessable', '')));
    const client = clientFor(server.port, { breakerThreshold: 1 });
    for (let call = 0; call < 3; call++) expect(await client.send(post())).toMatchObject({ status: 422 });
    expect(client.circuit).toBe('CLOSED');
  });

  test('stays closed when this process was too busy to connect, or to read the answers', async () => {
    const block = (ms: number) => {
      for (const end = performance.now() + ms; performance.now() < end; );
    };
    // Nothing is answered: with a loop that turns, this opens the circuit.
    const { port } = await rawServer(() => undefined);
    const waiting = clientFor(port, { breakerThreshold: 1, timeoutMs: 600 });
    const unanswered = waiting.send(post());
    await sleep(50);
    block(450);
    expect(await unanswered).toMatchObject({ kind: 'unknown' });
    expect(waiting.circuit).toBe('CLOSED');
    expect(await waiting.send(post())).toMatchObject({ kind: 'unknown' });
    expect(waiting.circuit).toBe('OPEN');

    // Nor is the handshake of TLS, so that there is no connection.
    const unreachable = clientFor(`https://127.0.0.1:${port}`, {
      breakerThreshold: 1,
      timeoutMs: 600,
      connectTimeoutMs: 10_000,
      maxRetries: 0,
    });
    const connecting = unreachable.send(post());
    await sleep(50);
    block(450);
    expect(await connecting).toMatchObject({ kind: 'not-sent', cause: 'process-busy', retryAfterSeconds: 1 });
    expect(unreachable.circuit).toBe('CLOSED');
    expect(await unreachable.send(post())).toMatchObject({ kind: 'not-sent', cause: 'deadline' });
    expect(unreachable.circuit).toBe('OPEN');
  });

  test('stays closed when a try had no time left to connect', async () => {
    // The handshake of TLS is not answered, so that there is no connection.
    const { port } = await rawServer(() => undefined);
    const options = { breakerThreshold: 1, timeoutMs: 600, connectTimeoutMs: 10_000, maxRetries: 0 };
    const client = clientFor(`https://127.0.0.1:${port}`, options);
    expect(await client.send(post({ timeoutMs: 20 }))).toMatchObject({ kind: 'not-sent', cause: 'process-busy' });
    expect(client.circuit).toBe('CLOSED');
    expect(await client.send(post({ timeoutMs: 300 }))).toMatchObject({ kind: 'not-sent', cause: 'deadline' });
    expect(client.circuit).toBe('OPEN');
  });

  test('turns away the calls that were queued when it opened', async () => {
    const server = await failingServer();
    const client = clientFor(server.port, { breakerThreshold: 1, maxConcurrency: 1 });
    expect(await Promise.all([client.send(post()), client.send(post()), client.send(post())])).toMatchObject([
      { kind: 'answered', status: 500 },
      { kind: 'not-sent', cause: 'circuit-open' },
      { kind: 'not-sent', cause: 'circuit-open' },
    ]);
    expect(server.requests).toHaveLength(1);
  });
});

describe('close', () => {
  test('ends what waits, and lets what is being sent finish', async () => {
    const responses: ServerResponse[] = [];
    const port = await listen(createHttpServer((_request, response) => responses.push(response)));
    const client = clientFor(port, { maxConcurrency: 1, closeGraceMs: 2000 });
    const calls = [client.send(post()), client.send(post())];
    await until(() => responses.length === 1);
    const closed = client.close();
    expect(await calls[1]).toMatchObject({ kind: 'not-sent', cause: 'closed' });
    expect(await client.send(post())).toMatchObject({ kind: 'not-sent', cause: 'closed' });
    responses[0]?.end('in time');
    expect(await calls[0]).toMatchObject({ kind: 'answered', body: 'in time' });
    await closed;
    await client.close();
    expect(client.inFlight).toBe(0);
  });

  test('ends what is being sent when the grace is over', async () => {
    const server = await rawServer(silent);
    const client = clientFor(server.port, { closeGraceMs: 50, timeoutMs: 5000 });
    const call = client.send(post({ repeatable: true }));
    await until(() => server.requests.length === 1);
    await client.close();
    expect(await call).toEqual({
      kind: 'unknown',
      reason: 'the client was closed before the complete response arrived',
      sendings: 1,
    });
  });

  test('ends a connection in the making: not sent', async () => {
    let connected = false;
    const port = await listen(
      createServer(() => {
        connected = true;
      }),
    );
    const client = clientFor(`https://127.0.0.1:${port}`, { timeoutMs: 5000 });
    const call = client.send(post());
    await until(() => connected);
    await client.close();
    expect(await call).toMatchObject({ kind: 'not-sent', cause: 'closed' });
  });

  test('ends a pause before a retry, with what is known so far', async () => {
    const server = await rawServer((socket) => socket.write(http('503 Unavailable', '', 'retry-after: 2\r\n')));
    const client = clientFor(server.port, { timeoutMs: 10_000 });
    const call: Promise<HttpOutcome> = client.send(post({ repeatable: true }));
    await until(() => server.requests.length === 1);
    await sleep(50);
    await client.close();
    expect(await call).toMatchObject({ kind: 'answered', status: 503, sendings: 1 });
  });

  test('ends a wait for the quota', async () => {
    const server = await rawServer((socket) => socket.write(http('200 OK', '')));
    const client = clientFor(server.port, { rateLimitPerSecond: 1, timeoutMs: 10_000 });
    expect(await client.send(post())).toMatchObject({ kind: 'answered' });
    const call = client.send(post());
    await client.close();
    expect(await call).toMatchObject({ kind: 'not-sent', cause: 'closed' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('failures', () => {
  const failing = () => rawServer((socket) => socket.write(http('422 No', '{}')));

  test('are stopped before the provider blocks this address, retries and look-ups included', async () => {
    const server = await rawServer((socket, number) =>
      socket.write(http(number % 2 === 0 ? '503 Unavailable' : '422 No', '')),
    );
    const failureBudget = new FailureBudget({ failures: 4 });
    const client = clientFor(server.port, { failureBudget, maxConcurrency: 20 });
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, n) => client.send(post({ repeatable: n % 2 === 0 }))),
    );
    expect(server.requests.length).toBeLessThanOrEqual(4);
    const kept = outcomes.filter(({ kind }) => kind === 'not-sent');
    expect(kept.length).toBeGreaterThanOrEqual(8);
    for (const outcome of kept) {
      expect(outcome).toMatchObject({ cause: 'quota', reason: expect.stringContaining('failures') });
      expect(outcome).toHaveProperty('retryAfterSeconds', 60);
    }
    expect(await client.send(post())).toMatchObject({ kind: 'not-sent', cause: 'quota', retryAfterSeconds: 60 });
  });

  test('of one account keep those of another back that share the budget, and no others', async () => {
    const [server, other] = [await failing(), await failing()];
    const failureBudget = new FailureBudget({ failures: 1 });
    const [first, second, third] = [
      clientFor(server.port, { failureBudget }),
      clientFor(server.port, { failureBudget }),
      clientFor(other.port),
    ];
    expect(await first.send(post())).toMatchObject({ kind: 'answered', status: 422 });
    expect(await second.send(post())).toMatchObject({ kind: 'not-sent', cause: 'quota' });
    for (let n = 0; n < 20; n++) expect(await third.send(post())).toMatchObject({ kind: 'answered', status: 422 });
    expect(server.requests).toHaveLength(1);
  });

  test('in flight let the next one go as soon as they turn out to be none', async () => {
    const server = await rawServer((socket) => setTimeout(() => socket.write(http('200 OK', '')), 20));
    const client = clientFor(server.port, { failureBudget: new FailureBudget({ failures: 2 }), maxConcurrency: 20 });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => client.send(post())));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'answered'));
  });
});

describe('a 429 that says when to come back', () => {
  const busy = (seconds: number) =>
    rawServer((socket, number) =>
      socket.write(number === 1 ? http('429 Slow Down', '', `retry-after: ${seconds}\r\n`) : http('200 OK', 'x')),
    );

  test('is the last that this client sends until then', async () => {
    const server = await busy(3600);
    const client = clientFor(server.port);
    expect(await client.send(post())).toMatchObject({ kind: 'answered', status: 429 });
    for (const repeatable of [true, false]) {
      expect(await client.send(post({ repeatable }))).toEqual({
        kind: 'not-sent',
        cause: 'quota',
        reason: 'the provider asked to wait',
        retryAfterSeconds: 3600,
      });
    }
    expect(server.requests).toHaveLength(1);
  });

  test('is waited for by calls that have the time', async () => {
    const server = await busy(1);
    const client = clientFor(server.port, { timeoutMs: 5000 });
    const start = performance.now();
    expect(await client.send(post())).toMatchObject({ status: 429 });
    expect(await client.send(post())).toMatchObject({ status: 200 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(999);
  });
});

test('a quota of minutes lets its whole count through at once, and no more', async () => {
  const server = await rawServer((socket) => socket.write(http('200 OK', '')));
  const client = clientFor(server.port, { rateLimitPerMinute: 3 });
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => client.send(post())));
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['answered', 'answered', 'answered', 'not-sent']);
  expect(outcomes.find(({ kind }) => kind === 'not-sent')).toMatchObject({ cause: 'quota', retryAfterSeconds: 60 });
});
