import type { SecurityScheme } from '../datasources/kit/document.js';

/** By name in lower case. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** Credentials that contain this word are refused, so that a test can send wrong ones. */
const refusedWord = 'invalid';

/** The header that carries the credential, in lower case. */
export function credentialHeader(scheme: SecurityScheme): string {
  return scheme.type === 'apiKey' ? scheme.name.toLowerCase() : 'authorization';
}

/**
 * Whether a request has a credential in the form that the document declares. Emulated providers have no accounts, so
 * any credential will do that is not empty and does not contain the word `invalid`.
 */
export function isAuthorized(scheme: SecurityScheme, headers: RequestHeaders): boolean {
  const credential = readCredential(scheme, headers[credentialHeader(scheme)]?.trim() ?? '');
  return credential !== undefined && credential !== '' && !credential.toLowerCase().includes(refusedWord);
}

function readCredential(scheme: SecurityScheme, value: string): string | undefined {
  if (scheme.type === 'apiKey') return value;
  const [, prefix, rest] = /^(\S+)(?: +(.*))?$/.exec(value) ?? [];
  if (scheme.scheme === 'basic') return prefix?.toLowerCase() === 'basic' ? readBasic(rest ?? '') : undefined;
  if (prefix?.toLowerCase() === 'bearer') return rest;
  // The examples of a provider with bearer authentication may show the key without `Bearer` before it.
  return rest === undefined ? value : undefined;
}

/** `user:password`; without a colon it is the user, as one provider's own SDK sends it. */
function readBasic(encoded: string): string | undefined {
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  return decoded.startsWith(':') ? undefined : decoded;
}
