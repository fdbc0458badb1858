import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface AdmissionOptions {
  /** The only path that is guarded: probes and metrics must answer above all while there is too much to do. */
  readonly path: string;
  /** Requests that may be in work at once; those that wait for a provider or the database count. */
  readonly maxInWork: number;
  onRefused(reason: RefusalReason): void;
}

export type RefusalReason = 'too-many-requests' | 'event-loop-delay';

/** A mean delay of the event loop beyond which nothing more is taken on, in milliseconds. It is measured each second. */
const maxEventLoopDelayMs = 500;

/** After this many seconds a client may try again: what is in work by then mostly is not any more. */
const retryAfterSeconds = 1;

/**
 * Refuses requests at the door, before they are parsed, when there is more to do than can be done soon: a queue without an
 * end would make every request late, and none of them good for anything.
 *
 * @returns how many requests are in work.
 */
export async function registerAdmission(app: FastifyInstance, options: AdmissionOptions): Promise<() => number> {
  const { path, maxInWork, onRefused } = options;
  let inWork = 0;
  const isGuarded = ({ raw }: FastifyRequest) => raw.url?.split('?', 1)[0] === path;
  const refuse = (reply: FastifyReply, reason: RefusalReason) => {
    onRefused(reason);
    const message = 'This service has too much to do at the moment; nothing was begun. Try again shortly.';
    return reply
      .code(503)
      .header('retry-after', retryAfterSeconds)
      .send({ errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  };

  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    pressureHandler: (request, reply) => {
      if (isGuarded(request)) refuse(reply, 'event-loop-delay');
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!isGuarded(request)) return;
    if (inWork >= maxInWork) return refuse(reply, 'too-many-requests');
    inWork++;
    // Also when the client has gone before it was answered.
    reply.raw.once('close', () => inWork--);
  });
  return () => inWork;
}
