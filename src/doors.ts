import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { ErrorCode } from './graphql/error-codes.js';
import type { CheckToken } from './tokens.js';

export interface DoorOptions {
  /** Requests must have one of them in the header `Router-Authorization`, unless there is none. */
  readonly sharedSecrets: readonly string[];
  /** When given, requests must have a token in the header `Authorization` that it finds good. */
  readonly checkToken?: CheckToken;
  onRefused(reason: RefusalReason): void;
}

export type RefusalReason = 'secret' | 'token-missing' | 'token-expired' | 'token-invalid' | 'keys-unavailable';

export interface Doors {
  /** One after the other, before the body of a request is read: a request passes all of them or none. */
  readonly onRequest: onRequestAsyncHookHandler[];
  /**
   * The scopes of the request's token; undefined when no tokens are checked.
   *
   * @throws Error for a request that passed no door.
   */
  scopesOf(request: FastifyRequest): ReadonlySet<string> | undefined;
}

/** Longest token, in characters. */
const maxTokenLength = 8 * 1024;

/** What is asked of a request before it is let in: the gateway's secret, the caller's token, or both. */
export function createDoors({ sharedSecrets, checkToken, onRefused }: DoorOptions): Doors {
  const scopes = new WeakMap<FastifyRequest, ReadonlySet<string>>();
  const onRequest: onRequestAsyncHookHandler[] = [];
  if (sharedSecrets.length > 0) onRequest.push(secretDoor(sharedSecrets, onRefused));
  if (checkToken) {
    onRequest.push(tokenDoor(checkToken, onRefused, (request, found) => scopes.set(request, found)));
  }
  return {
    onRequest,
    scopesOf(request) {
      if (!checkToken) return undefined;
      const found = scopes.get(request);
      if (!found) throw new Error('A request came in without a token');
      return found;
    },
  };
}

/** Compared as digests, in a time that tells nothing of the secret, not even its length. */
function secretDoor(secrets: readonly string[], onRefused: DoorOptions['onRefused']): onRequestAsyncHookHandler {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  const expected = secrets.map(digest);
  return async ({ headers }, reply) => {
    const given = digest(String(headers['router-authorization'] ?? ''));
    if (expected.filter((secret) => timingSafeEqual(given, secret)).length > 0) return;
    onRefused('secret');
    return refuse(reply, 'This subgraph serves its gateway only: call the gateway.');
  };
}

function tokenDoor(
  checkToken: CheckToken,
  onRefused: DoorOptions['onRefused'],
  onPassed: (request: FastifyRequest, scopes: ReadonlySet<string>) => void,
): onRequestAsyncHookHandler {
  return async (request, reply) => {
    // `headers` would have the first of several.
    const [header, ...others] = request.raw.headersDistinct.authorization ?? [];
    const token = others.length === 0 ? bearerToken(header) : undefined;
    if (token === undefined) {
      onRefused('token-missing');
      // Without a code of error, as RFC 6750 has it for who brought nothing to be wrong.
      reply.header('www-authenticate', 'Bearer');
      return refuse(reply, 'A token is needed: send the header `Authorization: Bearer …` once.');
    }
    const verdict = token.length > maxTokenLength ? tooLong : await checkToken(token);
    if (verdict.kind === 'good') return onPassed(request, verdict.scopes);
    if (verdict.kind === 'no-keys') {
      onRefused('keys-unavailable');
      reply.code(503).header('retry-after', verdict.retryAfterSeconds);
      return reply.send(
        errorBody(
          reply,
          'Tokens cannot be checked at the moment; nothing was begun. Try again shortly.',
          'SERVICE_UNAVAILABLE',
        ),
      );
    }
    onRefused(`token-${verdict.kind}`);
    reply.header('www-authenticate', `Bearer error="invalid_token", error_description="${verdict.reason}"`);
    return refuse(reply, `${verdict.reason}.`);
  };
}

const tooLong = { kind: 'invalid', reason: `The token has more than ${maxTokenLength} characters` } as const;

const bearerToken = (header = ''): string | undefined => /^Bearer +([\w.~+/-]+=*) *$/i.exec(header)?.[1];

const refuse = (reply: FastifyReply, message: string) =>
  reply.code(401).send(errorBody(reply, message, 'UNAUTHENTICATED'));

const errorBody = ({ request }: FastifyReply, message: string, code: ErrorCode) => ({
  errors: [{ message, extensions: { code, requestId: request.id } }],
});
