import type { FastifyReply } from 'fastify';
import type { FaultResponse, WireAnswer } from './fault-response.js';

/** Sends a response through Fastify if it is a whole one; the others need the raw response or its socket. */
export function sendResponse(reply: FastifyReply, response: FaultResponse): FastifyReply {
  const { socket } = reply.request;
  switch (response.kind) {
    case 'whole': {
      const { status, headers, text } = response.answer;
      // Fastify adds a content type to any text, even to an empty one.
      return reply
        .code(status)
        .headers(headers)
        .send(text === '' ? undefined : text);
    }
    case 'truncated': {
      const { first } = startRaw(reply, response.answer);
      // Ends the connection only when the half has been written; otherwise the client would see a plain reset.
      reply.raw.write(first, () => socket.destroySoon());
      return reply;
    }
    case 'slow': {
      const { first, second } = startRaw(reply, response.answer);
      reply.raw.write(first);
      const timer = setTimeout(() => reply.raw.end(second), response.ms);
      reply.raw.once('close', () => clearTimeout(timer));
      return reply;
    }
    case 'none':
      return reply.hijack();
    case 'reset':
      reply.hijack();
      socket.resetAndDestroy();
      return reply;
  }
}

/** Takes the response over from Fastify, and sends the headers of the whole answer. */
function startRaw(reply: FastifyReply, { status, headers, text }: WireAnswer): { first: Buffer; second: Buffer } {
  const bytes = Buffer.from(text);
  const middle = Math.floor(bytes.length / 2);
  reply.hijack().raw.writeHead(status, { ...headers, 'content-length': bytes.length });
  return { first: bytes.subarray(0, middle), second: bytes.subarray(middle) };
}
