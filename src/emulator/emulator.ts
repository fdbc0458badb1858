import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { loadDocument, type ProviderDocument } from '../datasources/kit/document.js';
import type { ProviderDefinition } from '../datasources/provider-definition.js';
import type { EmulatedCustomerStore } from '../datasources/provider-emulator.js';
import { controlPrefix, createControl } from './control.js';
import { openCustomerStore } from './customer-store.js';
import { type Delivery, toWire, type WireAnswer } from './delivery.js';
import { createFaultBoard, type FaultControl } from './faults.js';
import { createProviderHost, type ProviderHost, refusalAnswer } from './provider-host.js';
import type { RecordedRequest } from './request-log.js';

export interface EmulatorOptions {
  readonly providers: readonly ProviderDefinition[];
  /** Where the providers' books are kept, below `emulator/`; absent: in memory only. */
  readonly dataDir?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Loopback only: whoever reaches the emulator may read its books and break its answers. */
  readonly host?: '127.0.0.1';
  readonly log?: EmulatorLog;
  /** Reads a provider's document by its name; by default from `schema/providers/`. */
  readonly loadDocument?: (name: string) => ProviderDocument;
}

/** The part of a pino logger that the emulator uses. Nothing of a request's headers or body is logged. */
export interface EmulatorLog {
  debug(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Providers served over real HTTP on loopback, from their documents and their folders' emulator parts. */
export interface Emulator {
  /** E.g. `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly faults: FaultControl;
  /** What the paths of the provider's document come after, e.g. `http://127.0.0.1:4010/<provider>`. */
  baseUrl(provider: string): string;
  customerStore(provider: string): EmulatedCustomerStore;
  /** The last requests to a provider, oldest first. */
  requests(provider: string): readonly RecordedRequest[];
  /** Ends every connection at once, answered or not. */
  close(): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;

/** Starts the emulator; rejects when the port is taken or a provider's books cannot be read. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { providers, dataDir, port = 0, host = '127.0.0.1', log } = options;
  const faults = createFaultBoard();
  const closing = new AbortController();
  const hosts = new Map(
    providers.map((definition) => {
      const document = (options.loadDocument ?? loadDocument)(definition.document);
      const segment = definition.name.toLowerCase();
      const store = openCustomerStore(
        dataDir === undefined ? undefined : join(dataDir, 'emulator', `${segment}.jsonl`),
      );
      return [segment, createProviderHost(definition, document, store, faults, closing.signal)] as const;
    }),
  );
  const control = createControl(hosts, faults);

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      log?.error({ err: error }, 'emulator failed');
      const reason = error instanceof Error ? error.message : 'unknown error';
      if (!response.headersSent) send(response, toWire(refusalAnswer(500, `emulator: ${reason}`)));
    });
  });
  // Longer than any client keeps an idle connection: the server closing first would look like a lost answer.
  server.keepAliveTimeout = 120_000;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '/' } = request;
    const body = await readBody(request);
    if (body === undefined) {
      // The rest is read and dropped: a client that is still sending would not see the answer otherwise.
      request.resume();
      send(response, toWire(refusalAnswer(413, 'the body is longer than 1 MiB')));
      return;
    }
    const [, segment = '', rest = ''] = /^\/([^/?]*)(.*)$/.exec(target) ?? [];
    const headers = request.headers as RecordedRequest['headers'];
    if (segment === controlPrefix) {
      send(response, toWire(control({ method, url: rest, headers, body, at: new Date() })));
      return;
    }
    const provider = hosts.get(segment);
    if (provider === undefined) {
      send(response, toWire(refusalAnswer(404, 'no such provider')));
      return;
    }
    const delivery = await provider.handle({ method, url: rest, headers, body, at: new Date() });
    deliver(request, response, delivery);
    log?.debug(
      { provider: provider.definition.name, method, delivery: delivery.kind, status: statusOf(delivery) },
      'emulated',
    );
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;

  async function end(): Promise<void> {
    closing.abort();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    for (const { store } of hosts.values()) store.close();
  }
  let ended: Promise<void> | undefined;

  return {
    url,
    faults,
    baseUrl: (provider) => `${url}/${segmentOf(hosts, provider)}`,
    customerStore: (provider) => hostOf(hosts, provider).store,
    requests: (provider) => hostOf(hosts, provider).requests.list(),
    // Once: a file that is closed twice may by then be somebody else's.
    close() {
      ended ??= end();
      return ended;
    },
  };
}

function segmentOf(hosts: ReadonlyMap<string, ProviderHost>, provider: string): string {
  const segment = provider.toLowerCase();
  if (!hosts.has(segment)) throw new Error(`The emulator does not serve ${provider}`);
  return segment;
}

function hostOf(hosts: ReadonlyMap<string, ProviderHost>, provider: string): ProviderHost {
  return hosts.get(segmentOf(hosts, provider)) as ProviderHost;
}

/** Undefined as soon as the body is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > maxBodyBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('utf8');
}

function statusOf(delivery: Delivery): number | undefined {
  return 'answer' in delivery ? delivery.answer.status : undefined;
}

function send(response: ServerResponse, { status, headers, text }: WireAnswer): void {
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function deliver(request: IncomingMessage, response: ServerResponse, delivery: Delivery): void {
  switch (delivery.kind) {
    case 'whole':
      send(response, delivery.answer);
      return;
    case 'half': {
      const half = writeHalf(response, delivery.answer);
      // Destroyed only once the half is on its way, or the client would see a reset without any answer.
      response.write(half.first, () => request.socket.destroySoon());
      return;
    }
    case 'slow': {
      const half = writeHalf(response, delivery.answer);
      response.write(half.first);
      const timer = setTimeout(() => response.end(half.second), delivery.ms);
      response.once('close', () => clearTimeout(timer));
      return;
    }
    case 'never':
      return;
    case 'reset':
      request.socket.resetAndDestroy();
  }
}

function writeHalf(response: ServerResponse, { status, headers, text }: WireAnswer): { first: Buffer; second: Buffer } {
  const bytes = Buffer.from(text);
  const middle = Math.floor(bytes.length / 2);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  return { first: bytes.subarray(0, middle), second: bytes.subarray(middle) };
}
