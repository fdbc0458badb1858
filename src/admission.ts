import type { FastifyInstance } from 'fastify';
import type { ErrorCode } from './graphql/error-codes.js';

export interface AdmissionOptions {
  /** The only path that is guarded: probes and metrics must answer above all while there is too much to do. */
  readonly path: string;
  /** Requests that may be in work at once; those that wait for a provider or the database count. */
  readonly maxInWork: number;
  onRefused(): void;
  /** A request has ended; undefined: its client went away before it was answered. */
  onEnded(status: number | undefined): void;
}

/** After this many seconds a client may try again: what is in work by then mostly is not any more. */
const retryAfterSeconds = 1;

/**
 * Refuses requests at the door, before they are parsed, when there is more to do than can be done soon: a queue without an
 * end would make every request late, and none of them good for anything. It does not go by the delay of the event loop, which
 * is long at the start, and on a machine that others keep busy, without there being much to do.
 *
 * @returns how many requests are in work.
 */
export function registerAdmission(
  app: FastifyInstance,
  { path, maxInWork, onRefused, onEnded }: AdmissionOptions,
): () => number {
  let inWork = 0;
  app.addHook('onRequest', async ({ raw, id }, reply) => {
    if (raw.url?.split('?', 1)[0] !== path) return;
    const { raw: response } = reply;
    response.once('close', () => onEnded(response.writableFinished ? response.statusCode : undefined));
    if (inWork >= maxInWork) {
      onRefused();
      const message = 'This service has too much to do at the moment; nothing was begun. Try again shortly.';
      return reply
        .code(503)
        .header('retry-after', retryAfterSeconds)
        .send({
          errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' satisfies ErrorCode, requestId: id } }],
        });
    }
    inWork++;
    // Also when the client has gone before it was answered.
    response.once('close', () => inWork--);
  });
  return () => inWork;
}
