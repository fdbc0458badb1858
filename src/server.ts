import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import type { GraphQLSchema } from 'graphql';
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
import type { RequestLimits } from './graphql/request-limits.js';
import { type TrustedDocuments, trustedDocumentsPlugin } from './graphql/trusted-documents.js';
import type { Metrics } from './metrics.js';
import type { CheckToken } from './tokens.js';
import type { RequestTracing } from './tracing/requests.js';

export interface ServerDependencies {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly reads: BatchReads;
  readonly metrics: Metrics;
  readonly logger: FastifyBaseLogger;
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
  /** Whether GraphiQL is served on `/`. */
  readonly graphiql: boolean;
  readonly tracing?: RequestTracing;
  /** Whether the process is about to stop. */
  draining(): boolean;
  /** Why the server cannot do its work now; undefined when it can. */
  notReady(): Promise<string | undefined>;
}

const graphqlPath = '/graphql';

/** How long a client may take to send a whole request, in milliseconds. */
const receiveMs = 20_000;

/** Longest head of a request: enough for a token of a few kilobytes. */
const maxHeaderBytes = 16 * 1024;

/** Builds the HTTP server; does not listen. */
export async function createServer(dependencies: ServerDependencies): Promise<FastifyInstance> {
  const { schema, services, reads, metrics, logger, trustedDocuments, tracing, limits } = dependencies;
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    // Request logs could hold personal data; the metrics count requests.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // For the head and the body of a request: who sends them slowly occupies a connection, and nothing else.
    requestTimeout: receiveMs,
    http: { headersTimeout: receiveMs, connectionsCheckingInterval: receiveMs / 4, maxHeaderSize: maxHeaderBytes },
  });
  app.server.maxConnections = dependencies.maxConnections;
  app.addHook('onRequest', async ({ headers }, reply) => {
    // Node refuses this itself, but only of HTTP/1.1.
    if (headers.host === undefined) return reply.code(400).send({ error: 'The header Host is missing' });
  });
  const inWork = registerAdmission(app, {
    path: graphqlPath,
    maxInWork: dependencies.maxRequests,
    onRefused: metrics.refused,
  });
  metrics.watchRequests(inWork);
  const { sharedSecrets, checkToken } = dependencies;
  const doors = createDoors({ sharedSecrets, checkToken, onRefused: metrics.unauthenticated });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: dependencies.introspection,
    hideSchemaDetailsFromClientErrors: !dependencies.introspection,
    parseOptions: { maxTokens: limits.maxTokens },
    validationRules: documentLimitRules(limits),
    includeStacktraceInErrorResponses: false,
    maxRecursiveSelections: true,
    formatError: (formatted, error) => formatError(formatted, error, logger),
    logger,
    // Both are Apollo's defaults, stated because the GraphQL-over-HTTP audit and the tests depend on them.
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // main.ts handles the signals; Apollo would send the signal a second time once it has stopped.
    stopOnTerminationSignals: false,
    persistedQueries: trustedDocuments ? false : undefined,
    plugins: [
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
        scopes: doors.scopesOf(request),
        // `headers` would join several values into one.
        idempotencyKeys: request.raw.headersDistinct['idempotency-key']?.map(once),
      };
    },
  });
  app.route({
    method: ['GET', 'POST'],
    url: graphqlPath,
    preValidation: async (request, reply) => {
      // A browser that was pointed here by hand, and not a client that sends a query by GET.
      const byHand =
        request.method === 'GET' && request.headers.accept?.includes('text/html') && !request.url.includes('?');
      if (byHand) return dependencies.graphiql ? reply.redirect('/') : reply.callNotFound();
    },
    onRequest: doors.onRequest,
    onSend: correctStatus,
    handler: tracing?.handler(graphql) ?? graphql,
  });
  if (dependencies.graphiql) await registerGraphiql(app, { endpoint: graphqlPath });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const reason = await dependencies.notReady();
    return reply.code(reason === undefined ? 200 : 503).send({ status: reason ?? 'ready' });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  return app;
}

/** A value that came several times, in one line: proxies and gateways may join lines by commas (RFC 9110, 5.3). */
function once(line: string): string {
  const [first = '', ...others] = line.split(',').map((value) => value.trim());
  return others.every((other) => other === first) ? first : line;
}
