import DataLoader from 'dataloader';
import type { Customer, ProviderCustomer, ProviderDetails } from '../domain/customer.js';
import type { CustomerStore, ExternalKey, ProviderCustomerStore } from '../domain/customer-store.js';
import type { ProviderMode } from '../domain/provider-mode.js';
import type { CreateCustomerOutcome } from '../services/creation/outcome.js';

/** The reads behind the loaders: one SQL statement each, for any number of keys. */
export interface BatchReads {
  /** The mode of an account; undefined when it is not configured. */
  modeOf(provider: string, account: string): ProviderMode | undefined;
  /** The outcomes of the settled ones of these creations, by their ids; in a few statements. */
  outcomesOf(creationIds: readonly string[]): Promise<ReadonlyMap<string, CreateCustomerOutcome>>;
  readonly customers: Pick<CustomerStore, 'findByIds' | 'findByReferences'>;
  readonly links: Pick<ProviderCustomerStore, 'findByCustomerIds' | 'findByExternalKeys' | 'findDetails'>;
}

export interface Loaders {
  readonly customerById: DataLoader<string, Customer | undefined>;
  readonly customerByReference: DataLoader<string, Customer | undefined>;
  /** Oldest first. */
  readonly linksByCustomerId: DataLoader<string, readonly ProviderCustomer[]>;
  /** Undefined while the creation is not settled, and when there is none any more. */
  readonly outcomeByCreationId: DataLoader<string, CreateCustomerOutcome | undefined>;
  readonly detailsByLinkId: DataLoader<string, ProviderDetails | undefined>;
  readonly linkByExternalKey: DataLoader<ExternalKey, ProviderCustomer | undefined, string>;
}

/** Creates the loaders of one request; their caches must not outlive it. */
export function createLoaders({ customers, links, modeOf, outcomesOf }: BatchReads): Loaders {
  return {
    customerById: one(customers.findByIds, ({ id }) => id),
    customerByReference: one(customers.findByReferences, ({ profile }) => profile.reference ?? ''),
    linksByCustomerId: new DataLoader(async (ids) => {
      const byCustomer = new Map<string, ProviderCustomer[]>(ids.map((id) => [id, []]));
      for (const link of await links.findByCustomerIds(ids)) {
        const mode = modeOf(link.provider, link.account) ?? link.mode;
        // A record in another mode of the account is in another world.
        if (link.mode === mode) byCustomer.get(link.customerId)?.push(link);
      }
      return ids.map((id) => byCustomer.get(id) ?? []);
    }),
    outcomeByCreationId: new DataLoader(async (ids) => {
      const outcomes = await outcomesOf(ids);
      return ids.map((id) => outcomes.get(id));
    }),
    detailsByLinkId: new DataLoader(async (ids) => {
      const details = await links.findDetails(ids);
      return ids.map((id) => details.get(id));
    }),
    linkByExternalKey: new DataLoader(
      async (keys) => {
        const inMode = keys.map((key) => ({ ...key, mode: modeOf(key.provider, key.account) }));
        const byKey = new Map((await links.findByExternalKeys(inMode)).map((link) => [externalKey(link), link]));
        return keys.map((key) => byKey.get(externalKey(key)));
      },
      { cacheKeyFn: externalKey },
    ),
  };
}

/** Empties the caches after a mutation: a request may have several mutations, and each may change what was read. */
export function clearLoaders(loaders: Loaders): void {
  for (const loader of Object.values<{ clearAll(): unknown }>({ ...loaders })) loader.clearAll();
}

function one<T>(read: (keys: readonly string[]) => Promise<readonly T[]>, keyOf: (value: T) => string) {
  return new DataLoader<string, T | undefined>(async (keys) => {
    const values = new Map((await read(keys)).map((value) => [keyOf(value), value]));
    return keys.map((key) => values.get(key));
  });
}

/** Unambiguous, whatever characters a caller's account name contains. */
const externalKey = ({ provider, account, externalId }: ExternalKey) =>
  `${provider} ${account.length} ${account} ${externalId}`;
