import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import compress from '@fastify/compress';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  fastify,
  LogController,
  type onRequestAsyncHookHandler,
  type RouteOptions,
} from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { type AdminPages, registerAdmin } from './admin.js';
import { registerAdmission } from './admission.js';
import { createDoors } from './doors.js';
import type { Context, Services } from './graphql/context.js';
import { documentLimitRules } from './graphql/document-limits.js';
import { formatError } from './graphql/format-error.js';
import { registerGraphiql } from './graphql/graphiql.js';
import { guardedMutationsPlugin } from './graphql/guarded-mutations.js';
import { correctStatus } from './graphql/http-status.js';
import { type BatchReads, createLoaders } from './graphql/loaders.js';
import { queryCostPlugin } from './graphql/query-cost.js';
import { RequestBudget, sayOnce } from './graphql/request-budget.js';
import { createRequestIds, withRequestId } from './graphql/request-ids.js';
import type { RequestLimits } from './graphql/request-limits.js';
import { type TrustedDocuments, trustedDocumentsPlugin } from './graphql/trusted-documents.js';
import { registerJsonBody } from './json-body.js';
import { serverLog } from './log.js';
import type { Metrics } from './metrics/metrics.js';
import { registerPipelining } from './pipelining.js';
import { Refusal } from './refusal.js';
import { answerRequestIds, requestIdOf } from './request-id.js';
import type { CheckToken } from './tokens.js';
import type { RequestTracing } from './tracing/requests.js';
import { registerUnreadAnswers } from './unread-answers.js';

export interface ServerDependencies {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly reads: BatchReads;
  readonly metrics: Metrics;
  readonly logger: FastifyBaseLogger;
  /** An unexpected error of a resolver, and the request that it is of. */
  onResolverFailed(error: unknown, requestId: string | undefined): void;
  /** GraphQL requests must have one of them in the header `Router-Authorization`, unless there is none. */
  readonly sharedSecrets: readonly string[];
  /** When given, they must also have a good token in `Authorization`, whose scopes decide what they may do. */
  readonly checkToken?: CheckToken;
  /** When given, no other documents are executed. */
  readonly trustedDocuments?: TrustedDocuments;
  readonly limits: RequestLimits;
  /** Requests and connections that may be there at once. */
  readonly maxRequests: number;
  readonly maxConnections: number;
  /** Whether clients may ask for the schema, and be told names of it that are close to a wrong one. */
  readonly introspection: boolean;
  /** Whether large answers are compressed for clients that can read it. */
  readonly compression: boolean;
  /** Whether GraphiQL is served on `/`. */
  readonly graphiql: boolean;
  readonly tracing?: RequestTracing;
  /** Absent when these pages have a port of their own. */
  readonly admin?: AdminPages;
  /** Whether the process is about to stop. */
  draining(): boolean;
}

const graphqlPath = '/graphql';

/** How long a client may take to send a whole request, in milliseconds. */
const receiveMs = 20_000;

/** How many requests one connection may send before it has their answers. */
const maxUnanswered = 100;

/** How long it may take to read an answer, in milliseconds. Some have tens of megabytes. */
const readMs = 60_000;

/**
 * Answers of fewer bytes are sent as they are, among them most batches of entities: within one network their way is short, and
 * packing them costs more. The lowest level of gzip makes them little larger, for half the work of the usual one.
 */
const compressed: RouteOptions['compress'] = {
  threshold: 32 * 1024,
  encodings: ['gzip', 'br'],
  zlibOptions: { level: 1 },
};

/** Longest head of a request: enough for a token of a few kilobytes. */
const maxHeaderBytes = 16 * 1024;

/** Builds the HTTP server; does not listen. */
export async function createServer(dependencies: ServerDependencies): Promise<FastifyInstance> {
  const { schema, services, reads, metrics, logger, trustedDocuments, tracing, limits } = dependencies;
  const app: FastifyInstance = fastify({
    loggerInstance: serverLog(logger),
    genReqId: requestIdOf,
    // Request logs could hold personal data; the metrics count requests.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // For the head and the body of a request: who sends them slowly occupies a connection, and nothing else.
    requestTimeout: receiveMs,
    http: { headersTimeout: receiveMs, connectionsCheckingInterval: receiveMs / 4, maxHeaderSize: maxHeaderBytes },
  });
  app.server.maxConnections = dependencies.maxConnections;
  registerPipelining(app, maxUnanswered);
  answerRequestIds(app);
  registerJsonBody(app);
  registerUnreadAnswers(app, { atMostMs: readMs, everyMs: readMs / 12 });
  app.addHook('onRequest', async ({ headers }) => {
    // Node refuses this itself, but only of HTTP/1.1.
    if (headers.host === undefined) throw new Refusal(400, 'HOST_MISSING', 'The header Host is missing');
  });
  const inWork = registerAdmission(app, {
    path: graphqlPath,
    maxInWork: dependencies.maxRequests,
    onRefused: metrics.refused,
    onEnded: metrics.ended,
  });
  metrics.watchRequests(inWork);
  const { sharedSecrets, checkToken } = dependencies;
  const doors = createDoors({ sharedSecrets, checkToken, onRefused: metrics.unauthenticated });
  const requestIds = createRequestIds();
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: dependencies.introspection,
    hideSchemaDetailsFromClientErrors: !dependencies.introspection,
    parseOptions: { maxTokens: limits.maxTokens },
    validationRules: documentLimitRules(limits),
    includeStacktraceInErrorResponses: false,
    maxRecursiveSelections: true,
    formatError(formatted, error) {
      const requestId = requestIds.of(error);
      const told = formatError(formatted, error, (cause) => dependencies.onResolverFailed(cause, requestId));
      metrics.error(told.extensions?.code);
      return withRequestId(told, requestId);
    },
    logger,
    // Both are Apollo's defaults, stated because the GraphQL-over-HTTP audit and the tests depend on them.
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // main.ts handles the signals; Apollo would send the signal a second time once it has stopped.
    stopOnTerminationSignals: false,
    persistedQueries: trustedDocuments ? false : undefined,
    plugins: [
      requestIds.plugin,
      ApolloServerPluginInlineTrace(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      queryCostPlugin(schema, limits.maxCost),
      guardedMutationsPlugin(schema),
      sayOnce,
      ...(trustedDocuments ? [trustedDocumentsPlugin(trustedDocuments)] : []),
      ...(tracing ? [tracing.plugin] : []),
    ],
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  app.addHook('onSend', async (_request, reply) => {
    // While draining, each request is the last one on its connection.
    if (dependencies.draining()) reply.header('connection', 'close');
  });

  const graphql = fastifyApolloHandler(apollo, {
    context: async (request, reply) => {
      const budget = new RequestBudget(limits);
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) budget.abandon();
      });
      return {
        ...services,
        loaders: createLoaders(reads),
        budget,
        requestId: request.id,
        scopes: doors.scopesOf(request),
        // `headers` would join several values into one.
        idempotencyKeys: request.raw.headersDistinct['idempotency-key']?.map(once),
      };
    },
  });
  if (dependencies.compression) await app.register(compress, { global: false });
  app.route({
    method: ['GET', 'POST'],
    url: graphqlPath,
    preValidation: async (request, reply) => {
      // A browser that was pointed here by hand, and not a client that sends a query by GET.
      const byHand =
        request.method === 'GET' && request.headers.accept?.includes('text/html') && !request.url.includes('?');
      if (byHand) return dependencies.graphiql ? reply.redirect('/') : reply.callNotFound();
    },
    onRequest: [...doors.onRequest, refusePacked],
    onSend: correctStatus,
    compress: compressed,
    handler: tracing?.handler(graphql) ?? graphql,
  });
  if (dependencies.graphiql) {
    const needs = {
      sharedSecret: sharedSecrets.length > 0,
      token: checkToken !== undefined,
      trustedDocuments: trustedDocuments !== undefined,
    };
    await registerGraphiql(app, { endpoint: graphqlPath, needs });
  }
  if (dependencies.admin) registerAdmin(app, dependencies.admin);
  return app;
}

/** Requests are small, and a packed one could unfold to any size. To a parser it would only be invalid JSON. */
const refusePacked: onRequestAsyncHookHandler = async ({ headers }, reply) => {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  if (!encoding || encoding === 'identity') return;
  reply.header('accept-encoding', 'identity');
  const message = `A request with Content-Encoding: ${encoding} is not read: send it as it is`;
  throw new Refusal(415, 'CONTENT_ENCODING_NOT_SUPPORTED', message);
};

/** A value that came several times, in one line: proxies and gateways may join lines by commas (RFC 9110, 5.3). */
function once(line: string): string {
  const [first = '', ...others] = line.split(',').map((value) => value.trim());
  return others.every((other) => other === first) ? first : line;
}
