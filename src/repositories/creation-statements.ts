import { beginColumns, failColumns, keepKeyColumns, succeedColumns } from './creation-columns.js';
import { columnsOfProfile, mergeChanges, mergedColumns, profileColumns, sameProfile } from './profile-sql.js';
import { rowStatement } from './row-statement.js';
import { creationColumns, customerColumns, foundBy, linkColumns, linkColumnsBeside, routingIdOf } from './rows.js';

/*
 * The SQL statements of creation-repository.ts: those on the hot path, and those that Prisma cannot express in one statement
 * (docs/adr/0008). They use the database's clock, so that replicas agree on when a lease ends. Each one lists the states
 * that it may change. The first line is the name that traces and pg_stat_activity show.
 */

/** The database's time, for rows that Prisma writes. */
export const clock = `-- creation.clock
  SELECT now()`;

/**
 * Claims callers' keys for the mutation that creates at one provider, and returns those that are not the other one's. Two
 * that claim one key at the same moment wait for each other here, whatever their snapshots show. That a key is in use is
 * noted each time, so that it cannot be pruned at the same moment.
 *
 * @param keys a query for keys and modes; no row when nothing is to be claimed.
 */
const claimOfOne = (keys: string) => `
    INSERT INTO {idempotency_key} AS i (key, mode, together)
    SELECT key, mode, false FROM (${keys}) AS k ORDER BY key, mode
    ON CONFLICT (key, mode) DO UPDATE SET used_at = now() WHERE NOT i.together
    RETURNING i.key, i.mode`;

/**
 * For each creation: claims the reference, unless the customer has it already, and the key, unless it is claimed for
 * several creations together, and inserts the creation: for the customer that the reference belongs to, or not at all when
 * the request named another customer or the key is the other mutation's. When any unique index is violated, nothing is
 * inserted for it and there is no error; the caller then has to release the reference. No two creations of one statement
 * may have the same reference or key. Every statement claims in this order, and in the order of references and of keys, as
 * two that wait for each other would be a deadlock. `ids` are those that will be sent: where the unified id was meant, the
 * customer's; and the routing id that the customer has at the provider already, at whichever account.
 */
export const begin = rowStatement(
  beginColumns,
  (rows) => `-- creation.begin
  WITH new AS (
    ${rows}
  ), claim AS (
    INSERT INTO {customer_reference} AS r (reference, customer_id, holders)
    SELECT n.reference, n.customer_id, 1 FROM new n
    WHERE n.reference IS NOT NULL
      AND NOT EXISTS (SELECT FROM {customer} c WHERE c.id = n.customer_id AND c.reference = n.reference)
    ORDER BY n.reference
    ON CONFLICT (reference) DO UPDATE SET holders = r.holders + 1, updated_at = now()
    RETURNING r.reference, r.customer_id
  ), meant AS (
    SELECT n.*, coalesce(claim.customer_id, n.customer_id) AS meant_id
    FROM new n LEFT JOIN claim ON claim.reference = n.reference
    WHERE NOT n.existing_customer OR coalesce(claim.customer_id, n.customer_id) = n.customer_id
  ), owned AS (${claimOfOne(`
      SELECT idempotency_key AS key, mode FROM meant WHERE idempotency_key IS NOT NULL AND NOT together`)}
  )
  INSERT INTO {customer_creation} (
    id, state, provider, account, customer_id, existing_customer, reference, idempotency_key, fingerprint, input,
    not_sent, attempts, lease_until, recover_until, key_base, mode, merchant, changed, profile_version,
    merchant_reference, routing_id, key_generation)
  SELECT
    m.id, 'IN_FLIGHT', m.provider, m.account, m.meant_id, m.existing_customer, m.reference, m.idempotency_key,
    m.fingerprint, m.input, m.not_sent, 1, now() + m.lease_ms * interval '1 millisecond',
    least(now(), m.started_at) + m.recover_for_ms * interval '1 millisecond', m.key_base, m.mode, m.merchant, m.changed,
    m.profile_version,
    CASE WHEN m.merchant_reference = m.customer_id::text THEN m.meant_id::text ELSE m.merchant_reference END,
    CASE WHEN m.routing_id IS NOT NULL THEN coalesce(
      ${routingIdOf('m.meant_id', 'm.provider', 'm.mode')},
      (SELECT k.routing_id FROM {customer_creation} k
       WHERE k.customer_id = m.meant_id AND k.provider = m.provider AND k.mode = m.mode
         AND k.routing_id IS NOT NULL AND k.state <> 'FAILED' AND k.attempts > 0 LIMIT 1),
      CASE WHEN m.routing_id = m.customer_id::text THEN m.meant_id::text ELSE m.routing_id END) END,
    coalesce((
      SELECT max(k.key_generation) + 1 FROM {customer_creation} k
      WHERE k.key_base = m.key_base AND k.state = 'FAILED'), 0)
  FROM meant m
  WHERE m.idempotency_key IS NULL OR m.together OR (m.idempotency_key, m.mode) IN (SELECT key, mode FROM owned)
  ORDER BY m.meant_id
  ON CONFLICT DO NOTHING
  RETURNING id, customer_id AS "customerId", key_generation AS "keyGeneration", lease_until AS "leaseUntil",
    created_at AS "createdAt", merchant_reference AS "merchantReference", routing_id AS "routingId"`,
);

/**
 * Stores the keys of requests whose customers are linked already, unless a key is in use or the other mutation's. No two of
 * one statement may have the same key.
 */
export const keepKey = rowStatement(
  keepKeyColumns,
  (rows) => `-- creation.keepKey
  WITH request AS (
    ${rows}
  ), owned AS (${claimOfOne('SELECT idempotency_key AS key, mode FROM request WHERE NOT together')}
  )
  INSERT INTO {customer_creation} (
    id, state, provider, account, customer_id, existing_customer, idempotency_key, fingerprint, not_sent, attempts,
    lease_until, recover_until, external_id, created, settled_at, mode, differences)
  SELECT
    r.id, 'SUCCEEDED', r.provider, r.account, r.customer_id, true, r.idempotency_key, r.fingerprint, r.not_sent, 0,
    now(), now(), r.external_id, false, now(), r.mode, r.differences
  FROM request r
  WHERE r.together OR (r.idempotency_key, r.mode) IN (SELECT key, mode FROM owned)
  ON CONFLICT DO NOTHING
  RETURNING id`,
);

/** The creations that have succeeded or still may; the condition of the unique indexes. */
const live = `k.state <> 'FAILED' AND k.attempts > 0`;

/** The row that conflicted with `begin`; one with the same idempotency key comes first. */
export const obstacle = `-- creation.obstacle
  SELECT ${creationColumns('c')}
  FROM (
    SELECT 1 AS rank, k.* FROM {customer_creation} k WHERE k.idempotency_key = $1 AND k.mode = $6
    UNION ALL
    SELECT 2, k.* FROM {customer_creation} k
    WHERE k.provider = $2 AND k.account = $3 AND k.mode = $6 AND k.customer_id = $4::uuid AND ${live}
    UNION ALL
    SELECT 3, k.* FROM {customer_creation} k
    WHERE k.provider = $2 AND k.account = $3 AND k.mode = $6 AND k.reference = $5 AND ${live}
  ) AS c
  ORDER BY c.rank
  LIMIT 1`;

/** Lets a customer be created again whose link was deleted by hand. */
export const forgetUnlinked = `-- creation.forgetUnlinked
  DELETE FROM {customer_creation} c
  WHERE c.id = $1::uuid AND c.state = 'SUCCEEDED' AND (
    SELECT true FROM {provider_customer} l
    WHERE l.customer_id = c.customer_id AND l.provider = c.provider AND l.account = c.account AND l.mode = c.mode) IS NULL
  RETURNING c.id`;

/** Lets a reference be used again that its customer no longer has, for example because it was changed by hand. */
export const forgetReference = `-- creation.forgetReference
  UPDATE {customer_creation} c SET reference = NULL, updated_at = now()
  WHERE c.id = $1::uuid AND c.state = 'SUCCEEDED' AND c.reference IS NOT NULL
    AND NOT EXISTS (SELECT FROM {customer} o WHERE o.id = c.customer_id AND o.reference = c.reference)
    AND NOT EXISTS (
      SELECT FROM {customer_reference} r WHERE r.customer_id = c.customer_id AND r.reference = c.reference)
  RETURNING c.id`;

/**
 * Settles creations, and writes customers and links: all of it, or nothing.
 *
 * - `found` locks the rows, in the order of their ids, as two statements that wait for each other would be a deadlock;
 *   `creation` has the order of customers, in which `updated` locks those. Of one that another process has settled there is no row, and nothing happens. It also finds the
 *   customer: the given one, the one that has the reference by now, or the one to insert under the reserved id.
 * - `creation` leaves one creation for each customer; the others, which have no row in the result, are for a statement of
 *   their own.
 * - `updated` merges the creation's input over the profile as stored now, which may be newer than when the creation began.
 *   A stored reference never changes, and a reference of another customer is not taken from it.
 * - `link` notes which version of the profile the provider was sent: the one that is stored now, unless another creation
 *   has changed it since this one began (`before` is the customer as this statement finds it).
 * - All parts see the database as it was when the statement began. A customer or link that was inserted since then makes
 *   the statement fail on a unique index; the caller then reads it and tries again.
 */
export const succeed = rowStatement(
  succeedColumns,
  (rows) => `-- creation.succeed
  WITH success AS (
    ${rows}
  ), found AS (
    SELECT s.external_id, s.created, s.link_id, s.differences, s.is_current, s.provider_created_at, s.details,
      cc.id, cc.provider, cc.account, cc.mode, cc.reference, cc.profile_version, cc.merchant_reference, cc.routing_id,
      cc.input -> 'profile' AS profile,
      coalesce(cc.input -> 'given', cc.input -> 'profile') AS given,
      CASE
        WHEN cc.existing_customer THEN cc.customer_id
        ELSE coalesce((SELECT o.id FROM {customer} o WHERE o.reference = cc.reference), cc.customer_id)
      END AS customer_id
    FROM success s JOIN {customer_creation} cc ON cc.id = s.id
    WHERE cc.state = 'NEEDS_REVIEW' OR NOT s.by_operator AND cc.state IN ('IN_FLIGHT', 'UNKNOWN')
    ORDER BY cc.id
    FOR UPDATE OF cc
  ), creation AS (
    SELECT DISTINCT ON (customer_id) * FROM found ORDER BY customer_id, id
  ), sent AS (
    SELECT creation.customer_id, creation.reference, ${columnsOfProfile('creation.profile')} FROM creation
  ), given AS (
    SELECT creation.customer_id, creation.reference, ${columnsOfProfile('creation.given')} FROM creation
  ), updated AS (
    UPDATE {customer} c SET
      reference = CASE
        WHEN c.reference IS NULL AND NOT EXISTS (SELECT FROM {customer} o WHERE o.reference = given.reference)
        THEN given.reference ELSE c.reference END,
      ${mergedColumns('c', 'given')},
      profile_version = c.profile_version + (${mergeChanges('c', 'given')})::integer,
      updated_at = now()
    FROM given
    WHERE c.id = given.customer_id
    RETURNING c.*
  ), inserted AS (
    INSERT INTO {customer} (id, reference, ${profileColumns})
    SELECT sent.* FROM sent WHERE sent.customer_id NOT IN (SELECT id FROM updated)
    RETURNING *
  ), stored AS (
    SELECT * FROM updated UNION ALL SELECT * FROM inserted
  ), link AS (
    INSERT INTO {provider_customer} (
      id, customer_id, provider, account, mode, external_id, provider_created_at, details, merchant_reference,
      routing_id, profile_version)
    SELECT creation.link_id, stored.id, creation.provider, creation.account, creation.mode, creation.external_id,
      creation.provider_created_at, creation.details, creation.merchant_reference, creation.routing_id,
      CASE
        WHEN creation.is_current IS NULL THEN NULL
        WHEN NOT creation.is_current THEN -1
        WHEN before.profile_version IS NULL OR before.profile_version = creation.profile_version THEN stored.profile_version
        WHEN creation.profile_version IS NULL AND ${sameProfile('stored', 'sent')} THEN stored.profile_version
        ELSE -1
      END
    FROM creation
    JOIN sent ON sent.customer_id = creation.customer_id
    JOIN stored ON stored.id = creation.customer_id
    LEFT JOIN {customer} before ON before.id = creation.customer_id
    RETURNING *
  ), settled AS (
    UPDATE {customer_creation} cc SET
      state = 'SUCCEEDED', customer_id = creation.customer_id, external_id = creation.external_id,
      created = creation.created, differences = creation.differences, input = NULL,
      reason = NULL, next_attempt_at = NULL, settled_at = now(), updated_at = now()
    FROM creation JOIN stored ON stored.id = creation.customer_id
    WHERE cc.id = creation.id
  )
  SELECT creation.id AS "creationId", ${customerColumns('stored')}, ${linkColumnsBeside('link')}
  FROM creation JOIN stored ON stored.id = creation.customer_id JOIN link ON link.id = creation.link_id`,
);

/** The link that conflicted with `succeed`: the same external id, or the same customer at the account. */
export const taken = `-- creation.taken
  SELECT ${linkColumns('l')}
  FROM (SELECT * FROM {customer_creation} WHERE id = $1::uuid OFFSET 0) AS cc
  CROSS JOIN LATERAL (
    SELECT 1 AS rank, p.* FROM {provider_customer} p
    WHERE p.external_id = $2::text AND p.provider = cc.provider AND p.account = cc.account AND p.mode = cc.mode
    UNION ALL
    SELECT 2, p.* FROM {provider_customer} p
    WHERE p.customer_id = cc.customer_id AND p.provider = cc.provider AND p.account = cc.account AND p.mode = cc.mode
    UNION ALL
    SELECT 3, p.* FROM {provider_customer} p
    WHERE NOT cc.existing_customer
      AND p.customer_id = (SELECT o.id FROM {customer} o WHERE o.reference = cc.reference)
      AND p.provider = cc.provider AND p.account = cc.account AND p.mode = cc.mode
  ) AS l
  WHERE cc.settled_at IS NULL
  ORDER BY l.rank
  LIMIT 1`;

/** The creation that conflicted with `succeed`: of the same customer at the same account. */
export const blocking = `-- creation.blocking
  SELECT other.id
  FROM (SELECT * FROM {customer_creation} WHERE id = $1::uuid OFFSET 0) AS cc
  CROSS JOIN LATERAL (
    SELECT k.id, k.settled_at FROM {customer_creation} k
    WHERE k.customer_id = (SELECT o.id FROM {customer} o WHERE o.reference = cc.reference)
      AND k.provider = cc.provider AND k.account = cc.account AND k.mode = cc.mode AND ${live}
    OFFSET 0
  ) AS other
  WHERE NOT cc.existing_customer AND other.id <> cc.id AND other.settled_at IS NULL`;

export const find = `-- creation.find
  SELECT ${creationColumns('c')} FROM {customer_creation} c WHERE c.id = $1::uuid`;
export const findByIds = `-- creation.findByIds
  SELECT ${creationColumns('c')} FROM ${foundBy('{customer_creation}', 'id', '$1::uuid[]')} AS c`;
export const findByIdempotencyKeys = `-- creation.findByIdempotencyKeys
  SELECT ${creationColumns('c')} FROM ${foundBy('{customer_creation}', 'idempotency_key', '$1::text[]')} AS c`;
export const findByIdempotencyKey = `-- creation.findByIdempotencyKey
  SELECT ${creationColumns('c')} FROM {customer_creation} c WHERE c.idempotency_key = $1 AND c.mode = $2`;

/** One creation in one of these states and, where the end of a lease is given, with that lease. */
const held = (leaseUntil: string, ...states: string[]) => `
  WHERE id = $1::uuid AND state IN (${states.map((state) => `'${state}'`).join(', ')})
    AND lease_until = coalesce(${leaseUntil}::timestamptz, lease_until)`;

/** Settles creations as failed, each by the lease that its writer holds, or by an operator. */
export const fail = rowStatement(
  failColumns,
  (rows) => `-- creation.fail
  WITH refused AS (
    ${rows}
  )
  UPDATE {customer_creation} cc SET
    state = 'FAILED', failure = r.failure, input = NULL, reason = NULL, next_attempt_at = NULL,
    idempotency_key = CASE WHEN r.release_key THEN NULL ELSE cc.idempotency_key END,
    key_base = CASE WHEN r.keep_provider_key THEN NULL ELSE cc.key_base END,
    settled_at = now(), updated_at = now()
  FROM (SELECT * FROM refused ORDER BY id) AS r
  WHERE cc.id = r.id AND cc.lease_until = coalesce(r.lease_until, cc.lease_until)
    AND (cc.state = 'NEEDS_REVIEW' OR NOT r.by_operator AND cc.state IN ('IN_FLIGHT', 'UNKNOWN'))
  RETURNING cc.id, cc.reference`,
);

/** By the database's clock, like leases. A negative age means that the clock was set back. */
const nextLook = `now() + interval '1 millisecond' * greatest($4::double precision,
      least($5::double precision, $3::double precision * 1000 * extract(epoch FROM now() - created_at)))`;

export const markUnknown = `-- creation.markUnknown
  UPDATE {customer_creation} SET
    state = 'UNKNOWN', reason = $2, recovery_starts = 0, next_attempt_at = ${nextLook}, lease_until = ${nextLook}, updated_at = now()
  ${held('$6', 'IN_FLIGHT', 'UNKNOWN')}
  RETURNING next_attempt_at AS "nextAttemptAt"`;

export const renewLease = `-- creation.renewLease
  UPDATE {customer_creation} SET lease_until = now() + $2::integer * interval '1 millisecond', updated_at = now()
  ${held('$3', 'IN_FLIGHT', 'UNKNOWN')}
  RETURNING lease_until AS "leaseUntil"`;

/** Checks the time limit in the statement itself: later, a provider that has forgotten the key would create a second customer. */
export const sending = `-- creation.sending
  UPDATE {customer_creation} SET
    attempts = attempts + 1, sent_at = now(), lease_until = now() + $2::integer * interval '1 millisecond',
    updated_at = now()
  ${held('$3', 'IN_FLIGHT', 'UNKNOWN')} AND recover_until > now()
  RETURNING lease_until AS "leaseUntil"`;

/** Changes nothing when all of them are on record, or linked. */
export const recordDuplicates = `-- creation.recordDuplicates
  UPDATE {customer_creation} SET
    duplicate_external_ids = ARRAY(
      SELECT DISTINCT e FROM unnest(duplicate_external_ids || $2::text[]) AS e
      WHERE e IS DISTINCT FROM external_id ORDER BY e),
    updated_at = now()
  WHERE id = $1::uuid AND NOT $2::text[] <@ array_append(duplicate_external_ids, external_id)
  RETURNING duplicate_external_ids AS "duplicateExternalIds", external_id AS "externalId"`;

/** Plain SQL, as is the next one, because Prisma's condition on a list does not use the index. */
export const pageWithDuplicates = `-- creation.pageWithDuplicates
  SELECT ${creationColumns('c')} FROM {customer_creation} c
  WHERE c.duplicate_external_ids <> '{}' AND c.state = coalesce($1, c.state) AND ($2::uuid IS NULL OR c.id > $2::uuid)
  ORDER BY c.id
  LIMIT $3::integer`;
export const openByState = `-- creation.openByState
  SELECT state, count(*)::integer AS count,
    greatest(0, extract(epoch FROM now() - min(created_at)))::double precision AS "oldestAgeSeconds"
  FROM {customer_creation} WHERE settled_at IS NULL GROUP BY state`;

export const countWithDuplicates = `-- creation.countWithDuplicates
  SELECT count(*)::integer AS count FROM {customer_creation} WHERE duplicate_external_ids <> '{}'`;
