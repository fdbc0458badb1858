import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The header in which callers, gateways and proxies name a request, and are answered its name. */
const header = 'x-request-id';

/** What ids look like. Anything else would let a caller write into our log. */
const safe = /^[\w.:+/=@-]{1,128}$/;

/** The caller's name for a request, or a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[header];
  return typeof given === 'string' && safe.test(given) ? given : randomUUID();
}

/**
 * Names each request in its answer, but for those that Fastify refuses before its hooks, as their address is none. Must be
 * registered before whatever answers.
 */
export function answerRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ id }, reply) => {
    reply.header(header, id);
  });
}
