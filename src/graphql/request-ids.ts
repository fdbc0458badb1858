import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Context } from './context.js';

/** Knows which request an error belongs to: Apollo Server formats errors without saying. */
export interface RequestIds {
  readonly plugin: ApolloServerPlugin<Context>;
  of(error: unknown): string | undefined;
}

export function createRequestIds(): RequestIds {
  const ids = new WeakMap<object, string>();
  return {
    of: (error) => (typeof error === 'object' && error !== null ? ids.get(error) : undefined),
    plugin: {
      async requestDidStart({ contextValue: { requestId } }) {
        return {
          async didEncounterErrors({ errors }) {
            for (const error of errors) ids.set(error, requestId);
          },
        };
      },
    },
  };
}

/** Tells the caller which request in the log an error is about. */
export const withRequestId = (
  formatted: GraphQLFormattedError,
  requestId: string | undefined,
): GraphQLFormattedError =>
  requestId === undefined ? formatted : { ...formatted, extensions: { ...formatted.extensions, requestId } };
