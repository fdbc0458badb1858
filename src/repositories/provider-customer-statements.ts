import { foundBy, linkColumns } from './rows.js';

/* The SQL statements of provider-customer-repository.ts. */

export const byCustomerIds = `-- providerCustomer.byCustomerIds
  SELECT ${linkColumns('l')} FROM ${foundBy('{provider_customer}', 'customer_id', '$1::uuid[]')} AS l ORDER BY l.id`;
export const details = `-- providerCustomer.details
  SELECT l.id, l.details FROM ${foundBy('{provider_customer}', 'id', '$1::uuid[]')} AS l WHERE l.details IS NOT NULL`;
/** The LIMIT makes the planner use the unique index for each key, even while the table has few rows. */
export const byExternalIds = `-- providerCustomer.byExternalIds
  SELECT ${linkColumns('l')}
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k (provider, account, external_id, mode)
  CROSS JOIN LATERAL (
    SELECT * FROM {provider_customer} p
    WHERE p.external_id = k.external_id AND p.provider = k.provider AND p.account = k.account
      AND p.mode = coalesce(k.mode, p.mode)
    ORDER BY p.mode = 'LIVE' DESC
    LIMIT 1
  ) AS l`;
