import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isSupportedCountry } from 'libphonenumber-js/min';
import { providerDefinitions } from '../datasources/registry.js';
import type { RequestLimits } from '../graphql/request-limits.js';
import { type LogFormat, logFormats } from '../log.js';
import { problemsOfDatabaseUrl } from '../repositories/database-url.js';
import type { TokenSettings } from '../tokens.js';
import { type AccountConfig, type EmulatorPolicy, readAccounts } from './accounts.js';
import { readOpenDoor, readSharedSecrets, readTokens } from './doors.js';
import { bare, type Environment, isLoopback, type Reader, reader } from './reader.js';
import { withSecretFiles } from './secret-files.js';
import { withSettingsFile } from './settings-file.js';

/** OTLP encodings over HTTP, as `OTEL_EXPORTER_OTLP_PROTOCOL` names them. */
const tracingProtocols = ['http/protobuf', 'http/json'] as const;
export type TracingProtocol = (typeof tracingProtocols)[number];

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where probes and metrics are; undefined: where GraphQL is. */
  readonly adminPort?: number;
  readonly production: boolean;
  /** URL of the PostgreSQL database; when undefined, PGlite stores its files in `dataDir`. */
  readonly databaseUrl?: string;
  readonly databasePoolSize: number;
  /** Whether replicas keep to the providers' quotas together. */
  readonly sharedQuotas: boolean;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly logFormat: LogFormat;
  /** Any of them lets a request in; none: requests need none. */
  readonly sharedSecrets: readonly string[];
  /** Whose tokens GraphQL requests must have; undefined: none are checked. */
  readonly tokens?: TokenSettings;
  /** The only GraphQL documents to execute, keyed by SHA-256; when undefined, any document is executed. */
  readonly trustedDocuments?: ReadonlyMap<string, string>;
  /** Encoding of traces; when undefined, there are none. OpenTelemetry's SDK reads all other settings itself. */
  readonly tracing?: TracingProtocol;
  /** Country of telephone numbers that are written without one: ISO 3166-1 alpha-2. */
  readonly phoneCountry?: string;
  /** What one request may cost; see docs/operations.md, "What a request may cost". */
  readonly limits: RequestLimits;
  /** GraphQL requests in work at once; beyond it they are answered 503. */
  readonly maxRequests: number;
  readonly maxConnections: number;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** Whether large answers are compressed for clients that can read it. */
  readonly compression: boolean;
  readonly recovery: {
    /** Time between two polls for creations to recover, in milliseconds. */
    readonly intervalMs: number;
    /** How long idempotency keys and the records of settled creations are kept, in milliseconds. */
    readonly keepSettledMs: number;
  };
  readonly accounts: readonly AccountConfig[];
  /** Whether settings come from files, and so may change while the process runs. */
  readonly fromFiles: boolean;
}

/** Reports all wrong settings in one message, each by name. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * Reads the settings from environment variables.
 *
 * @throws ConfigError when settings are wrong or incomplete; its message never contains a secret.
 */
export function readConfig(environment: Environment = process.env): Config {
  const problems: string[] = [];
  const env = withSecretFiles(withSettingsFile(environment, problems), mayBeFile, problems);
  const read = reader(env, problems);
  const production = read.oneOf('NODE_ENV', ['development', 'production', 'test'], 'development') === 'production';
  const databaseUrl = read.text('DATABASE_URL');
  const wanted = read.oneOf('EMULATOR', ['auto', 'off', 'all'], 'auto');
  // Real and emulated customers share a database only on request.
  const isReal = production || databaseUrl !== undefined;
  const emulator: EmulatorPolicy = wanted === 'auto' && isReal ? 'off' : wanted;
  if (wanted === 'all' && production) problems.push('EMULATOR=all is not allowed when NODE_ENV is production');
  if (databaseUrl !== undefined) problems.push(...problemsOfDatabaseUrl(databaseUrl));
  const config: Config = {
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.integer('PORT', 4000, 0, 65_535),
    adminPort: read.optionalInteger('ADMIN_PORT', 0, 65_535),
    production,
    databaseUrl,
    databasePoolSize: read.integer('DATABASE_POOL_SIZE', 10, 1, 1_000),
    sharedQuotas: read.oneOf('SHARED_QUOTAS', ['on', 'off'], databaseUrl === undefined ? 'off' : 'on') === 'on',
    dataDir: read.text('DATA_DIR') ?? '.data',
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    logFormat: read.oneOf('LOG_FORMAT', logFormats, 'auto'),
    sharedSecrets: readSharedSecrets(read, problems),
    tokens: readTokens(env, read, problems),
    trustedDocuments: readTrustedDocuments('TRUSTED_DOCUMENTS', read, problems),
    tracing: readTracing(read, problems),
    phoneCountry: readPhoneCountry('DEFAULT_PHONE_COUNTRY', read, problems),
    limits: readLimits(read),
    maxRequests: read.integer('MAX_REQUESTS', 1_000, 1, 1_000_000),
    maxConnections: read.integer('MAX_CONNECTIONS', 10_000, 1, 1_000_000),
    introspection: read.oneOf('INTROSPECTION', ['on', 'off'], production ? 'off' : 'on') === 'on',
    graphiql: read.oneOf('GRAPHIQL', ['on', 'off'], production ? 'off' : 'on') === 'on',
    compression: read.oneOf('COMPRESSION', ['on', 'off'], 'on') === 'on',
    recovery: {
      intervalMs: read.integer('RECOVERY_INTERVAL_MS', 1_000, 10, 3_600_000),
      keepSettledMs: read.integer('IDEMPOTENCY_KEY_TTL_DAYS', 30, 1, 3_650) * 24 * 60 * 60 * 1_000,
    },
    accounts: providerDefinitions.flatMap((definition) => readAccounts(definition, env, read, problems, emulator)),
    fromFiles: read.text('SETTINGS_FILE') !== undefined || Object.keys(env).some((name) => isFile(name) && env[name]),
  };
  if (config.port !== 0 && config.adminPort === config.port) problems.push('ADMIN_PORT must be another port than PORT');
  problems.push(...unknownSettings(env, read.names));
  const isOpen = config.sharedSecrets.length === 0 && config.tokens === undefined;
  if (production && isOpen && !isLoopback(config.host) && !readOpenDoor(read)) {
    problems.push(
      `with NODE_ENV=production and HOST=${config.host}, everybody who can connect would read and create customers: set ` +
        'SUBGRAPH_SHARED_SECRET or JWT_JWKS_URL, or UNAUTHENTICATED_ACCESS=allow if something else keeps strangers out',
    );
  }
  if (problems.length > 0) throw new ConfigError(problems.join('; '));
  return config;
}

const isFile = (name: string): boolean => name.endsWith('_FILE') && mayBeFile(name.slice(0, -'_FILE'.length));

/** Settings that hold secrets. */
function mayBeFile(setting: string): boolean {
  if (['DATABASE_URL', 'SUBGRAPH_SHARED_SECRET', 'SUBGRAPH_SHARED_SECRET_PREVIOUS'].includes(setting)) return true;
  return providerDefinitions.some(({ name, settings }) =>
    settings.some(
      (each) => setting === `${name}_${each.name}` || new RegExp(`^${name}__[^_].*__${each.name}$`).test(setting),
    ),
  );
}

/** Variables that begin like a provider's settings and were not read: a misspelt credential would go unnoticed. */
function unknownSettings(env: Environment, read: ReadonlySet<string>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const provider = providerDefinitions.find((definition) => name.startsWith(`${definition.name}_`));
    // Those with an account in their name are checked where accounts are read.
    if (!provider || !value?.trim() || name.startsWith(`${provider.name}__`)) return [];
    if (read.has(name) || isFile(name)) return [];
    const meant = [...read].find((known) => bare(known) === bare(name));
    return [`${name} is not a setting${meant ? `: did you mean ${meant}?` : ` of ${provider.title}`}`];
  });
}

/** Defaults let through a gateway's batch of 1,000 entities with all their fields, and everything in the documents. */
function readLimits(read: Reader): RequestLimits {
  return {
    maxTokens: read.integer('MAX_QUERY_TOKENS', 5_000, 100, 1_000_000),
    maxDepth: read.integer('MAX_QUERY_DEPTH', 15, 3, 1_000),
    maxAliases: read.integer('MAX_QUERY_ALIASES', 50, 0, 100_000),
    maxDirectives: read.integer('MAX_QUERY_DIRECTIVES', 50, 0, 100_000),
    maxRootFields: read.integer('MAX_QUERY_ROOT_FIELDS', 50, 1, 100_000),
    maxCost: read.integer('MAX_QUERY_COST', 100_000, 100, 1_000_000_000),
    maxFields: read.integer('MAX_ANSWER_FIELDS', 100_000, 100, 1_000_000_000),
    maxCharacters: read.integer('MAX_ANSWER_CHARACTERS', 32_000_000, 10_000, 500_000_000),
    timeoutMs: read.integer('REQUEST_TIMEOUT_MS', 60_000, 1_000, 600_000),
  };
}

/** Only countries whose numbering plan is known. */
function readPhoneCountry(name: string, read: Reader, problems: string[]): string | undefined {
  const country = read.text(name)?.toUpperCase();
  if (country !== undefined && !isSupportedCountry(country)) {
    problems.push(`${name} must be a two-letter ISO 3166-1 code, such as US`);
  }
  return country;
}

/** Reads a JSON file of documents keyed by SHA-256, as GraphQL Code Generator's `persistedDocuments` writes it. */
function readTrustedDocuments(name: string, read: Reader, problems: string[]): ReadonlyMap<string, string> | undefined {
  const path = read.text(name);
  if (path === undefined) return undefined;
  let documents: unknown;
  try {
    documents = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    problems.push(`${name} must be the path of a JSON file`);
    return undefined;
  }
  const entries = Object.entries((documents ?? {}) as Record<string, unknown>);
  const isTrusted = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && entry[0] === hash('sha256', entry[1]);
  const wrong = entries.find((entry) => !isTrusted(entry));
  if (wrong) problems.push(`${name}: ${wrong[0]} is not the SHA-256 of a document`);
  else if (entries.length === 0) problems.push(`${name} must name a JSON file with documents keyed by SHA-256`);
  return new Map(entries.filter(isTrusted));
}

/** As in OpenTelemetry's specification, a variable for traces only precedes the one for all signals. */
function readTracing(read: Reader, problems: string[]): TracingProtocol | undefined {
  const nameOf = (setting: string): string => {
    const own = `OTEL_EXPORTER_OTLP_TRACES_${setting}`;
    return read.text(own) === undefined ? `OTEL_EXPORTER_OTLP_${setting}` : own;
  };
  const endpoint = read.text(nameOf('ENDPOINT'));
  const off = read.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || read.text('OTEL_TRACES_EXPORTER') === 'none';
  if (endpoint === undefined || off) return undefined;
  if (!(/^https?:\/\//.test(endpoint) && URL.canParse(endpoint))) {
    problems.push(`${nameOf('ENDPOINT')} must be a URL that starts with http:// or https://`);
  }
  return read.oneOf(nameOf('PROTOCOL'), tracingProtocols, 'http/protobuf');
}
