import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { serverLog } from './log.js';
import type { Metrics } from './metrics/metrics.js';

export interface AdminPages {
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>;
  /** Why the server cannot do its work now; undefined when it can. */
  notReady(): Promise<string | undefined>;
}

/** What those ask who run the service, and nobody else: probes, and Prometheus. */
export function registerAdmin(app: FastifyInstance, { metrics, notReady }: AdminPages): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const reason = await notReady();
    return reply.code(reason === undefined ? 200 : 503).send({ status: reason ?? 'ready' });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}

/** A server of these pages alone, for a port of its own; does not listen. */
export function createAdminServer(pages: AdminPages, logger: FastifyBaseLogger): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance: serverLog(logger),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    // Whoever watches sees why the service is not ready until it has ended.
    return503OnClosing: false,
  });
  registerAdmin(app, pages);
  return app;
}
