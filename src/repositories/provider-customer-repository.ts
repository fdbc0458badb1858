import { validate as isUuid } from 'uuid';
import type { ProviderDetails } from '../domain/customer.js';
import type { ExternalKey, ProviderCustomerStore } from '../domain/customer-store.js';
import { isStorable } from '../domain/text.js';
import type { Database } from './database.js';
import { type LinkRow, linkColumns, toProviderCustomer } from './rows.js';

const byCustomerIds = `-- providerCustomer.byCustomerIds
  SELECT ${linkColumns('l')} FROM {provider_customer} l WHERE l.customer_id = ANY($1::uuid[]) ORDER BY l.id`;
const details = `-- providerCustomer.details
  SELECT l.id, l.details FROM {provider_customer} l WHERE l.id = ANY($1::uuid[]) AND l.details IS NOT NULL`;
/** The LIMIT makes the planner use the unique index for each key, even while the table has few rows. */
const byExternalIds = `-- providerCustomer.byExternalIds
  SELECT ${linkColumns('l')}
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k (provider, account, external_id, mode)
  CROSS JOIN LATERAL (
    SELECT * FROM {provider_customer} p
    WHERE p.external_id = k.external_id AND p.provider = k.provider AND p.account = k.account
      AND p.mode = coalesce(k.mode, p.mode)
    ORDER BY p.mode = 'LIVE' DESC
    LIMIT 1
  ) AS l`;

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
