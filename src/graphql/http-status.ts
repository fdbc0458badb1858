import type { onSendHookHandler } from 'fastify';
import { codesWith } from './error-codes.js';

/** Error codes of requests that are well-formed HTTP but whose GraphQL is wrong. */
const wellFormed: ReadonlySet<string> = new Set(codesWith((facts) => facts.wellFormed === true));

/**
 * The status that the GraphQL-over-HTTP specification requires of an `application/json` answer: 200 for every well-formed
 * request, so that a client that ignores the body of other statuses still sees the errors. Apollo Server answers 400, or 403
 * where a scope is lacking, which is right only for `application/graphql-response+json`.
 */
function statusOf(status: number, contentType: unknown, body: unknown): number {
  if (![400, 403].includes(status) || typeof body !== 'string' || !String(contentType).startsWith('application/json'))
    return status;
  const { errors } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[] };
  return errors?.every(({ extensions }) => wellFormed.has(extensions?.code ?? '')) ? 200 : status;
}

/** Corrects the status once the content type has been negotiated. */
export const correctStatus: onSendHookHandler = async (_request, reply, body) => {
  reply.code(statusOf(reply.statusCode, reply.getHeader('content-type'), body));
};
