/*
 * The SQL of what belongs to whom before anything is stored of a customer: references, and callers' keys. `begin` and
 * `keepKey` in creation-statements.ts claim too, in the statement that needs the claim.
 */

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

/**
 * Frees references whose claims were never released, because the process died; not those that are claimed at this moment.
 * Looks at the next 2,000 after one, as there may be millions, most of which belong to customers. The number is part of the
 * text so that the planner knows how few they are.
 *
 * @returns how many were freed, and the last one that was looked at if there are more.
 */
export const pruneReferences = `-- creation.pruneReferences
  WITH page AS (
    SELECT * FROM {customer_reference} WHERE reference > $2 ORDER BY reference LIMIT 2000
  ), unused AS (
    SELECT locked.reference
    FROM page CROSS JOIN LATERAL (
      SELECT r.reference FROM {customer_reference} r
      WHERE r.reference = page.reference AND r.updated_at < $1::timestamptz
      FOR UPDATE SKIP LOCKED) AS locked
    WHERE page.updated_at < $1::timestamptz
      AND (SELECT true FROM {customer} c WHERE c.id = page.customer_id) IS NULL
      AND (
        SELECT true FROM {customer_creation} k
        WHERE k.reference = page.reference AND k.state <> 'FAILED' AND k.attempts > 0 LIMIT 1) IS NULL
  ), freed AS (
    DELETE FROM {customer_reference} WHERE reference = ANY(ARRAY(SELECT reference FROM unused))
    RETURNING reference
  )
  SELECT (SELECT count(*)::integer FROM freed) AS freed, (SELECT reference FROM page OFFSET 1999) AS "lookedAt"`;

/** Whether a key is claimed for several creations of this call. It may have been claimed before calls were recorded. */
const isOfCall = (key: string, request: string) =>
  `${key}.together AND coalesce(${key}.request, ${request}) = ${request}`;

/**
 * Claims a caller's key for several creations together, in the modes of all their accounts. Returns a row for each mode in
 * which it is theirs; none where the other mutation or another call has it in any, as far as this statement's snapshot
 * shows. Two calls that claim one key at the same moment wait for each other, whatever their snapshots show.
 */
export const claimKey = `-- creation.claimKey
  INSERT INTO {idempotency_key} AS i (key, mode, together, request)
  SELECT $1::text, asked.mode, true, $3::text
  FROM (SELECT DISTINCT mode FROM unnest($2::text[]) AS mode) AS asked
  WHERE NOT EXISTS (
    SELECT FROM unnest($2::text[]) AS other
    WHERE (SELECT NOT (${isOfCall('o', '$3::text')}) FROM {idempotency_key} o WHERE o.key = $1::text AND o.mode = other))
  ORDER BY asked.mode
  ON CONFLICT (key, mode) DO UPDATE SET used_at = now(), request = excluded.request
  WHERE ${isOfCall('i', 'excluded.request')}
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
