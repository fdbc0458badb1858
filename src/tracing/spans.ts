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

/** Makes spans, and knows which one is under way. */
export class Spans {
  private readonly contexts = new AsyncLocalStorage<Context>();

  constructor(private readonly tracer: Tracer) {}

  /** The one under way; undefined where nobody's request, and no recovery, is behind the work. */
  get current(): Span | undefined {
    const context = this.contexts.getStore();
    return context && trace.getSpan(context);
  }

  /** Does the work as a part of the span under way, or of the `parent` given. Ends when the work does. */
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

  /** The same for a span that whoever does the work ends. */
  within<Result>(name: string, options: SpanOptions, parent: Context, work: (span: Span) => Result): Result {
    const span = this.tracer.startSpan(name, options, parent);
    return this.contexts.run(trace.setSpan(parent, span), work, span);
  }
}

/** `type`: one of few. `message`: for people, without personal data. */
export function fail(span: Span, type: string, message?: string): void {
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message });
}

/** Never an error's message: it may quote a value. */
function typeOf(error: unknown): string {
  if (error instanceof DatabaseError) return error.sqlState ?? error.kind;
  return error instanceof Error ? error.name : typeof error;
}

export const accountAttributes = ({ provider, account }: { readonly provider: string; readonly account: string }) => ({
  'payment_provider.name': provider,
  'payment_provider.account': account,
});
