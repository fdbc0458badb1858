import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Ends a connection on which more requests come than may wait for their answers. Node.js takes on whatever arrives: thousands
 * of small requests in one packet, each of which holds memory until those before it are answered. Browsers, gateways and most
 * clients wait for each answer before they send the next request.
 */
export function registerPipelining(app: FastifyInstance, maxUnanswered: number): void {
  const unanswered = new WeakMap<Socket, number>();
  const add = (socket: Socket, change: number): number => {
    const count = (unanswered.get(socket) ?? 0) + change;
    unanswered.set(socket, count);
    return count;
  };
  app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    if (add(socket, 1) <= maxUnanswered) {
      reply.raw.once('close', () => add(socket, -1));
      return;
    }
    socket.destroy();
    reply.hijack();
  });
}
