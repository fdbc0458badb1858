import { customerColumns, foundBy, linkColumnsBeside, routingIdOf } from './rows.js';

/* The SQL statements of customer-repository.ts. */

export const byIds = `-- customer.byIds
  SELECT ${customerColumns('c')} FROM ${foundBy('{customer}', 'id', '$1::uuid[]')} AS c`;
export const byReferences = `-- customer.byReferences
  SELECT ${customerColumns('c')} FROM ${foundBy('{customer}', 'reference', '$1::text[]')} AS c`;

/**
 * Finds the customers of an id and of a reference, each with its link at an account. There is at most one link. The LIMIT
 * says so to a planner without statistics, which would otherwise choose to scan all links of the provider, and keep that
 * plan as they grow.
 */
export const target = `-- customer.target
  SELECT ${customerColumns('c')}, ${linkColumnsBeside('l')}, meant.by AS "meantBy",
    ${routingIdOf('c.id', '$1', '$5')} AS "routingId"
  FROM (VALUES
    ('id', $3::uuid),
    ('reference', coalesce(
      (SELECT o.id FROM {customer} o WHERE o.reference = $4::text),
      (SELECT r.customer_id FROM {customer_reference} r WHERE r.reference = $4::text)))
  ) AS meant (by, id)
  JOIN {customer} c ON c.id = meant.id
  LEFT JOIN LATERAL (
    SELECT * FROM {provider_customer} WHERE customer_id = c.id AND provider = $1 AND account = $2 AND mode = $5 LIMIT 1
  ) AS l ON true`;
