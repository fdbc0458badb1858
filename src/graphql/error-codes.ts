import type { ApolloServerErrorCode } from '@apollo/server/errors';

interface ErrorCodeFacts {
  /** What happened. */
  readonly happened: string;
  /** What a client does about it. */
  readonly remedy: string;
  /** Whether the very same request may succeed when it is sent again. */
  readonly retryable: boolean;
  /** A request that is well-formed HTTP, with GraphQL in it that is wrong or not allowed (`http-status.ts`). */
  readonly wellFormed?: true;
  /** Answered before anything looks at the GraphQL of the request. */
  readonly atTheDoor?: true;
}

/** Apollo Server would answer it where persisted queries are off; `trusted-documents.ts` is asked before that. */
type NeverAnswered = 'PERSISTED_QUERY_NOT_SUPPORTED';

type OwnCode =
  | 'ANSWER_TOO_LARGE'
  | 'FORBIDDEN'
  | 'PERSISTED_QUERY_NOT_IN_LIST'
  | 'QUERY_NOT_IN_SAFELIST'
  | 'QUERY_TOO_EXPENSIVE'
  | 'REQUEST_TIMEOUT'
  | 'SERVICE_UNAVAILABLE'
  | 'UNAUTHENTICATED';

/** What stands in `errors[].extensions.code`. */
export type ErrorCode = OwnCode | Exclude<`${ApolloServerErrorCode}`, NeverAnswered>;

/** All codes; `docs/errors.md` and the metric's labels are made of them. */
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeFacts>> = {
  UNAUTHENTICATED: {
    happened: 'The request has no secret or token, or one that is not good. The status is 401, and nothing was begun.',
    remedy: 'Sign in again, or call the gateway instead of the subgraph; `message` says which.',
    retryable: false,
    atTheDoor: true,
  },
  SERVICE_UNAVAILABLE: {
    happened: 'There is too much to do, or tokens cannot be checked. The status is 503, and nothing was begun.',
    remedy: 'Wait for the seconds in the header `Retry-After`, then send the same request again.',
    retryable: true,
    atTheDoor: true,
  },
  INTERNAL_SERVER_ERROR: {
    happened:
      'Something that callers cannot act on, mostly a database that cannot be reached. Normally nothing was sent to ' +
      'the provider.',
    remedy:
      'Send the same request again, with the same idempotency key or reference: it remains one customer. If it goes ' +
      'on, give `requestId` to an operator.',
    retryable: true,
  },
  REQUEST_TIMEOUT: {
    happened:
      'The time for the whole request was over. What had begun by then is finished and its outcome stored; nothing ' +
      'more was begun.',
    remedy: 'Send the same request again, with the same idempotency key or reference, or ask for less at once.',
    retryable: true,
  },
  FORBIDDEN: {
    happened:
      "The caller's token lacks a scope; `message` names it. Of a mutation nothing was begun; of a query the other " +
      'fields are answered.',
    remedy: 'Leave the field out, or have the scope given to the caller.',
    retryable: false,
    wellFormed: true,
  },
  BAD_USER_INPUT: {
    happened:
      'A variable or an argument has a wrong type or value, such as a provider that does not exist, or an operator ' +
      'settles a creation that is in another state.',
    remedy: 'Correct what is sent. What a user types wrongly is not here: it is a violation.',
    retryable: false,
    wellFormed: true,
  },
  GRAPHQL_PARSE_FAILED: {
    happened: 'The document is no GraphQL, or has too many tokens.',
    remedy: 'Correct the document.',
    retryable: false,
    wellFormed: true,
  },
  GRAPHQL_VALIDATION_FAILED: {
    happened: 'The document does not fit the schema, or is nested too deeply, or has too many aliases or fields.',
    remedy: 'Correct the document, or split it.',
    retryable: false,
    wellFormed: true,
  },
  OPERATION_RESOLUTION_FAILURE: {
    happened: 'The document has no operation of this name, or several and no `operationName`, or is a subscription.',
    remedy: 'Name the operation.',
    retryable: false,
    wellFormed: true,
  },
  QUERY_TOO_EXPENSIVE: {
    happened: 'The query would cost too much, by the estimate before it is carried out. Nothing was begun.',
    remedy: 'Ask for fewer fields, or for shorter lists.',
    retryable: false,
  },
  ANSWER_TOO_LARGE: {
    happened: 'The answer has too many fields, or too much text. A creation that had begun was finished.',
    remedy: 'Ask for less at once; a mutation with the same idempotency key or reference.',
    retryable: false,
  },
  BAD_REQUEST: {
    happened:
      'It is no GraphQL request: no body, a list of requests, a query by GET without the header that prevents CSRF, ' +
      'or a mutation by GET.',
    remedy: 'Send one operation by POST, as `application/json`.',
    retryable: false,
  },
  PERSISTED_QUERY_NOT_FOUND: {
    happened: 'An automatic persisted query that this process does not know yet.',
    remedy: 'Send it with its hash and its text once; clients that use such queries do it by themselves.',
    retryable: false,
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    happened: 'Only trusted documents are executed here, and none has this hash.',
    remedy: 'Publish the document before the client that uses it.',
    retryable: false,
    wellFormed: true,
  },
  QUERY_NOT_IN_SAFELIST: {
    happened: 'Only trusted documents are executed here, and this text is none of them.',
    remedy: 'Publish the document before the client that uses it.',
    retryable: false,
    wellFormed: true,
  },
};

/** The codes whose facts meet a condition. */
export const codesWith = (condition: (facts: ErrorCodeFacts) => boolean): ErrorCode[] =>
  (Object.keys(errorCodes) as ErrorCode[]).filter((code) => condition(errorCodes[code]));
