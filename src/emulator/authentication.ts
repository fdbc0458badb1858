import type { SecurityScheme } from '../datasources/kit/document.js';

/** Lower-case header names, as `node:http` gives them. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** Credentials that hold this word are refused, so that a test can be unauthorized on purpose. */
const refusedWord = 'invalid';

/** The header that carries the credential, in lower case. */
export function credentialHeader(scheme: SecurityScheme): string {
  return scheme.type === 'apiKey' ? scheme.name.toLowerCase() : 'authorization';
}

/**
 * Whether a request carries a credential in the form that the document declares. An emulated provider knows no
 * accounts: any credential is good that is neither empty nor holds the word `invalid`.
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
  // A provider whose scheme is bearer may show the key with nothing before it in its own examples.
  return rest === undefined ? value : undefined;
}

/** `user:password`; the colon may be missing, as in the header that one provider's own SDK sends. */
function readBasic(encoded: string): string | undefined {
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  return decoded.startsWith(':') ? undefined : decoded;
}
