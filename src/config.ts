import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isSupportedCountry } from 'libphonenumber-js/min';
import { loadDocument } from './datasources/kit/document.js';
import type { ProviderDefinition, ProviderSettings } from './datasources/provider-definition.js';
import { providerDefinitions } from './datasources/registry.js';
import type { ProviderMode } from './domain/provider-mode.js';
import type { RequestLimits } from './graphql/request-limits.js';
import { problemsOfDatabaseUrl } from './repositories/database-url.js';
import { withSecretFiles } from './secret-files.js';
import type { TokenSettings } from './tokens.js';

/** OTLP encodings over HTTP, as `OTEL_EXPORTER_OTLP_PROTOCOL` names them. */
const tracingProtocols = ['http/protobuf', 'http/json'] as const;
export type TracingProtocol = (typeof tracingProtocols)[number];

/** One account of one provider, as configured. */
export interface AccountConfig {
  readonly definition: ProviderDefinition;
  readonly account: string;
  readonly mode: ProviderMode;
  readonly settings: ProviderSettings;
  /** Undefined for an emulated account, whose URL is known only once the emulator listens. */
  readonly baseUrl?: string;
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly rateLimitPerSecond?: number;
  readonly rateLimitPerMinute?: number;
  readonly failedRequestsPerMinute?: number;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly production: boolean;
  /** URL of the PostgreSQL database; when undefined, PGlite stores its files in `dataDir`. */
  readonly databaseUrl?: string;
  readonly databasePoolSize: number;
  readonly dataDir: string;
  readonly logLevel: string;
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
  readonly recovery: {
    /** Time between two polls for creations to recover, in milliseconds. */
    readonly intervalMs: number;
    /** How long idempotency keys and the records of settled creations are kept, in milliseconds. */
    readonly keepSettledMs: number;
  };
  readonly accounts: readonly AccountConfig[];
}

type Environment = Readonly<Record<string, string | undefined>>;

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
  const env = withSecretFiles(environment, mayBeFile, problems);
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
    production,
    databaseUrl,
    databasePoolSize: read.integer('DATABASE_POOL_SIZE', 10, 1, 1_000),
    dataDir: read.text('DATA_DIR') ?? '.data',
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
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
    recovery: {
      intervalMs: read.integer('RECOVERY_INTERVAL_MS', 1_000, 10, 3_600_000),
      keepSettledMs: read.integer('IDEMPOTENCY_KEY_TTL_DAYS', 30, 1, 3_650) * 24 * 60 * 60 * 1_000,
    },
    accounts: providerDefinitions.flatMap((definition) => readAccounts(definition, env, read, problems, emulator)),
  };
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

/** Settings that hold secrets. */
function mayBeFile(setting: string): boolean {
  if (['DATABASE_URL', 'SUBGRAPH_SHARED_SECRET', 'SUBGRAPH_SHARED_SECRET_PREVIOUS'].includes(setting)) return true;
  return providerDefinitions.some(({ name, settings }) =>
    settings.some(
      (each) => setting === `${name}_${each.name}` || new RegExp(`^${name}__[^_].*__${each.name}$`).test(setting),
    ),
  );
}

/** Shorter secrets can be guessed. */
const leastSecretLength = 16;

/** The secret, and while it is being replaced at the gateway, the one before it. */
function readSharedSecrets(read: Reader, problems: string[]): string[] {
  const [current, previous] = ['SUBGRAPH_SHARED_SECRET', 'SUBGRAPH_SHARED_SECRET_PREVIOUS'] as const;
  for (const name of [current, previous]) {
    const secret = read.text(name);
    if (secret && secret.length < leastSecretLength)
      problems.push(`${name} must have at least ${leastSecretLength} characters`);
  }
  if (read.text(previous) && !read.text(current)) problems.push(`${previous} is set without ${current}`);
  return [read.text(current), read.text(previous)].filter((secret) => secret !== undefined);
}

/** Signatures that are checked with a public key. One with a secret (HS256) could be made by whoever can check it. */
const tokenAlgorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
const usualAlgorithms = 'RS256 PS256 ES256 EdDSA';

const tokenSettings = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const;

function readTokens(env: Environment, read: Reader, problems: string[]): TokenSettings | undefined {
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

const readOpenDoor = (read: Reader): boolean =>
  read.oneOf('UNAUTHENTICATED_ACCESS', ['allow', 'refuse'], 'refuse') === 'allow';

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);

/** What two names have in common that differ by a slip. */
const bare = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Variables that begin like a provider's settings and were not read: a misspelt credential would go unnoticed. */
function unknownSettings(env: Environment, read: ReadonlySet<string>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const provider = providerDefinitions.find((definition) => name.startsWith(`${definition.name}_`));
    // Those with an account in their name are checked where accounts are read.
    if (!provider || !value?.trim() || name.startsWith(`${provider.name}__`)) return [];
    if (read.has(name) || (name.endsWith('_FILE') && mayBeFile(name.slice(0, -'_FILE'.length)))) return [];
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

/** Which providers are emulated: none, those without credentials, or all. */
type EmulatorPolicy = 'off' | 'auto' | 'all';

function readAccounts(
  definition: ProviderDefinition,
  env: Environment,
  read: Reader,
  problems: string[],
  emulator: EmulatorPolicy,
): AccountConfig[] {
  const { name } = definition;
  const quotas = readQuotas(name, read, problems);
  const shared = {
    definition,
    timeoutMs: read.integer(`${name}_TIMEOUT_MS`, 10_000, 100, 120_000),
    maxConcurrency: read.integer(`${name}_MAX_CONCURRENCY`, 32, 1, 10_000),
    ...withDocumented(quotas, definition),
    lookUpFirst: read.oneOf(`${name}_LOOK_UP_FIRST`, ['true', 'false'], 'true') === 'true',
  };
  const environment = read.oneOf(`${name}_ENVIRONMENT`, ['test', 'live'], 'test');
  const mode: ProviderMode = environment === 'live' ? 'LIVE' : 'TEST';
  const baseUrl = readBaseUrl(`${name}_BASE_URL`, read, problems);
  const accounts: AccountConfig[] = accountNames(definition, env, problems).flatMap((account) => {
    const settings = readSettings(definition, account, read, problems);
    if (!settings) return [];
    return [
      emulator === 'all'
        ? { ...shared, account, mode: 'EMULATED', settings }
        : { ...shared, account, mode, settings, baseUrl: baseUrl ?? serverOf(definition, environment) },
    ];
  });
  const configured = accounts.some(({ account }) => account === 'default');
  if (baseUrl && accounts.length === 0) {
    const [first] = definition.settings;
    problems.push(`${name}_BASE_URL is set without ${name}_${first?.name ?? 'credentials'}`);
  }
  if (!configured && emulator !== 'off') {
    const settings = Object.fromEntries(definition.settings.map((s) => [s.name, s.emulated ?? s.default]));
    // The provider's documented quotas do not apply to the emulator; configured ones do.
    accounts.unshift({ ...shared, account: 'default', mode: 'EMULATED', settings, ...quotas });
  }
  return accounts;
}

type Quotas = Pick<AccountConfig, 'rateLimitPerSecond' | 'rateLimitPerMinute' | 'failedRequestsPerMinute'>;

function readQuotas(name: string, read: Reader, problems: string[]): Quotas {
  const [perSecond, perMinute] = [`${name}_RATE_LIMIT_PER_SECOND`, `${name}_RATE_LIMIT_PER_MINUTE`];
  const rateLimitPerSecond = read.number(perSecond);
  const rateLimitPerMinute = read.number(perMinute);
  if (rateLimitPerSecond !== undefined && rateLimitPerMinute !== undefined) {
    problems.push(`set either ${perSecond} or ${perMinute}, not both`);
  }
  const failedRequestsPerMinute = read.optionalInteger(`${name}_FAILED_REQUESTS_PER_MINUTE`, 1, 1_000_000);
  return { rateLimitPerSecond, rateLimitPerMinute, failedRequestsPerMinute };
}

/** The documented quotas where none are configured; a configured quota of either span replaces the documented one. */
function withDocumented(configured: Quotas, documented: Quotas): Quotas {
  const own = configured.rateLimitPerSecond ?? configured.rateLimitPerMinute;
  const { rateLimitPerSecond, rateLimitPerMinute } = own === undefined ? documented : configured;
  return {
    rateLimitPerSecond,
    rateLimitPerMinute,
    failedRequestsPerMinute: configured.failedRequestsPerMinute ?? documented.failedRequestsPerMinute,
  };
}

/** `default`, and one account for every `<PROVIDER>__<ACCOUNT>__<SETTING>`, in lower case. */
function accountNames({ name, settings }: ProviderDefinition, env: Environment, problems: string[]): string[] {
  const names = new Set(['default']);
  for (const [key, value] of Object.entries(env)) {
    if (!key.startsWith(`${name}__`) || !value) continue;
    const [, account, setting] = key.split('__');
    // Settings of the default account have no account in their names, and names in lower case are never read.
    const named = account && account !== 'DEFAULT' && account === account.toUpperCase();
    const isFile = settings.some((known) => setting === `${known.name}_FILE`);
    if (named && (isFile || settings.some((known) => known.name === setting))) names.add(account.toLowerCase());
    else
      problems.push(
        `${key} is not a setting: use ${name}_${settings[0]?.name} or ${name}__ACCOUNT__${settings[0]?.name}`,
      );
  }
  return [...names];
}

/** An account's settings, or undefined when it has none. Having only some of the required ones is a problem. */
function readSettings(
  definition: ProviderDefinition,
  account: string,
  read: Reader,
  problems: string[],
): ProviderSettings | undefined {
  const prefix = account === 'default' ? `${definition.name}_` : `${definition.name}__${account.toUpperCase()}__`;
  const settings: Record<string, string | undefined> = {};
  const missing: string[] = [];
  let given = false;
  for (const { name, required, values, check, ...setting } of definition.settings) {
    const value = read.text(prefix + name);
    if (value !== undefined) given = true;
    else if (required) missing.push(prefix + name);
    if (value !== undefined && values && !values.includes(value)) {
      problems.push(`${prefix}${name} must be one of ${values.join(', ')}`);
    }
    const wrong = value === undefined ? undefined : (check?.(value) ?? unsendable(value));
    if (wrong) problems.push(`${prefix}${name}: ${wrong}`);
    settings[name] = value ?? setting.default;
  }
  if (!given) return undefined;
  if (missing.length > 0) {
    problems.push(
      `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing, while other settings of ${definition.title} are set`,
    );
    return undefined;
  }
  return settings;
}

/** Providers' settings are sent in headers: a value that no header can have would fail every call. */
const unsendable = (value: string): string | undefined =>
  /^[\x20-\x7e]*$/.test(value) ? undefined : 'only printable ASCII characters are allowed';

/** Or http on this machine, where nobody listens in. */
const isHttps = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));

/** Requires https, because credentials are sent there; http is allowed only to this machine. */
function readBaseUrl(name: string, read: Reader, problems: string[]): string | undefined {
  const value = read.text(name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !isHttps(url)) {
    problems.push(`${name} must be an https:// URL (http:// only for this machine)`);
  } else if (url.username || url.password || url.search || url.hash) {
    problems.push(`${name} must have no user, password, query or fragment`);
  }
  return value.replace(/\/+$/, '');
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

const serverOf = ({ document }: ProviderDefinition, environment: string): string => {
  const { servers } = loadDocument(document);
  return environment === 'live' ? servers.live : servers.test;
};

interface Reader {
  /** Of all settings that were looked for. */
  readonly names: ReadonlySet<string>;
  text(name: string): string | undefined;
  oneOf<Value extends string>(name: string, values: readonly Value[], fallback: Value): Value;
  integer(name: string, fallback: number, min: number, max: number): number;
  optionalInteger(name: string, min: number, max: number): number | undefined;
  number(name: string): number | undefined;
}

/** Treats an empty value as unset, because container tools pass on unset variables as empty ones. */
function reader(env: Environment, problems: string[]): Reader {
  const names = new Set<string>();
  const text = (name: string) => {
    names.add(name);
    return env[name]?.trim() || undefined;
  };
  const integer = (name: string, fallback: number, min: number, max: number) => {
    const value = text(name) === undefined ? fallback : Number(text(name));
    if (!Number.isInteger(value) || value < min || value > max) {
      problems.push(`${name} must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
  return {
    names,
    text,
    integer,
    optionalInteger: (name, min, max) => (text(name) === undefined ? undefined : integer(name, min, min, max)),
    oneOf(name, values, fallback) {
      const value = text(name) ?? fallback;
      const known = values.find((allowed) => allowed === value);
      if (known === undefined) problems.push(`${name} must be one of ${values.join(', ')}`);
      return known ?? fallback;
    },
    number(name) {
      const value = text(name) === undefined ? undefined : Number(text(name));
      if (value !== undefined && !(value > 0 && Number.isFinite(value)))
        problems.push(`${name} must be a number above 0`);
      return value;
    },
  };
}
