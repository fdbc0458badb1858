import { validate as isUuid } from 'uuid';
import type { ProviderDetails } from '../domain/customer.js';
import type { ExternalKey, ProviderCustomerStore } from '../domain/customer-store.js';
import { isStorable } from '../domain/text.js';
import type { Database } from './database.js';
import { byCustomerIds, byExternalIds, details } from './provider-customer-statements.js';
import { type LinkRow, toProviderCustomer } from './rows.js';

export function createProviderCustomerRepository(database: Database): ProviderCustomerStore {
  async function findByExternalKeys(keys: readonly ExternalKey[]) {
    const storable = keys.filter((key) => [key.provider, key.account, key.externalId].every(isStorable));
    if (storable.length === 0) return [];
    const columns = [
      storable.map((key) => key.provider),
      storable.map((key) => key.account),
      storable.map((key) => key.externalId),
      storable.map((key) => key.mode ?? null),
    ];
    return (await database.sql<LinkRow>(byExternalIds, columns)).map(toProviderCustomer);
  }

  return {
    find: async (key) => (await findByExternalKeys([key]))[0],
    findByExternalKeys,

    async findDetails(linkIds) {
      const rows = await database.sql<{ id: string; details: ProviderDetails }>(details, [linkIds]);
      return new Map(rows.map((row) => [row.id, row.details]));
    },

    async findByCustomerIds(customerIds) {
      const wellFormed = customerIds.filter((id) => isUuid(id));
      if (wellFormed.length === 0) return [];
      return (await database.sql<LinkRow>(byCustomerIds, [wellFormed])).map(toProviderCustomer);
    },
  };
}
