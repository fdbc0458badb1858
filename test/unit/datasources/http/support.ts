import { readFileSync } from 'node:fs';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { createHttpClient } from '../../../../src/datasources/http/client.js';
import type { HttpClient, HttpClientOptions, HttpRequest } from '../../../../src/datasources/http/http-client.js';

export const tlsFixture = {
  cert: readFixture('localhost.cert.pem'),
  key: readFixture('localhost.key.pem'),
};

/** Listens on loopback until the test ends, and then ends its connections too. */
export async function listen(server: NetServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', silent);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

export interface RawServer {
  readonly port: number;
  /** Every whole request that arrived, head and body. */
  readonly requests: string[];
  /** Every byte that arrived. */
  received(): string;
}

/** Answers each whole request on the wire as it is told; without an answer it stays silent. */
export async function rawServer(answer: (socket: Socket, requestNumber: number) => void): Promise<RawServer> {
  const requests: string[] = [];
  let received = '';
  const server = createServer((socket) => {
    let pending = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
      pending += chunk.toString();
      for (let length = requestLength(pending); length !== undefined; length = requestLength(pending)) {
        requests.push(pending.slice(0, length));
        pending = pending.slice(length);
        answer(socket, requests.length);
      }
    });
  });
  return { port: await listen(server), requests, received: () => received };
}

/** A port on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function http(status: string, body: string, headers = ''): string {
  return `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

export function clientFor(target: number | string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({
    baseUrl: typeof target === 'number' ? `http://127.0.0.1:${target}` : target,
    timeoutMs: 2000,
    maxConcurrency: 4,
    backoffMs: 5,
    closeGraceMs: 0,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

export function post(change: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    path: '/customers',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"Ada"}',
    repeatable: false,
    ...change,
  };
}

/** Does nothing: a server that never answers, an error that is expected. */
export const silent = (): void => undefined;

/** Resolves as soon as the condition holds; the test's own timeout ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function requestLength(text: string): number | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const bodyLength = Number(/^content-length: (\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? 0);
  const length = headEnd + 4 + bodyLength;
  return text.length < length ? undefined : length;
}

function readFixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/tls/${name}`, import.meta.url), 'utf8');
}
