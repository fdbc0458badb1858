import { type NotSent, type NotSentCause, notSent } from './outcome.js';

const noConnection = new Set([
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
const noAddress = /^(ENOTFOUND|ENODATA|ESERVFAIL|EAI_[A-Z]+)$/;
/** Node's `ERR_TLS_…` and `ERR_SSL_…`, and the names that it gives to OpenSSL's X.509 verification errors. */
const noTrust = /^(ERR_TLS_|ERR_SSL_|EPROTO|INVALID_|PATH_LENGTH|HOSTNAME_)|CERT|CRL|SIGNATURE|ISSUER/;

/** Judges an error that came before the first byte of a request was written. */
export function notSentBecause(error: unknown): NotSent {
  const code = errorCode(error);
  const cause = causeOf(code);
  return notSent(cause, withCode(texts[cause], code));
}

/** Says why no whole answer came, from an error that came after a request was begun to be written. */
export function unknownBecause(error: unknown): string {
  const code = errorCode(error);
  if (code === undefined) return 'the connection failed before the whole answer had come';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return withCode('the answer is too large', code);
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return withCode('the answer is cut off', code);
  if (code.startsWith('HPE_')) return withCode('the answer is not HTTP, or is cut off', code);
  return withCode('the connection failed before the whole answer had come', code);
}

const texts = {
  refused: 'no connection could be made',
  dns: 'the host name could not be resolved',
  tls: 'no trusted connection could be made',
  'connect-timeout': 'no connection could be made in time',
  closed: 'the client is closed',
  other: 'the request could not be sent',
} as const satisfies Partial<Record<NotSentCause, string>>;

function causeOf(code: string | undefined): keyof typeof texts {
  if (code === undefined) return 'other';
  if (noConnection.has(code)) return 'refused';
  if (noAddress.test(code)) return 'dns';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return 'closed';
  return noTrust.test(code) ? 'tls' : 'other';
}

/** Only the code is ever shown: a message may quote what was sent. */
function withCode(text: string, code: string | undefined): string {
  return code === undefined ? text : `${text} (${code})`;
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[A-Z0-9_]+$/.test(error.code)) return error.code;
  // Several addresses tried, and each failed.
  return error instanceof AggregateError ? errorCode(error.errors[0]) : undefined;
}
