import { rowStatement } from './row-statement.js';
import { customerColumns, foundBy, linkColumnsBeside, routingIdOf } from './rows.js';

/* The SQL statements of customer-repository.ts. */

export const byIds = `-- customer.byIds
  SELECT ${customerColumns('c')} FROM ${foundBy('{customer}', 'id', '$1::uuid[]')} AS c`;
export const byReferences = `-- customer.byReferences
  SELECT ${customerColumns('c')} FROM ${foundBy('{customer}', 'reference', '$1::text[]')} AS c`;

/** Of `target`. */
const targetColumns = {
  /** Numbers the rows, as several may ask for the same. */
  asked: 'integer',
  provider: 'text',
  account: 'text',
  customer_id: 'uuid',
  reference: 'text',
  mode: 'text',
} as const;

/**
 * Finds the customers of an id and of a reference, each with its link at an account. There is at most one link. The LIMIT
 * says so to a planner without statistics, which would otherwise choose to scan all links of the provider, and keep that
 * plan as they grow.
 */
export const target = rowStatement(
  targetColumns,
  (rows) => `-- customer.target
  SELECT q.asked, ${customerColumns('c')}, ${linkColumnsBeside('l')}, meant.by AS "meantBy",
    ${routingIdOf('c.id', 'q.provider', 'q.mode')} AS "routingId"
  FROM (${rows}) AS q
  CROSS JOIN LATERAL (VALUES
    ('id', q.customer_id),
    ('reference', coalesce(
      (SELECT o.id FROM {customer} o WHERE o.reference = q.reference),
      (SELECT r.customer_id FROM {customer_reference} r WHERE r.reference = q.reference)))
  ) AS meant (by, id)
  JOIN {customer} c ON c.id = meant.id
  LEFT JOIN LATERAL (
    SELECT * FROM {provider_customer}
    WHERE customer_id = c.id AND provider = q.provider AND account = q.account AND mode = q.mode LIMIT 1
  ) AS l ON true`,
);
