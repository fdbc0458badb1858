import DataLoader from 'dataloader';
import type { Customer, ProviderCustomer } from '../domain/customer.js';

/** The key of a link as the provider knows it. */
export interface ExternalKey {
  readonly provider: string;
  readonly account: string;
  readonly externalId: string;
}

/** One SQL statement for each of these, however many keys. */
export interface BatchReads {
  customersByIds(ids: readonly string[]): Promise<readonly Customer[]>;
  customersByReferences(references: readonly string[]): Promise<readonly Customer[]>;
  linksByCustomerIds(ids: readonly string[]): Promise<readonly ProviderCustomer[]>;
  linksByExternalKeys(keys: readonly ExternalKey[]): Promise<readonly ProviderCustomer[]>;
}

export interface Loaders {
  readonly customerById: DataLoader<string, Customer | undefined>;
  readonly customerByReference: DataLoader<string, Customer | undefined>;
  /** Oldest first. */
  readonly linksByCustomerId: DataLoader<string, readonly ProviderCustomer[]>;
  readonly linkByExternalKey: DataLoader<ExternalKey, ProviderCustomer | undefined, string>;
}

/** Fresh loaders, for one request: their caches must not outlive it. */
export function createLoaders(reads: BatchReads): Loaders {
  return {
    customerById: one(reads.customersByIds, ({ id }) => id),
    customerByReference: one(reads.customersByReferences, ({ profile }) => profile.reference ?? ''),
    linksByCustomerId: new DataLoader(async (ids) => {
      const links = new Map<string, ProviderCustomer[]>(ids.map((id) => [id, []]));
      for (const link of await reads.linksByCustomerIds(ids)) links.get(link.customerId)?.push(link);
      return ids.map((id) => links.get(id) ?? []);
    }),
    linkByExternalKey: new DataLoader(
      async (keys) => {
        const links = new Map((await reads.linksByExternalKeys(keys)).map((link) => [externalKey(link), link]));
        return keys.map((key) => links.get(externalKey(key)));
      },
      { cacheKeyFn: externalKey },
    ),
  };
}

/** What was read before a mutation may not hold after it, and a request may have several, one after the other. */
export function forgetAll(loaders: Loaders): void {
  for (const loader of Object.values<{ clearAll(): unknown }>({ ...loaders })) loader.clearAll();
}

function one<T>(read: (keys: readonly string[]) => Promise<readonly T[]>, keyOf: (value: T) => string) {
  return new DataLoader<string, T | undefined>(async (keys) => {
    const values = new Map((await read(keys)).map((value) => [keyOf(value), value]));
    return keys.map((key) => values.get(key));
  });
}

const externalKey = ({ provider, account, externalId }: ExternalKey) => JSON.stringify([provider, account, externalId]);
