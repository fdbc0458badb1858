import { hash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';

/** The texts of the documents that may be executed, by their SHA-256, in hexadecimal. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** Codes of the errors, the same as Apollo Router's. */
export const trustedDocumentErrors = {
  unknownId: 'PERSISTED_QUERY_NOT_IN_LIST',
  unknownText: 'QUERY_NOT_IN_SAFELIST',
} as const;

/** Stands in for a document that is not trusted, so that not even its parsing is tried. */
const placeholder = '{ __typename }';

/**
 * Executes trusted documents only. A client names one by `extensions.persistedQuery.sha256Hash`, as for automatic
 * persisted queries, or sends its text, letter by letter. Needs the server's own persisted queries to be off.
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
      // Apollo Server turns an error into an answer from this hook on; one thrown earlier is a failure of the server's.
      return {
        async didResolveOperation() {
          throw id === undefined
            ? refusal(trustedDocumentErrors.unknownText, 'This document is not one of the trusted ones.')
            : refusal(trustedDocumentErrors.unknownId, 'No trusted document has this id.');
        },
      };
    },
  };
}

const refusal = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
