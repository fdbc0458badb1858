import { ApolloServerErrorCode } from '@apollo/server/errors';
import type { onSendHookHandler } from 'fastify';
import { trustedDocumentErrors } from './trusted-documents.js';

/** What can be wrong with the GraphQL of a request that is, as HTTP, well formed. */
const wellFormed: ReadonlySet<string> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ...Object.values(trustedDocumentErrors),
]);

/**
 * The status as the GraphQL-over-HTTP specification wants it of an `application/json` answer: 200 when the request was
 * well formed, whatever became of it, so that a client that reads no body of another status sees the errors too.
 * Apollo Server answers 400, which is right for `application/graphql-response+json` alone.
 */
function statusOf(status: number, contentType: unknown, body: unknown): number {
  if (status !== 400 || typeof body !== 'string' || !String(contentType).startsWith('application/json')) return status;
  const { errors } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[] };
  return errors?.every(({ extensions }) => wellFormed.has(extensions?.code ?? '')) ? 200 : status;
}

/** Corrects the status once the content type has been negotiated. */
export const correctStatus: onSendHookHandler = async (_request, reply, body) => {
  reply.code(statusOf(reply.statusCode, reply.getHeader('content-type'), body));
};
