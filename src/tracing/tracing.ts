import { setTimeout as sleep } from 'node:timers/promises';
import { ExportResultCode } from '@opentelemetry/core';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracingProtocol } from '../config.js';
import { traceCalls } from './calls.js';
import { traceCreateCustomer, traceRecovery } from './creations.js';
import { traceRequests } from './requests.js';
import { Spans } from './spans.js';
import { traceStatements } from './statements.js';

const serviceName = 'unified-customers';

/** For this long, in milliseconds, stopping waits for a collector that does not take the last spans. */
const flushMs = 3_000;

/** Between two warnings that spans are lost, in milliseconds. */
const quietMs = 5 * 60 * 1_000;

export type Tracing = Awaited<ReturnType<typeof startTracing>>;

/**
 * Starts OpenTelemetry's SDK, which reads the rest of its settings from the environment by itself. Nothing of it is made
 * global: a second one in the same process is independent of the first.
 *
 * Attributes are ids of ours, names from the configuration and kinds of outcome. What a caller or a provider wrote is in
 * no span, but for the name of a GraphQL operation.
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
    spanProcessors: [new BatchSpanProcessor(warning(new OTLPTraceExporter(), warn))],
  });
  const spans = new Spans(provider.getTracer(serviceName));
  return {
    requests: traceRequests(spans),
    createCustomer: traceCreateCustomer(spans),
    recovery: traceRecovery(spans),
    calls: traceCalls(spans),
    statements: traceStatements(spans),
    /** Sends what has not been sent yet, but does not wait long for it. Never rejects. */
    async close(): Promise<void> {
      // A failure has been warned of, and must not keep the process from ending well.
      await Promise.race([provider.shutdown().catch(() => {}), sleep(flushMs, undefined, { ref: false })]);
    },
  };
}

/** The SDK keeps quiet about a collector that cannot be reached; its errors may quote what must not be logged. */
function warning(exporter: SpanExporter, warn: (message: string) => void): SpanExporter {
  let quietUntil = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code === ExportResultCode.FAILED && performance.now() >= quietUntil) {
          quietUntil = performance.now() + quietMs;
          const { code } = (result.error ?? {}) as { code?: unknown };
          warn(`traces are lost: the collector does not take them${code === undefined ? '' : ` (${code})`}`);
        }
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
