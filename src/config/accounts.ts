import { loadDocument } from '../datasources/kit/document.js';
import type { ProviderDefinition, ProviderSettings } from '../datasources/provider-definition.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import { type Environment, isHttps, type Reader, unsendable } from './reader.js';

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

/** Which providers are emulated: none, those without credentials, or all. */
export type EmulatorPolicy = 'off' | 'auto' | 'all';

export function readAccounts(
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

/** The time of each is kept for as long as it counts. */
const mostRequests = 1_000_000;

type Quotas = Pick<AccountConfig, 'rateLimitPerSecond' | 'rateLimitPerMinute' | 'failedRequestsPerMinute'>;

function readQuotas(name: string, read: Reader, problems: string[]): Quotas {
  const [perSecond, perMinute] = [`${name}_RATE_LIMIT_PER_SECOND`, `${name}_RATE_LIMIT_PER_MINUTE`];
  const rateLimitPerSecond = read.number(perSecond, mostRequests);
  const rateLimitPerMinute = read.number(perMinute, mostRequests);
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

const serverOf = ({ document }: ProviderDefinition, environment: string): string => {
  const { servers } = loadDocument(document);
  return environment === 'live' ? servers.live : servers.test;
};
