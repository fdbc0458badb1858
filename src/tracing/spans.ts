import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { DatabaseError } from '../repositories/database-error.js';

/** Creates spans, and knows the current one. */
export class Spans {
  private readonly contexts = new AsyncLocalStorage<Context>();

  constructor(private readonly tracer: Tracer) {}

  /** The current span; undefined outside of requests and recovery. */
  get current(): Span | undefined {
    const context = this.contexts.getStore();
    return context && trace.getSpan(context);
  }

  /** Runs the work in a child span of the current span or of `parent`; the span ends with the work. */
  run<Result>(
    name: string,
    options: SpanOptions,
    work: (span: Span) => Promise<Result>,
    parent = this.contexts.getStore() ?? ROOT_CONTEXT,
  ): Promise<Result> {
    return this.within(name, options, parent, async (span) => {
      try {
        return await work(span);
      } catch (error) {
        fail(span, typeOf(error));
        throw error;
      } finally {
        span.end();
      }
    });
  }

  /** Like `run`, but the work itself has to end the span. */
  within<Result>(name: string, options: SpanOptions, parent: Context, work: (span: Span) => Result): Result {
    const span = this.tracer.startSpan(name, options, parent);
    return this.contexts.run(trace.setSpan(parent, span), work, span);
  }
}

/** Marks a span as failed. `type` has low cardinality; `message` is for people and has no personal data. */
export function fail(span: Span, type: string, message?: string): void {
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message });
}

/** The error's type, never its message, which may quote a value. */
function typeOf(error: unknown): string {
  if (error instanceof DatabaseError) return error.sqlState ?? error.kind;
  return error instanceof Error ? error.name : typeof error;
}

export const accountAttributes = ({ provider, account }: { readonly provider: string; readonly account: string }) => ({
  'payment_provider.name': provider,
  'payment_provider.account': account,
});
