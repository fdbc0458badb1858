import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { SafeError, safeToLog } from './domain/safe-error.js';

/** Whose tokens are taken, and for whom they must be meant. */
export interface TokenSettings {
  /** Where the issuer publishes its public keys, as a JSON Web Key Set. */
  readonly jwksUrl: string;
  /** Claim `iss` of every token. */
  readonly issuer: string;
  /** In the claim `aud` of every token: without it, a token for any other service of the issuer would do. */
  readonly audience: string;
  readonly algorithms: readonly string[];
}

/** What is to be thought of a token. Nothing in it is from the token but its scopes. */
export type TokenVerdict =
  | { readonly kind: 'good'; readonly scopes: ReadonlySet<string> }
  | { readonly kind: 'expired' | 'invalid'; readonly reason: string }
  /** Nobody can say at the moment whether it is good. */
  | { readonly kind: 'no-keys'; readonly retryAfterSeconds: number };

export type CheckToken = (token: string) => Promise<TokenVerdict>;

interface KeyLog {
  info(message: string): void;
  warn(details: object, message: string): void;
}

/** How far the issuer's clock and this one may be apart, in seconds. */
const clockTolerance = 30;

/** How long the issuer may take to hand out its keys, in milliseconds. */
const fetchMs = 3_000;

/** The longest set of keys that is read, in bytes. */
const maxKeysLength = 1024 * 1024;

/** How long nobody asks for the keys again after they were not to be had, in milliseconds. */
const pauseMs = 5_000;

/** How long an unknown key id fetches no keys after they were fetched, in milliseconds: anybody can make ids up. */
const cooldownMs = 10_000;

/** How old the keys get before they are fetched again, which no request waits for, in milliseconds. */
const renewAfterMs = 10 * 60_000;

/**
 * How old they may be when they cannot be fetched again, in milliseconds. While an issuer is down it issues no tokens, so
 * that after an hour few good ones are left; and a key that it has taken back must not be good for ever.
 */
const trustedForMs = 60 * 60_000;

/** Makes the check of tokens, and begins to fetch the issuer's keys. */
export function createTokenCheck(settings: TokenSettings, log: KeyLog): CheckToken {
  const { issuer, audience, algorithms } = settings;
  const options = { issuer, audience, algorithms: [...algorithms], clockTolerance, requiredClaims: ['exp'] };
  const keyOf = issuersKeys(settings.jwksUrl, log);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keyOf, options);
      return { kind: 'good', scopes: scopesOf(payload) };
    } catch (error) {
      if (error instanceof NoKeys) return { kind: 'no-keys', retryAfterSeconds: pauseMs / 1_000 };
      const kind = error instanceof errors.JWTExpired ? 'expired' : 'invalid';
      return { kind, reason: reasonOf(error) };
    }
  };
}

/** Scopes of RFC 8693 and 9068: the claim `scope`, a text with blanks between them. Some issuers have a list, or `scp`. */
export function scopesOf({ scope, scp }: JWTPayload): ReadonlySet<string> {
  const claim = scope ?? scp;
  if (typeof claim === 'string') return new Set(claim.split(' ').filter((each) => each !== ''));
  return new Set(Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : []);
}

/** The issuer's keys are not to be had. */
class NoKeys extends Error {}

/** What came instead of keys. */
class BadKeys extends SafeError {}

function issuersKeys(url: string, log: KeyLog): JWTVerifyGetKey {
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let isDown = false;

  async function fetchKeys(...request: Parameters<typeof fetch>): Promise<Response> {
    if (performance.now() - failedAt < pauseMs) throw new NoKeys();
    try {
      const keys = await readKeys(await fetch(...request));
      fetchedAt = performance.now();
      if (isDown) log.info('the keys of tokens could be fetched again');
      isDown = false;
      return Response.json(keys);
    } catch (error) {
      failedAt = performance.now();
      if (!isDown) log.warn(causeOf(error), 'the keys of tokens could not be fetched from JWT_JWKS_URL');
      isDown = true;
      throw new NoKeys();
    }
  }

  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: fetchMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: trustedForMs,
    [customFetch]: fetchKeys,
  });
  // Where it fails, requests that need the keys try again.
  const renew = () => void keys.reload().catch(() => {});
  renew();
  return (header, token) => {
    if (keys.fresh && !keys.reloading && performance.now() - fetchedAt > renewAfterMs) renew();
    return keys(header, token);
  };
}

async function readKeys({ status, body }: Response): Promise<JSONWebKeySet> {
  if (status !== 200) throw new BadKeys(`the answer has status ${status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxKeysLength) throw new BadKeys('the answer is too long');
    chunks.push(chunk);
  }
  const keys = JSON.parse(Buffer.concat(chunks).toString()) as JSONWebKeySet;
  // Throws when it is no such set.
  createLocalJWKSet(keys);
  return keys;
}

/** Of an error while the keys were fetched, what may be logged. */
const causeOf = (error: unknown): object => ({
  ...safeToLog(error),
  // `fetch` hides why there is no connection.
  code: ((error as Error).cause as { code?: string } | undefined)?.code,
});

/** Why a token is refused, in words that hold nothing of it. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
    const claim = checkedClaims.find((name) => name === error.claim) ?? 'of time';
    if (error.reason === 'missing') return `The token lacks the claim ${claim}`;
    return error instanceof errors.JWTExpired
      ? 'The token has expired'
      : `The claim ${claim} of the token is not as expected`;
  }
  const code = error instanceof errors.JOSEError ? error.code : '';
  return reasons[code] ?? 'This is not a signed JSON Web Token';
}

const checkedClaims = ['iss', 'aud', 'exp', 'nbf', 'iat'];

const reasons: Readonly<Record<string, string>> = {
  [errors.JOSEAlgNotAllowed.code]: 'The token is signed by an algorithm that is not allowed',
  [errors.JWSSignatureVerificationFailed.code]: 'The signature of the token is wrong',
  [errors.JWKSNoMatchingKey.code]: 'The token is signed with none of the keys of the issuer',
  [errors.JWKSMultipleMatchingKeys.code]: 'The token does not say with which of the keys it is signed',
};
