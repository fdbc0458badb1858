import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

export interface UnreadAnswersOptions {
  /** How long a client may take to read an answer, in milliseconds. */
  readonly atMostMs: number;
  /** How often to look whether one takes longer, in milliseconds. */
  readonly everyMs: number;
}

/**
 * Ends the connections of clients that do not read their answers. Such an answer stays in memory, and its request counts as in
 * work, for as long as the client likes: Node.js limits the time in which a request must arrive, and none for the answer.
 */
export function registerUnreadAnswers(app: FastifyInstance, { atMostMs, everyMs }: UnreadAnswersOptions): void {
  const open = new Set<ServerResponse>();
  const firstSeen = new WeakMap<ServerResponse, number>();
  app.addHook('onRequest', async (_request, { raw: response }) => {
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  const look = setInterval(() => {
    const now = performance.now();
    for (const response of open) {
      if (!isBeingRead(response)) continue;
      const since = firstSeen.get(response);
      if (since === undefined) firstSeen.set(response, now);
      else if (now - since >= atMostMs) response.destroy();
    }
  }, everyMs);
  look.unref();
  app.addHook('onClose', async () => clearInterval(look));
}

/** Without a socket, it waits for the answer to an earlier request on the same connection. */
const isBeingRead = ({ headersSent, socket }: ServerResponse): boolean => headersSent && socket !== null;
