import { creationColumns } from './rows.js';

/* The SQL by which recovery takes creations over and hands them back. */

/** The creations that recovery works on; the first condition selects the partial index. */
const recoverable = `settled_at IS NULL AND state <> 'NEEDS_REVIEW'`;

/**
 * A creation that waits for its next attempt has a lease until then (`markUnknown`). The column has milliseconds, and would
 * round to the next one: a lease that has ended is over at once. Plain SQL, because Prisma would load
 * its query compiler at every start of the embedded database.
 */
export const abandonLeases = `-- creation.abandonLeases
  UPDATE {customer_creation} SET lease_until = date_trunc('milliseconds', now()), updated_at = now()
  WHERE ${recoverable} AND lease_until > now() + interval '1 millisecond' *
    CASE WHEN lease_until = next_attempt_at THEN $2::double precision ELSE $1::double precision END
  RETURNING id`;

/**
 * Takes over the longest overdue creations of each account, up to its limit, so that an outage at one account does not
 * delay the others. The ids of `due` are passed as a list, so that the planner looks them up by primary key; it cannot know
 * how few they are, and would read the whole table for a join.
 */
export const claimDue = `-- creation.claimDue
  WITH due AS (
    SELECT overdue.id
    FROM jsonb_to_recordset($1::jsonb) AS a (provider text, account text, mode text, "limit" integer)
    CROSS JOIN LATERAL (
      SELECT id FROM {customer_creation}
      WHERE ${recoverable} AND provider = a.provider AND account = a.account AND lease_until <= now()
        AND mode = a.mode AND id <> ALL ($3::uuid[])
      ORDER BY lease_until
      LIMIT greatest(0, a.limit)
      FOR UPDATE SKIP LOCKED) AS overdue
  ), claimed AS (
    UPDATE {customer_creation} cc
    SET lease_until = now() + $2::integer * interval '1 millisecond', recovery_starts = cc.recovery_starts + 1,
      updated_at = now()
    WHERE cc.id = ANY (ARRAY(SELECT id FROM due))
    RETURNING cc.*
  )
  SELECT ${creationColumns('claimed')}, claimed.recover_until <= now() AS late
  FROM claimed ORDER BY claimed.id`;

/**
 * In batches, locked in the order of their ids, as two statements that wait for each other would be a deadlock; and late: that a process has ended meanwhile only makes recovery more careful with the creation.
 */
export const endRecoveries = `-- creation.endRecoveries
  WITH ended AS (
    SELECT id FROM {customer_creation}
    WHERE id = ANY($1::uuid[]) AND settled_at IS NULL AND recovery_starts > 0
    ORDER BY id
    FOR UPDATE
  )
  UPDATE {customer_creation} SET recovery_starts = 0
  WHERE id = ANY(ARRAY(SELECT id FROM ended))
  RETURNING id`;
