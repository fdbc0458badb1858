import type { EmulatorProcess } from './emulator-process.js';
import { type Provider, providers } from './providers.js';
import type { StoredRecords } from './store.js';

/** The customers in the providers' stores compared with the server's links and creations. */
export interface Findings {
  readonly customersAtProviders: number;
  /** Customers that a provider has more than once: `PROVIDER e-mail`. */
  readonly duplicates: readonly string[];
  /** Customers at a provider without a link, and without a creation that is still open. */
  readonly lost: readonly string[];
  /** Links to nothing at the provider. */
  readonly dangling: readonly string[];
  readonly unlinkedCustomers: number;
  readonly creations: Readonly<Record<string, number>>;
  readonly reviews: readonly string[];
}

export async function audit(emulator: EmulatorProcess, records: StoredRecords): Promise<Findings> {
  const { creations, links } = records;
  const linked = new Set(links.map(({ provider, externalId }) => `${provider} ${externalId}`));
  const open = new Set(creations.flatMap(({ provider, email }) => (email === null ? [] : [`${provider} ${email}`])));
  const duplicates: string[] = [];
  const lost: string[] = [];
  const known = new Set<string>();
  for (const provider of providers) {
    const seen = new Set<string>();
    for (const { email, externalId } of await emulator.customers(provider)) {
      known.add(`${provider} ${externalId}`);
      if (seen.has(email)) duplicates.push(`${provider} ${email}`);
      seen.add(email);
      if (!linked.has(`${provider} ${externalId}`) && !open.has(`${provider} ${email}`))
        lost.push(`${provider} ${email}`);
    }
  }
  return {
    customersAtProviders: known.size,
    duplicates,
    lost,
    dangling: [...linked].filter((key) => !known.has(key)),
    unlinkedCustomers: records.unlinkedCustomers,
    creations: count(creations.map(({ state }) => state)),
    reviews: creations
      .filter(({ state }) => state === 'NEEDS_REVIEW')
      .map(({ provider, reason }) => `${provider}: ${reason}`),
  };
}

export function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The ids of every customer that a provider has with this e-mail address; more than one means duplicates. */
export async function customerIds(emulator: EmulatorProcess, provider: Provider, email: string): Promise<string[]> {
  const customers = await emulator.customers(provider);
  return customers.filter((customer) => customer.email === email).map(({ externalId }) => externalId);
}
