/* The SQL that records in which modes the database is used, and assigns one to what was written before there were any. */

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
/** A statement may take a few seconds only, and there may be millions of rows: it is repeated until it returns none. */
const rowsAtOnce = 5_000;
const earlier = (table: string): string => `ARRAY(SELECT id FROM ${table} WHERE ${neverLive} LIMIT ${rowsAtOnce})`;
export const assignModeToLinks = `-- creation.assignModeToLinks
  UPDATE {provider_customer} SET mode = $2 WHERE id = ANY(${earlier('{provider_customer}')})
  RETURNING id`;
/** Their keys belong to the same mutation in that mode. */
export const assignModeToCreations = `-- creation.assignModeToCreations
  WITH moved AS (
    UPDATE {customer_creation} SET mode = $2 WHERE id = ANY(${earlier('{customer_creation}')})
    RETURNING id, idempotency_key AS given, provider
  ), used AS (
    SELECT given AS key, false AS together FROM moved
    UNION SELECT left(given, -length(provider) - 1), true FROM moved WHERE right(given, length(provider) + 1) = ':' || provider
  ), claimed AS (
    INSERT INTO {idempotency_key} (key, mode, together, request)
    SELECT i.key, $2, i.together, i.request FROM used JOIN {idempotency_key} i USING (key, together) WHERE i.mode = 'LIVE'
    ON CONFLICT DO NOTHING
  )
  SELECT id FROM moved`;
