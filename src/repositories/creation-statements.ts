import { beginColumns, rowsOf, succeedColumns } from './creation-columns.js';
import { columnsOfProfile, mergeChanges, mergedColumns, profileColumns, sameProfile } from './profile-sql.js';
import { creationColumns, customerColumns, foundBy, linkColumns, linkColumnsBeside, routingIdOf } from './rows.js';

/*
 * The SQL statements of creation-repository.ts: those on the hot path, and those that Prisma cannot express in one statement
 * (docs/adr/0008). They use the database's clock, so that replicas agree on when a lease ends. Each one lists the states
 * that it may change. The first line is the name that traces and pg_stat_activity show.
 */

/** The database's time, for rows that Prisma writes. */
export const clock = `-- creation.clock
  SELECT now()`;

/** The creations that recovery works on; the first condition selects the partial index. */
const recoverable = `settled_at IS NULL AND state <> 'NEEDS_REVIEW'`;

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
export const begin = `-- creation.begin
  WITH new AS (
    ${rowsOf(beginColumns)}
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
  ON CONFLICT DO NOTHING
  RETURNING id, customer_id AS "customerId", key_generation AS "keyGeneration", lease_until AS "leaseUntil",
    created_at AS "createdAt", merchant_reference AS "merchantReference", routing_id AS "routingId"`;

/** The customer that the reference belongs to, when it is not this one. */
export const claimedByAnother = `-- creation.claimedByAnother
  SELECT customer_id FROM {customer_reference} WHERE reference = $1 AND customer_id <> $2::uuid`;

/**
 * Releases one creation's claim on a reference, which is free again when no other creation claims it and no customer has
 * it. When another creation claims it at this moment, the changed row makes both parts do nothing: at worst the reference
 * stays claimed until it is pruned.
 */
export const releaseReference = `-- creation.releaseReference
  WITH freed AS (
    DELETE FROM {customer_reference} r
    WHERE r.reference = $1 AND r.holders <= 1 AND NOT EXISTS (SELECT FROM {customer} c WHERE c.reference = r.reference)
  )
  UPDATE {customer_reference} SET holders = holders - 1, updated_at = now() WHERE reference = $1 AND holders > 1`;

/** Frees references whose claims were never released, because the process died. */
export const pruneReferences = `-- creation.pruneReferences
  DELETE FROM {customer_reference} r
  WHERE r.updated_at < $1::timestamptz
    AND NOT EXISTS (SELECT FROM {customer} c WHERE c.id = r.customer_id)
    AND NOT EXISTS (SELECT FROM {customer_creation} k WHERE k.reference = r.reference AND k.state <> 'FAILED')
  RETURNING r.reference`;

/**
 * Claims a caller's key for several creations together, in the modes of all their accounts. Returns a row for each mode in
 * which it is theirs; none where the other mutation has it in any, as far as this statement's snapshot shows.
 */
export const claimKey = `-- creation.claimKey
  INSERT INTO {idempotency_key} AS i (key, mode, together)
  SELECT $1::text, asked.mode, true
  FROM (SELECT DISTINCT mode FROM unnest($2::text[]) AS mode) AS asked
  WHERE NOT EXISTS (
    SELECT FROM unnest($2::text[]) AS other
    WHERE (SELECT NOT o.together FROM {idempotency_key} o WHERE o.key = $1::text AND o.mode = other))
  ORDER BY asked.mode
  ON CONFLICT (key, mode) DO UPDATE SET used_at = now() WHERE i.together
  RETURNING i.mode`;

/** Whether the key of a request at one provider is the other mutation's. */
export const keyTaken = `-- creation.keyTaken
  SELECT key FROM {idempotency_key} WHERE key = $1 AND mode = $2 AND together`;

/**
 * Deletes keys that no request has had for long and no creation has: neither by itself, nor as one of several, at any
 * provider that was ever used. A request that takes up such a key at this moment has changed its row, which then stays.
 */
export const pruneKeys = `-- creation.pruneKeys
  WITH provider AS (
    SELECT provider FROM {account_mode} UNION SELECT provider FROM {customer_creation} WHERE settled_at IS NULL
  ), unused AS (
    SELECT i.key, i.mode FROM {idempotency_key} i
    WHERE i.used_at < $1::timestamptz
      AND (SELECT true FROM {customer_creation} k WHERE k.idempotency_key = i.key AND k.mode = i.mode) IS NULL
      AND NOT EXISTS (
        SELECT FROM provider p
        WHERE (SELECT true FROM {customer_creation} k WHERE k.idempotency_key = i.key || ':' || p.provider AND k.mode = i.mode))
    ORDER BY i.used_at
    LIMIT $2::integer
    FOR UPDATE OF i SKIP LOCKED
  )
  DELETE FROM {idempotency_key} i USING unused WHERE i.key = unused.key AND i.mode = unused.mode
  RETURNING i.key`;

/** Stores the key of a request whose customer is linked already, unless the key is in use or the other mutation's. */
export const keepKey = `-- creation.keepKey
  WITH owned AS (${claimOfOne('SELECT $5::text AS key, $9::text AS mode WHERE NOT $11::boolean')}
  )
  INSERT INTO {customer_creation} (
    id, state, provider, account, customer_id, existing_customer, idempotency_key, fingerprint, not_sent, attempts,
    lease_until, recover_until, external_id, created, settled_at, mode, differences)
  SELECT
    $1::uuid, 'SUCCEEDED', $2::text, $3::text, $4::uuid, true, $5::text, $6::text, $7::jsonb, 0, now(), now(), $8::text,
    false, now(), $9::text, $10::jsonb
  WHERE $11::boolean OR EXISTS (SELECT FROM owned)
  ON CONFLICT DO NOTHING
  RETURNING id`;

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
 * - `found` locks the rows; of one that another process has settled there is no row, and nothing happens. It also finds the
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
export const succeed = `-- creation.succeed
  WITH success AS (
    ${rowsOf(succeedColumns)}
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
  FROM creation JOIN stored ON stored.id = creation.customer_id JOIN link ON link.id = creation.link_id`;

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

export const fail = `-- creation.fail
  UPDATE {customer_creation} SET
    state = 'FAILED', failure = $2::jsonb, input = NULL, reason = NULL, next_attempt_at = NULL,
    idempotency_key = CASE WHEN $3::boolean THEN NULL ELSE idempotency_key END,
    key_base = CASE WHEN $6::boolean THEN NULL ELSE key_base END,
    settled_at = now(), updated_at = now()
  ${held('$4', 'IN_FLIGHT', 'UNKNOWN', 'NEEDS_REVIEW')} AND (state = 'NEEDS_REVIEW' OR NOT $5::boolean)
  RETURNING reference`;

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
export const countWithDuplicates = `-- creation.countWithDuplicates
  SELECT count(*)::integer AS count FROM {customer_creation} WHERE duplicate_external_ids <> '{}'`;

/**
 * A creation that waits for its next attempt has a lease until then (`markUnknown`). Plain SQL, because Prisma would load
 * its query compiler at every start of the embedded database.
 */
export const abandonLeases = `-- creation.abandonLeases
  UPDATE {customer_creation} SET lease_until = now(), updated_at = now()
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
        AND mode = a.mode
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

/** In batches, and late: that a process has ended meanwhile only makes recovery more careful with the creation. */
export const endRecoveries = `-- creation.endRecoveries
  UPDATE {customer_creation} SET recovery_starts = 0
  WHERE id = ANY($1::uuid[]) AND settled_at IS NULL AND recovery_starts > 0
  RETURNING id`;

/** Returns the modes that were on record before, and the new ones. */
export const useInModes = `-- creation.useInModes
  WITH used AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS u (provider text, account text, mode text)
  ), added AS (
    INSERT INTO {account_mode} (provider, account, mode) SELECT * FROM used ON CONFLICT DO NOTHING
    RETURNING provider, account, mode
  )
  SELECT provider, account, mode FROM added
  UNION
  SELECT m.provider, m.account, m.mode FROM {account_mode} m JOIN used USING (provider, account)
  ORDER BY provider, account, mode`;

/** Rows of an account that was never used in LIVE mode have it as the default only. */
const neverLive = `mode = 'LIVE' AND (provider, account) IN (
    SELECT u.provider, u.account FROM jsonb_to_recordset($1::jsonb) AS u (provider text, account text, mode text)
    WHERE u.mode = $2 AND NOT EXISTS (
      SELECT FROM {account_mode} m WHERE m.provider = u.provider AND m.account = u.account AND m.mode <> $2))`;
export const assignModeToLinks = `-- creation.assignModeToLinks
  UPDATE {provider_customer} SET mode = $2 WHERE ${neverLive}`;
/** Their keys belong to the same mutation in that mode. */
export const assignModeToCreations = `-- creation.assignModeToCreations
  WITH moved AS (
    UPDATE {customer_creation} SET mode = $2 WHERE ${neverLive}
    RETURNING idempotency_key AS given, provider
  ), used AS (
    SELECT given AS key, false AS together FROM moved
    UNION SELECT left(given, -length(provider) - 1), true FROM moved WHERE right(given, length(provider) + 1) = ':' || provider
  )
  INSERT INTO {idempotency_key} (key, mode, together)
  SELECT i.key, $2, i.together FROM used JOIN {idempotency_key} i USING (key, together) WHERE i.mode = 'LIVE'
  ON CONFLICT DO NOTHING`;
