import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * What a caller sees of a top-level error. An unexpected error is hidden from the caller, and given to `onUnexpected` for
 * the log. An error about a variable names its path, without repeating the value.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  onUnexpected: (error: unknown) => void,
): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const expected = cause instanceof GraphQLError && cause.originalError === undefined;
  if (formatted.extensions?.code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR || expected) {
    const code = codeOf(cause);
    const extensions = code ? { ...formatted.extensions, code } : formatted.extensions;
    return { ...formatted, message: withoutValue(formatted.message), extensions };
  }
  onUnexpected(cause);
  return { ...formatted, message: 'Internal server error' };
}

/** The code of a client's mistake for which neither Apollo Server nor graphql-js sets one. */
function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof GraphQLError) || cause.extensions.code !== undefined) return undefined;
  // Errors about `persistedQuery` have only a status.
  if ((cause.extensions.http as { status?: number } | undefined)?.status === 400) {
    return ApolloServerErrorCode.BAD_REQUEST;
  }
  // No validation rule reports an operation of a root type that the schema lacks.
  return cause.message.startsWith('Schema is not configured to execute ')
    ? ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE
    : undefined;
}

/**
 * graphql-js writes: Variable "$input" got invalid value "…" at "input.phone"; String cannot represent … value: "…"
 * Of such a message, only the parts that come from the schema are kept. A literal in the query is cut off too.
 */
function withoutValue(whole: string): string {
  // Apollo Server goes on with an advice about its own settings.
  if (whole.startsWith('GraphQL introspection is not allowed')) return noIntrospection;
  // What matters stands at both ends, and a value of any length between them.
  const message = whole.length > 2 * readable ? `${whole.slice(0, readable)} … ${whole.slice(-readable)}` : whole;
  const reason = reasons.map((pattern) => pattern.exec(message)?.[0]).find((found) => found !== undefined);
  const detail = reason?.replace(/^does not exist/, 'The value does not exist');
  const [, variable, place] =
    /^Variable "\$(\w+)" got invalid value (?:.*? at "(\1[\w.[\]]*)"; )?/s.exec(message) ?? [];
  if (variable === undefined) {
    return message
      .replace(/(cannot represent [^:]{0,60}value): .*$/s, '$1.')
      .replace(/^(Syntax Error: [^"]{0,200}found (?:String|BlockString|Int|Float)) .*$/s, '$1.')
      .replace(/^Value ".*?" (does not exist in "\w+" enum\.)/s, 'The value $1');
  }
  return `Variable "$${variable}" got an invalid value${place ? ` at "${place}"` : ''}${detail ? `; ${detail}` : '.'}`;
}

const noIntrospection = 'This server does not tell its schema: introspection is off.';

/** How much of either end of a message is read, in UTF-16 code units. */
const readable = 500;

const reasons = [
  /Field "\w+" of required type "[\w![\]]+" was not provided\.$/,
  /Field "\w+" is not defined by type "\w+"\.(?: Did you mean [\w", ]+\?)?$/,
  /Expected (?:non-nullable )?type "[\w![\]]+" (?:not to be null|to be an object)\.$/,
  /(?:String|Int|Float|Boolean|ID|Enum "\w+") cannot represent (?:(?:a )?non[- ][a-z0-9 -]+ )?value/,
  /does not exist in "\w+" enum\.(?: Did you mean the enum value [\w", ]+\?)?$/,
];
