import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { RouteHandlerMethod } from 'fastify';
import { fail, type Spans } from './spans.js';

/** Creates a span for each GraphQL request. */
export interface RequestTracing {
  /** Wraps the handler, so that a request joins the trace in its `traceparent` header. */
  handler(handle: RouteHandlerMethod): RouteHandlerMethod;
  /** Adds the operation and its errors to the request's span. */
  readonly plugin: ApolloServerPlugin;
}

const internalError = ApolloServerErrorCode.INTERNAL_SERVER_ERROR;

export function traceRequests(spans: Spans): RequestTracing {
  const propagator = new W3CTraceContextPropagator();
  return {
    handler: (handle) =>
      function traced(request, reply) {
        const attributes = {
          'http.request.method': request.method,
          'http.route': request.routeOptions.url,
          // Without the query string, which may contain variables.
          'url.path': request.routeOptions.url,
          'url.scheme': request.protocol,
        };
        const parent = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
        return spans.within('GraphQL Operation', { kind: SpanKind.SERVER, attributes }, parent, (span) => {
          // The status is final only now; a caller who disconnects ends the span too.
          reply.raw.once('close', () => {
            span.setAttribute('http.response.status_code', reply.statusCode);
            if (reply.statusCode >= 500) fail(span, String(reply.statusCode));
            span.end();
          });
          return handle.call(this, request, reply);
        });
      },
    plugin: {
      async requestDidStart() {
        const span = spans.current;
        return {
          async didResolveOperation({ operation }) {
            if (!operation) return;
            span?.updateName(operation.operation).setAttributes({
              'graphql.operation.type': operation.operation,
              'graphql.operation.name': operation.name?.value,
            });
          },
          async didEncounterErrors({ errors }) {
            const codes = errors.map(({ extensions }) => String(extensions.code ?? internalError));
            if (codes.includes(internalError) && span) fail(span, internalError);
            else span?.setAttribute('error.type', codes[0] ?? internalError);
          },
        };
      },
    },
  };
}
