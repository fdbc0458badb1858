import { textAt } from '../../../src/datasources/kit/values.js';
import type { ProviderDefinition } from '../../../src/datasources/provider-definition.js';
import { providerDefinitions } from '../../../src/datasources/registry.js';
import { contractOf } from '../../support/provider-fixtures.js';

/** A value of the `Provider` enum. */
export type Provider = string;

const named = (has: (definition: ProviderDefinition) => boolean): readonly Provider[] =>
  providerDefinitions.filter(has).map(({ name }) => name);

export const providers = named(() => true);
/** Those that recovery can ask what became of a creation. */
export const askable = named(({ recovery }) => recovery.lookup !== undefined);

/** Deadline of a call to a provider in these tests, in milliseconds: short, and long enough to be killed within. */
export const timeoutMs = 1_500;

/**
 * Where a second record would not be refused, recovery waits this long before it sends again; the others' calls must
 * still be held then.
 */
const cautiousTimeoutMs = 600;

/** Settings of a server that talks to these base URLs, with short waits and the emulator's credentials. */
export function settingsFor(baseUrl: (provider: Provider) => string): Record<string, string> {
  return {
    PORT: '0',
    EMULATOR: 'off',
    LOG_LEVEL: 'info',
    RECOVERY_INTERVAL_MS: '50',
    ...Object.fromEntries(
      providerDefinitions.flatMap(({ name, settings, recovery }) => [
        ...settings.flatMap((setting) => (setting.emulated ? [[`${name}_${setting.name}`, setting.emulated]] : [])),
        // Documented quotas would only make the tests wait.
        [`${name}_RATE_LIMIT_PER_SECOND`, '1000'],
        [`${name}_FAILED_REQUESTS_PER_MINUTE`, '1000000'],
        [`${name}_BASE_URL`, baseUrl(name)],
        [`${name}_TIMEOUT_MS`, String(recovery.resend.harmless === 'never' ? cautiousTimeoutMs : timeoutMs)],
      ]),
    ),
  };
}

/** A customer in a provider's store. */
export interface StoredCustomer {
  /** The id that the provider gives away. */
  readonly externalId: string;
  /** One address for each customer that a test means to create: two records with one address are a duplicate. */
  readonly email: string;
}

/** Throws when the record lacks one: these tests compare everything with the stored customers. */
export function readStoredCustomer(provider: Provider, record: Readonly<Record<string, unknown>>): StoredCustomer {
  const { stored } = contractOf(provider);
  const [externalId, email] = [textAt(record, ...stored.externalId), textAt(record, ...stored.email)];
  if (externalId === undefined || email === undefined) throw new Error(`${provider} has a record without id or e-mail`);
  return { externalId, email };
}
