import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import { Pool } from 'undici';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createHttpClient } from '../../../../src/datasources/http/client.js';
import { dispatch } from '../../../../src/datasources/http/dispatch.js';
import { clientFor, http, listen, post, rawServer, silent, sleep, tlsFixture, until, unusedPort } from './support.js';

const once = { maxRetries: 0 };

test('a process that stood still past its deadline sends nothing any more', async () => {
  const server = await rawServer((socket) => socket.write(http('200 OK', 'x')));
  const client = clientFor(server.port, { timeoutMs: 500, ...once });
  // Leaves a connection that can be used at once.
  for (let before = 1; before <= 3; before += 1) await client.send(post());
  const call = client.send(post());
  // Not a single turn of the event loop: the timer that ends the call comes late as well.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
  expect(await call).toMatchObject({ kind: 'not-sent', cause: 'process-busy' });
  await sleep(20);
  expect(server.requests).toHaveLength(3);
});

test('a machine that slept past the deadline sends nothing any more, though one of its clocks stood still', async () => {
  const server = await rawServer((socket) => socket.write(http('200 OK', 'x')));
  const client = clientFor(server.port, { timeoutMs: 500, ...once });
  await client.send(post());
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const call = client.send(post());
  vi.setSystemTime(Date.now() + 600);
  expect(await call).toMatchObject({ kind: 'not-sent', cause: 'process-busy' });
  await sleep(20);
  expect(server.requests).toHaveLength(1);
});

describe('an answer', () => {
  test('of 200 comes with its headers and body', async () => {
    const server = await rawServer((socket) =>
      socket.write(http('200 OK', '{"id":"é"}', 'X-Request-Id: 7\r\nvary: a\r\nvary: b\r\n')),
    );
    const outcome = await clientFor(server.port).send(post());
    expect(outcome).toMatchObject({
      kind: 'answered',
      status: 200,
      headers: { 'x-request-id': '7', vary: 'a, b' },
      body: '{"id":"é"}',
      sendings: 1,
      earlierUnknown: false,
    });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatch(/^POST \/customers HTTP\/1\.1\r\n/);
    expect(server.requests[0]).toContain('content-type: application/json\r\n');
    expect(server.requests[0]).toMatch(/\r\n\r\n\{"name":"Ada"\}$/);
  });

  test('comes over the same connection, call after call', async () => {
    const server = await rawServer((socket) => socket.write(http('200 OK', `${socket.remotePort}`)));
    const client = clientFor(server.port, { maxConcurrency: 1 });
    const ports = new Set<string>();
    for (let call = 0; call < 5; call++) {
      const outcome = await client.send(post());
      ports.add(outcome.kind === 'answered' ? outcome.body : outcome.reason);
    }
    expect(ports.size).toBe(1);
  });

  test.each([
    '301 Moved Permanently',
    '400 Bad Request',
    '404 Not Found',
    '422 Unprocessable',
    '500 Oops',
    '503 Later',
  ])('of %s is an answer, and is neither followed nor repeated', async (status) => {
    const server = await rawServer((socket) => socket.write(http(status, 'x', 'location: /elsewhere\r\n')));
    const outcome = await clientFor(server.port).send(post());
    expect(outcome).toMatchObject({ kind: 'answered', status: Number(status.slice(0, 3)), body: 'x', sendings: 1 });
    expect(server.requests).toHaveLength(1);
  });

  test('may be empty, chunked, or come after an interim one', async () => {
    const answers = [
      'HTTP/1.1 204 No Content\r\n\r\n',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n',
      `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${http('201 Created', 'made')}`,
    ];
    const server = await rawServer((socket, number) => socket.write(answers[number - 1] ?? ''));
    const client = clientFor(server.port);
    expect(await client.send(post())).toMatchObject({ status: 204, body: '' });
    expect(await client.send(post({ method: 'GET', body: undefined }))).toMatchObject({ status: 200, body: 'abc' });
    expect(await client.send(post())).toMatchObject({ status: 201, body: 'made' });
  });

  test('is asked for below the path of the base URL', async () => {
    const server = await rawServer((socket) => socket.write(http('200 OK', '')));
    const client = clientFor(`http://127.0.0.1:${server.port}/api/v1/`);
    await client.send(post({ method: 'GET', path: '/search?email=a%40b', body: undefined }));
    expect(server.requests[0]).toMatch(/^GET \/api\/v1\/search\?email=a%40b HTTP/);
  });

  test('comes over TLS from a host with a trusted certificate of its name', async () => {
    const port = await listen(createHttpsServer(tlsFixture, (_request, response) => response.end('secure')));
    const client = clientFor(`https://localhost:${port}`, { ca: tlsFixture.cert });
    expect(await client.send(post())).toMatchObject({ kind: 'answered', status: 200, body: 'secure' });
  });
});

describe('not sent, for certain,', () => {
  test('is what a port without a listener refuses', async () => {
    const client = clientFor(await unusedPort());
    expect(await client.send(post())).toEqual({
      kind: 'not-sent',
      cause: 'refused',
      reason: 'no connection could be made (ECONNREFUSED)',
    });
  });

  test('is what has a host name that does not resolve', async () => {
    const client = clientFor('http://provider.invalid', { ...once, timeoutMs: 5000 });
    expect(await client.send(post())).toMatchObject({ kind: 'not-sent', cause: 'dns' });
  });

  test.each([
    ['is self-signed', 'localhost', undefined],
    ['is for another name', '127.0.0.1', tlsFixture.cert],
  ])('is what meets a certificate that %s', async (_what, host, ca) => {
    let requests = 0;
    const port = await listen(createHttpsServer(tlsFixture, () => requests++));
    const client = clientFor(`https://${host}:${port}`, ca === undefined ? {} : { ca });
    expect(await client.send(post())).toMatchObject({ kind: 'not-sent', cause: 'tls' });
    expect(requests).toBe(0);
  });

  test('is what meets a server that does not speak TLS', async () => {
    const port = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await clientFor(`https://127.0.0.1:${port}`).send(post())).toMatchObject({ kind: 'not-sent', cause: 'tls' });
  });

  test('is what finds no connection in time', async () => {
    // The TCP connection is made, and the TLS handshake never answered.
    const port = await listen(createServer((socket) => socket.resume()));
    const client = clientFor(`https://127.0.0.1:${port}`, { ...once, connectTimeoutMs: 50 });
    expect(await client.send(post())).toMatchObject({ kind: 'not-sent', cause: 'connect-timeout' });
  });

  test('is a request that HTTP does not allow, and its values are not told', async () => {
    const server = await rawServer((socket) => socket.write(http('200 OK', '')));
    const client = clientFor(server.port);
    for (const request of [post({ headers: { 'x-key': 'se\ncret' } }), post({ path: '/a b' }), post({ path: 'x' })]) {
      const outcome = await client.send(request);
      expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'other' });
      expect(JSON.stringify(outcome)).not.toContain('cret');
    }
    expect(server.received()).toBe('');
    expect(client.inFlight).toBe(0);
  });

  test('is what the deadline met while connecting: nothing is written once the connection is there', async () => {
    const received: string[] = [];
    let greeted = false;
    let ended = false;
    const behind = createHttpsServer(tlsFixture);
    behind.on('secureConnection', (socket) => socket.on('data', (data: Buffer) => received.push(data.toString())));
    const behindPort = await listen(behind);
    // Holds the handshake back until the caller has been answered.
    let open = silent;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const front = createServer((socket) => {
      void opened.then(() => {
        const onward = connect(behindPort, '127.0.0.1');
        onward.on('error', () => socket.destroy());
        onward.once('data', () => {
          greeted = true;
        });
        socket.on('close', () => {
          ended = true;
          onward.end();
        });
        socket.pipe(onward).pipe(socket);
      });
    });
    const client = clientFor(`https://localhost:${await listen(front)}`, {
      ca: tlsFixture.cert,
      timeoutMs: 100,
      connectTimeoutMs: 900,
    });
    expect(await client.send(post())).toMatchObject({ kind: 'not-sent', cause: 'deadline' });
    open();
    await until(() => greeted && ended);
    await sleep(30);
    expect(received).toEqual([]);
  });

  test('is what is given up while it waits for another to leave the connection', async () => {
    let first: Socket | undefined;
    const server = await rawServer((socket, number) => {
      if (number === 1) first = socket;
      else socket.write(http('200 OK', 'third'));
    });
    const pool = new Pool(`http://127.0.0.1:${server.port}`, { connections: 1, pipelining: 1 });
    onTestFinished(() => pool.destroy());
    const options = (path: string) => ({ method: 'POST', path, body: path });
    const never = new AbortController().signal;
    const second = new AbortController();
    const outcomes = [
      dispatch(pool, options('/first'), never),
      dispatch(pool, options('/second'), second.signal),
      dispatch(pool, options('/third'), never),
    ];
    await until(() => first !== undefined);
    second.abort('deadline');
    expect(await outcomes[1]).toMatchObject({ kind: 'not-sent', cause: 'deadline' });
    first?.write(http('200 OK', 'first'));
    expect(await outcomes[0]).toMatchObject({ kind: 'answered', body: 'first' });
    expect(await outcomes[2]).toMatchObject({ kind: 'answered', body: 'third' });
    expect(server.received()).not.toContain('/second');
  });

  test('is what was given up before it began', async () => {
    const pool = new Pool(`http://127.0.0.1:${await unusedPort()}`);
    onTestFinished(() => pool.destroy());
    const gone = AbortSignal.abort('closed');
    expect(await dispatch(pool, { method: 'GET', path: '/' }, gone)).toMatchObject({ cause: 'closed' });
  });
});

describe('unknown', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['a server that never answers', silent],
    ['a server that stops in the middle of the head', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le')],
    ['a server that stops in the middle of the body', (socket) => socket.write(http('200 OK', 'abc').slice(0, -1))],
    [
      'a body that trickles',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('is the outcome of %s, when the deadline has come', async (_what, answer) => {
    const server = await rawServer(answer);
    const client = clientFor(server.port, { timeoutMs: 200 });
    const start = performance.now();
    expect(await client.send(post())).toEqual({ kind: 'unknown', reason: 'no complete response in time', sendings: 1 });
    expect(performance.now() - start).toBeLessThan(1500);
    expect(server.requests).toHaveLength(1);
    expect(client.inFlight).toBe(0);
  });

  test.each<[string, (socket: Socket) => void]>([
    ['a reset after the request was read', (socket) => socket.resetAndDestroy()],
    ['an end without an answer', (socket) => socket.end()],
    ['a body that is cut off', (socket) => socket.end(http('200 OK', '{"id":"1"}').slice(0, -3))],
    ['chunks that are cut off', (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab')],
    ['an answer that is not HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    ['an answer with a broken status', (socket) => socket.end('HTTP/1.1 2OO OK\r\n\r\n')],
    ['an answer with two lengths', (socket) => socket.end(http('200 OK', 'ab', 'content-length: 1\r\n'))],
    [
      'a switch of protocols',
      (socket) => socket.write('HTTP/1.1 101 Yes\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
    ['a head without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`)],
  ])('is the outcome of %s, and it is not sent again', async (_what, answer) => {
    const server = await rawServer(answer);
    const client = clientFor(server.port);
    expect(await client.send(post())).toMatchObject({ kind: 'unknown', sendings: 1 });
    await sleep(30);
    expect(server.requests).toHaveLength(1);
    expect(client.inFlight).toBe(0);
  });

  test('is the outcome of an answer beyond the limit, announced or not', async () => {
    const huge = 'x'.repeat(1024 * 1024 + 1);
    const server = await rawServer((socket, number) =>
      socket.write(number === 1 ? http('200 OK', huge) : `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${huge}`),
    );
    const client = clientFor(server.port);
    const outcome = { kind: 'unknown', reason: expect.stringContaining('too large') };
    expect(await client.send(post())).toMatchObject(outcome);
    expect(await client.send(post())).toMatchObject(outcome);
  });

  test('a connection reset before anything was read is unknown, or not sent, but never answered', async () => {
    const port = await listen(createServer((socket) => socket.resetAndDestroy()));
    const outcome = await clientFor(port, once).send(post());
    expect(['unknown', 'not-sent']).toContain(outcome.kind);
  });
});

test.each(['nonsense', 'ftp://host', 'http://user:secret@host', 'http://host/?a=b', 'http://host/#a'])(
  'the base URL %s is refused, without being quoted',
  (baseUrl) => {
    const create = () => createHttpClient({ baseUrl, timeoutMs: 1000, maxConcurrency: 1 });
    expect(create).toThrow(TypeError);
    expect(create).not.toThrow('secret');
  },
);
