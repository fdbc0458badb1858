import { setTimeout as sleep } from 'node:timers/promises';
import { ExportResultCode } from '@opentelemetry/core';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracingProtocol } from '../config/config.js';
import { traceCalls } from './calls.js';
import { traceCreateCustomer, traceRecovery } from './creations.js';
import { traceRequests } from './requests.js';
import { Spans } from './spans.js';
import { traceStatements } from './statements.js';

const serviceName = 'unified-customers';

/** How long stopping waits for a collector that does not accept the last spans, in milliseconds. */
const flushMs = 3_000;

/** Least time between two warnings about lost spans, in milliseconds. */
const warningIntervalMs = 5 * 60 * 1_000;

export type Tracing = Awaited<ReturnType<typeof startTracing>>;

/**
 * Starts OpenTelemetry's SDK, which reads its other settings from the environment. It registers nothing globally, so that
 * several can run in one process.
 *
 * Attributes are our own ids, names from the configuration, and kinds of outcome. Apart from the name of a GraphQL
 * operation, spans contain no text from callers or providers.
 */
export async function startTracing(protocol: TracingProtocol, warn: (message: string) => void) {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': serviceName }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(warnOfLostSpans(new OTLPTraceExporter(), warn))],
  });
  const spans = new Spans(provider.getTracer(serviceName));
  return {
    /** Of the present request or recovery. */
    traceId: () => spans.current?.spanContext().traceId,
    requests: traceRequests(spans),
    createCustomer: traceCreateCustomer(spans),
    recovery: traceRecovery(spans),
    calls: traceCalls(spans),
    statements: traceStatements(spans),
    /** Sends the remaining spans, within a time limit. Never rejects. */
    async close(): Promise<void> {
      // A failure has been logged, and must not turn stopping into an error.
      await Promise.race([provider.shutdown().catch(() => {}), sleep(flushMs, undefined, { ref: false })]);
    },
  };
}

/** Warns of an unreachable collector, which the SDK does not. Its errors are not logged, as they may quote values. */
function warnOfLostSpans(exporter: SpanExporter, warn: (message: string) => void): SpanExporter {
  let quietUntil = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code === ExportResultCode.FAILED && performance.now() >= quietUntil) {
          quietUntil = performance.now() + warningIntervalMs;
          const { code } = (result.error ?? {}) as { code?: unknown };
          warn(`traces are lost: the collector does not accept them${code === undefined ? '' : ` (${code})`}`);
        }
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
