/**
 * The statement by which tests bring forward what waits for a lease to end. It locks in the order in which the service's own
 * statements do, as it may run beside them: in any other, the two could wait for each other.
 */
export const expireLeases = (condition = 'settled_at IS NULL'): string =>
  `UPDATE customer_creation SET lease_until = now(), next_attempt_at = CASE WHEN state = 'UNKNOWN' THEN now() END
   WHERE id IN (SELECT id FROM customer_creation WHERE ${condition} ORDER BY id FOR UPDATE)
   RETURNING id`;
