import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span from OTLP's JSON, with the list of attributes turned into an object. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code?: number; readonly message?: string };
}

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A real HTTP server that receives traces and stores everything it gets. */
export interface Collector {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** The spans of all JSON deliveries. */
  spans(): readonly ReceivedSpan[];
  /** The resource of the first JSON delivery; it is the same in all of them. */
  resource(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function startCollector(answer: 'takes' | 'hangs' = 'takes'): Promise<Collector> {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    deliveries.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
    if (answer === 'takes') response.setHeader('content-type', String(request.headers['content-type'])).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const requests = () =>
    deliveries
      .filter(({ headers }) => headers['content-type'] === 'application/json')
      .flatMap(({ body }) => (JSON.parse(body.toString()) as Otlp).resourceSpans);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    spans: () =>
      requests()
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
        .map((span) => ({ ...span, attributes: byName(span.attributes) })),
    resource: () => byName(requests()[0]?.resource.attributes ?? []),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The names of the spans in the order of their start, each indented below its parent. */
export function tree(spans: readonly ReceivedSpan[], parentSpanId?: string, indent = ''): string[] {
  return spans
    .filter((span) => (span.parentSpanId || undefined) === parentSpanId)
    .sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
    .flatMap((span) => [indent + span.name, ...tree(spans, span.spanId, `${indent}  `)]);
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface OtlpSpan extends Omit<ReceivedSpan, 'attributes'> {
  readonly startTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
}
interface Otlp {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const startOf = (span: ReceivedSpan) =>
  BigInt((span as ReceivedSpan & { startTimeUnixNano: string }).startTimeUnixNano);

const byName = (attributes: readonly OtlpAttribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
