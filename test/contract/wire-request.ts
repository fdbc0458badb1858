import type { RecordedRequest } from '../../src/emulator/emulated-provider.js';

/** A request as the provider received it, with everything that could change its meaning. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Lower-case names, in alphabetical order. */
  readonly headers: Readonly<Record<string, string>>;
  /** What Basic authentication encodes, for readers of the fixture: a swapped id and secret would not show otherwise. */
  readonly basic?: { readonly username: string; readonly password: string };
  /** The exact text. */
  readonly body?: string;
  /** The parsed body, for readers of the fixture. */
  readonly fields?: unknown;
}

/** These headers belong to the connection, not to the request. */
const volatile = ['host', 'connection', 'content-length'];

export function toWireRequest({ method, url, headers, body }: RecordedRequest): WireRequest {
  const kept = Object.entries(headers)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && !volatile.includes(entry[0]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    method,
    url,
    headers: Object.fromEntries(kept),
    ...(headers.authorization?.startsWith('Basic ') && { basic: readBasic(headers.authorization) }),
    ...(body !== '' && { body, fields: readBody(body, headers['content-type']) }),
  };
}

/** What a Basic header encodes. */
export function readBasic(header: string): { readonly username: string; readonly password: string } {
  const text = Buffer.from(header.replace(/^Basic /, ''), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

export function readBody(body: string, mediaType: string | undefined): unknown {
  return mediaType === 'application/x-www-form-urlencoded'
    ? Object.fromEntries(new URLSearchParams(body))
    : JSON.parse(body);
}
