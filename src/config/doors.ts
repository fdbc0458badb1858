import type { TokenSettings } from '../tokens.js';
import { bare, type Environment, isHttps, type Reader, unsendable } from './reader.js';

/** Shorter secrets can be guessed. */
const leastSecretLength = 16;

/** The secret, and while it is being replaced at the gateway, the one before it. */
export function readSharedSecrets(read: Reader, problems: string[]): string[] {
  const [current, previous] = ['SUBGRAPH_SHARED_SECRET', 'SUBGRAPH_SHARED_SECRET_PREVIOUS'] as const;
  for (const name of [current, previous]) {
    const secret = read.text(name);
    if (secret && secret.length < leastSecretLength)
      problems.push(`${name} must have at least ${leastSecretLength} characters`);
    const reason = unsendable(secret ?? '');
    if (reason) problems.push(`${name}: ${reason}`);
  }
  if (read.text(previous) && !read.text(current)) problems.push(`${previous} is set without ${current}`);
  return [read.text(current), read.text(previous)].filter((secret) => secret !== undefined);
}

/** Signatures that are checked with a public key. One with a secret (HS256) could be made by whoever can check it. */
const tokenAlgorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
const usualAlgorithms = 'RS256 PS256 ES256 EdDSA';

const tokenSettings = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const;

export function readTokens(env: Environment, read: Reader, problems: string[]): TokenSettings | undefined {
  const [jwksUrl, issuer, audience] = tokenSettings.map(read.text);
  const named = read.text('JWT_ALGORITHMS');
  const missing = tokenSettings.filter((name) => read.text(name) === undefined);
  const isWanted = missing.length < tokenSettings.length || named !== undefined;
  problems.push(...unknownTokenSettings(env, isWanted));
  if (!isWanted) return undefined;
  if (jwksUrl === undefined || issuer === undefined || audience === undefined) {
    const verb = missing.length > 1 ? 'are' : 'is';
    problems.push(`${missing.join(' and ')} ${verb} missing, while other settings of tokens are set`);
    return undefined;
  }
  const algorithms = (named ?? usualAlgorithms).split(/[\s,]+/);
  if (!algorithms.every((name) => tokenAlgorithms.includes(name))) {
    problems.push(`JWT_ALGORITHMS must name some of ${tokenAlgorithms.join(', ')}`);
  }
  const url = URL.canParse(jwksUrl) ? new URL(jwksUrl) : undefined;
  if (!url || !isHttps(url)) problems.push('JWT_JWKS_URL must be an https:// URL (http:// only for this machine)');
  else if (url.username || url.password) problems.push('JWT_JWKS_URL must have no user and no password');
  return { jwksUrl, issuer, audience, algorithms };
}

/** Where no tokens are wanted, such a variable may be for another program, unless it is one of ours with a slip in it. */
function unknownTokenSettings(env: Environment, areWanted: boolean): string[] {
  const known = [...tokenSettings, 'JWT_ALGORITHMS'];
  const others = Object.keys(env).filter(
    (name) => name.startsWith('JWT_') && env[name]?.trim() && !known.includes(name),
  );
  return others.flatMap((name) => {
    const meant = known.find((each) => bare(each) === bare(name));
    if (!meant && !areWanted) return [];
    return [`${name} is not a setting${meant ? `: did you mean ${meant}?` : ' of tokens'}`];
  });
}

export const readOpenDoor = (read: Reader): boolean =>
  read.oneOf('UNAUTHENTICATED_ACCESS', ['allow', 'refuse'], 'refuse') === 'allow';
