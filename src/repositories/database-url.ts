import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { SafeError } from '../domain/safe-error.js';
import { defaultSchema } from './tables.js';

/** One server of the URL; what it does not say is taken from libpq's environment variables, e.g. `PGHOST`. */
export interface Server {
  /** A host name, an IP address, or the directory of a Unix socket. */
  readonly host?: string;
  readonly port?: number;
}

export interface DatabaseUrl {
  /** In the order in which they are tried. */
  readonly servers: readonly Server[];
  /** What is tried at each server, in this order; false is a connection without TLS, undefined what `PGSSLMODE` says. */
  readonly tls: readonly (false | ConnectionOptions | undefined)[];
  /** Whether only a server that takes writes will do. */
  readonly readWrite: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly schema: string;
  /** Whether statements are prepared once per connection; a pooler may give each transaction another connection. */
  readonly prepared: boolean;
  readonly applicationName?: string;
  /** Settings for the session: PostgreSQL's startup parameter of this name. */
  readonly options?: string;
  /** Of one attempt at one server. */
  readonly connectTimeoutMs?: number;
}

/** What is wrong with the URL, without any part of it but the names of its parameters. */
class DatabaseUrlError extends SafeError {
  override readonly name = 'DatabaseUrlError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

/** The whole URL: user, password, servers, database, parameters. `URL` knows of one host only. */
const form = /^postgres(?:ql)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?([^@/?]*)(?:\/([^@?]*))?(?:\?([^@]*))?$/;

const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'];
const parameters = [
  'application_name',
  'connect_timeout',
  'host',
  'options',
  'pgbouncer',
  'port',
  'schema',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'target_session_attrs',
];

/**
 * Reads a URL as libpq does (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS), with Prisma's
 * parameters `schema` and `pgbouncer` besides. The files that it names are read.
 *
 * @throws DatabaseUrlError
 */
export function readDatabaseUrl(url: string): DatabaseUrl {
  const problems: string[] = [];
  const [, user, password, authority = '', database, query] = splitUrl(url);
  const given = new URLSearchParams(query);
  const get = (name: string) => given.get(name) || undefined;
  const oneOf = (name: string, allowed: readonly string[]): string | undefined => {
    const value = get(name);
    if (value !== undefined && !allowed.includes(value)) {
      problems.push(`DATABASE_URL: ${name} must be one of ${allowed.join(', ')}`);
    }
    return value;
  };

  const unknown = [...new Set(given.keys())].filter((name) => !parameters.includes(name));
  if (unknown.length > 0) {
    problems.push(`DATABASE_URL has parameters that are not known: ${unknown.join(', ')}${adviceFor(unknown)}`);
  }
  const servers = readServers(authority, get('host'), get('port'));
  if (servers === undefined) problems.push(`DATABASE_URL has a host or a port that is none. ${escaping}`);
  const timeout = get('connect_timeout');
  if (timeout !== undefined && !/^[1-9]\d{0,3}$/.test(timeout)) {
    problems.push('DATABASE_URL: connect_timeout must be a whole number of seconds, from 1');
  }
  const several = (servers?.length ?? 0) > 1;
  const wanted = oneOf('target_session_attrs', ['any', 'read-write']) ?? (several ? 'read-write' : 'any');
  const tls = readTls(oneOf('sslmode', sslModes), get, problems);
  const prepared = oneOf('pgbouncer', ['true', 'false']) !== 'true';
  if (problems.length > 0) throw new DatabaseUrlError(problems);
  return {
    servers: servers ?? [],
    tls,
    readWrite: wanted === 'read-write',
    user: decode(user),
    password: decode(password),
    database: decode(database),
    schema: get('schema') ?? defaultSchema,
    prepared,
    applicationName: get('application_name'),
    options: get('options'),
    connectTimeoutMs: timeout === undefined ? undefined : Number(timeout) * 1_000,
  };
}

/** The same as a list for one message about all settings; empty when the URL is well formed. */
export function problemsOfDatabaseUrl(url: string): readonly string[] {
  try {
    readDatabaseUrl(url);
    return [];
  } catch (error) {
    if (error instanceof DatabaseUrlError) return error.problems;
    throw error;
  }
}

const escaping = 'In a user name or a password, write @ as %40, # as %23, / as %2F, ? as %3F, : as %3A and % as %25';

/** Anything but one clear separation into parts is refused: a part of the password would be taken for the host. */
function splitUrl(url: string): (string | undefined)[] {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new DatabaseUrlError(['DATABASE_URL must be a URL that starts with postgresql://']);
  }
  const parts = form.exec(url);
  const clear = parts !== null && !/[#\s]/.test(url) && !/%(?![0-9a-f]{2})/i.test(url) && decodes(url);
  // A `/` or `?` before the `@` ends the host for one reader, and belongs to the password for another.
  const [beforeAt = ''] = url.includes('@') ? url.slice(url.indexOf('//') + 2).split('@') : [];
  if (!clear || /[/?]/.test(beforeAt)) {
    throw new DatabaseUrlError([`DATABASE_URL cannot be separated into its parts. ${escaping}`]);
  }
  return parts;
}

function decodes(url: string): boolean {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

const decode = (text: string | undefined): string | undefined => (text ? decodeURIComponent(text) : undefined);

const adviceFor = (unknown: readonly string[]): string =>
  unknown.includes('connection_limit') ? '; for connection_limit, set DATABASE_POOL_SIZE' : '';

/** `host:port,host:port`, or the parameters `host` and `port`, which take lists too. Undefined when one of them is wrong. */
function readServers(authority: string, hosts?: string, ports?: string): readonly Server[] | undefined {
  const listed = authority.split(',').map((text) => /^(\[[0-9a-f:.%]+\]|[^:[\]]*)(?::(\d*))?$/i.exec(text));
  const portList = ports?.split(',') ?? [];
  const servers = hosts
    ? hosts.split(',').map((host, i) => ({ host, port: portList[i] ?? portList[0] }))
    : listed.map((found, i) => ({
        host: found === null ? undefined : decode(found[1]?.replace(/^\[|\]$/g, '')),
        port: found?.[2] || (portList[i] ?? portList[0]),
      }));
  if (!hosts && listed.includes(null)) return undefined;
  const wellFormed = servers.every(
    ({ host, port }) =>
      (host === undefined || /^(\/.*|[\w.%:-]+)$/.test(host)) &&
      (port === undefined || (/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) &&
      // An empty entry of a list is a slip of the pen.
      (host !== undefined || servers.length === 1),
  );
  if (!wellFormed) return undefined;
  return servers.map(({ host, port }) => ({ host, port: port === undefined ? undefined : Number(port) }));
}

/** As https://www.postgresql.org/docs/current/libpq-ssl.html says, but that no file is looked for that is not named. */
function readTls(
  mode: string | undefined,
  get: (name: string) => string | undefined,
  problems: string[],
): DatabaseUrl['tls'] {
  const file = (name: string): string | undefined => {
    const path = get(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      problems.push(`DATABASE_URL: ${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
      return undefined;
    }
  };
  const [ca, cert, key] = [file('sslrootcert'), file('sslcert'), file('sslkey')];
  const named = ['sslrootcert', 'sslcert', 'sslkey'].filter((name) => get(name) !== undefined);
  if (named.length > 0 && (mode === undefined || mode === 'disable')) {
    problems.push(`DATABASE_URL: ${named.join(' and ')} needs an sslmode, e.g. verify-full`);
  }
  if (mode === 'verify-ca' && get('sslrootcert') === undefined) {
    problems.push(
      'DATABASE_URL: sslmode=verify-ca needs sslrootcert: anybody can have a certificate of a public authority',
    );
  }
  const unchecked = { cert, key, rejectUnauthorized: false };
  const authorityChecked = { ca, cert, key, checkServerIdentity: () => undefined };
  switch (mode) {
    case 'prefer':
      return [unchecked, false];
    case 'require':
      return [ca === undefined ? unchecked : authorityChecked];
    case 'verify-ca':
      return [authorityChecked];
    case 'verify-full':
      return [{ ca, cert, key }];
    case 'disable':
      return [false];
    default:
      return [undefined];
  }
}
