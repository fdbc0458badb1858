import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError } from 'graphql';

/** The error for a wrong argument, where the schema has no error type of its own for it. */
export const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } });
