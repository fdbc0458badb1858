import type { FastifyInstance } from 'fastify';

export interface AdmissionOptions {
  /** The only path that is guarded: probes and metrics must answer above all while there is too much to do. */
  readonly path: string;
  /** Requests that may be in work at once; those that wait for a provider or the database count. */
  readonly maxInWork: number;
  onRefused(): void;
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
  { path, maxInWork, onRefused }: AdmissionOptions,
): () => number {
  let inWork = 0;
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (raw.url?.split('?', 1)[0] !== path) return;
    if (inWork >= maxInWork) {
      onRefused();
      const message = 'This service has too much to do at the moment; nothing was begun. Try again shortly.';
      return reply
        .code(503)
        .header('retry-after', retryAfterSeconds)
        .send({ errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    }
    inWork++;
    // Also when the client has gone before it was answered.
    reply.raw.once('close', () => inWork--);
  });
  return () => inWork;
}
