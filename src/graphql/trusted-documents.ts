import { hash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes.js';

/** The texts of the documents that may be executed, by their SHA-256, in hexadecimal. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** Error codes, the same as Apollo Router's. */
const refusals = {
  unknownId: 'PERSISTED_QUERY_NOT_IN_LIST',
  unknownText: 'QUERY_NOT_IN_SAFELIST',
} as const satisfies Record<string, ErrorCode>;

/** Replaces an untrusted document, so that it is not even parsed. */
const placeholder = '{ __typename }';

/**
 * Executes trusted documents only. A client sends either `extensions.persistedQuery.sha256Hash`, as with automatic
 * persisted queries, or the exact text. Requires Apollo Server's own persisted queries to be off.
 */
export function trustedDocumentsPlugin(documents: TrustedDocuments): ApolloServerPlugin {
  return {
    async requestDidStart({ request }) {
      const id: unknown = request.extensions?.persistedQuery?.sha256Hash;
      if (id === undefined && !request.query) return {};
      const text = documents.get(id === undefined ? hash('sha256', request.query ?? '') : String(id));
      request.query = text ?? placeholder;
      request.extensions = undefined;
      if (text !== undefined) return {};
      // From this hook on, Apollo Server answers with a thrown error; one thrown earlier counts as a server failure.
      return {
        async didResolveOperation() {
          throw id === undefined
            ? refusal(refusals.unknownText, 'This document is not a trusted document.')
            : refusal(refusals.unknownId, 'No trusted document has this id.');
        },
      };
    },
  };
}

const refusal = (code: ErrorCode, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
