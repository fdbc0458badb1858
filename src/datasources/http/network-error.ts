import { type HeldBackCause, heldBack, type NotSent, type UnreachableCause, unreachable } from './outcome.js';

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_SOCKET',
]);
const dnsCodes = /^(ENOTFOUND|ENODATA|ESERVFAIL|EAI_[A-Z]+)$/;
/** Node's `ERR_TLS_…` and `ERR_SSL_…`, and its names for OpenSSL's X.509 verification errors. */
const tlsCodes = /^(ERR_TLS_|ERR_SSL_|EPROTO|INVALID_|PATH_LENGTH|HOSTNAME_)|CERT|CRL|SIGNATURE|ISSUER/;

/** Classifies an error that came before the first byte of a request was written. */
export function notSentBecause(error: unknown): NotSent {
  const code = errorCode(error);
  const cause = causeOf(code);
  const reason = withCode(reasons[cause], code);
  return cause === 'closed' ? heldBack(cause, reason, 0) : unreachable(cause, reason);
}

/** Why there is no complete answer, from an error that came after a request began to be written. */
export function unknownBecause(error: unknown): string {
  const code = errorCode(error);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return withCode('the response is too large', code);
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return withCode('the response is cut off', code);
  if (code?.startsWith('HPE_')) return withCode('the response is not HTTP, or is cut off', code);
  return withCode('the connection failed before the complete response arrived', code);
}

const reasons = {
  refused: 'no connection could be made',
  dns: 'the host name could not be resolved',
  tls: 'no trusted TLS connection could be made',
  'connect-timeout': 'no connection could be made in time',
  closed: 'the client is closed',
  other: 'the request could not be sent',
} as const satisfies Partial<Record<HeldBackCause | UnreachableCause, string>>;

function causeOf(code: string | undefined): keyof typeof reasons {
  if (code === undefined) return 'other';
  if (connectionCodes.has(code)) return 'refused';
  if (dnsCodes.test(code)) return 'dns';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return 'closed';
  return tlsCodes.test(code) ? 'tls' : 'other';
}

/** Shows only the error's code: its message may quote what was sent. */
function withCode(reason: string, code: string | undefined): string {
  return code === undefined ? reason : `${reason} (${code})`;
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z0-9_]+$/.test(error.code)) return error.code;
  // Several addresses were tried, and each failed.
  return error instanceof AggregateError ? errorCode(error.errors[0]) : undefined;
}
