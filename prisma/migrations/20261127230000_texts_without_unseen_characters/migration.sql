-- By hand: texts that identify or reach somebody lose the characters that nobody sees, as new ones do (`normalId` in
-- src/domain/text.ts), so that they are still found. What is kept for sending again (`customer_creation.input`) stays as
-- it was sent.

CREATE FUNCTION pg_temp.normal_id(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT normalize(regexp_replace(regexp_replace(
    given, '[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]', '', 'g'),
    '^\s+|\s+$', '', 'g'), NFC)
$$;

-- A reference whose normal form is another one's already stays as it is: which of the two a caller means, nobody can tell.
CREATE TEMPORARY TABLE renamed AS
WITH given AS (
  SELECT reference FROM customer WHERE reference IS NOT NULL
  UNION SELECT reference FROM customer_reference
  UNION SELECT reference FROM customer_creation WHERE reference IS NOT NULL
)
SELECT min(reference) AS old, pg_temp.normal_id(reference) AS new
FROM given
GROUP BY pg_temp.normal_id(reference)
HAVING count(*) = 1 AND min(reference) <> pg_temp.normal_id(reference) AND pg_temp.normal_id(reference) <> '';

UPDATE customer SET reference = renamed.new FROM renamed WHERE reference = renamed.old;
UPDATE customer_reference SET reference = renamed.new FROM renamed WHERE reference = renamed.old;
UPDATE customer_creation SET reference = renamed.new FROM renamed WHERE reference = renamed.old;

UPDATE customer_creation SET idempotency_key = keys.new
FROM (
  SELECT min(idempotency_key) AS old, pg_temp.normal_id(idempotency_key) AS new
  FROM customer_creation
  WHERE idempotency_key IS NOT NULL
  GROUP BY pg_temp.normal_id(idempotency_key)
  HAVING count(*) = 1 AND min(idempotency_key) <> pg_temp.normal_id(idempotency_key)
    AND pg_temp.normal_id(idempotency_key) <> ''
) AS keys
WHERE idempotency_key = keys.old;

UPDATE customer SET email = pg_temp.normal_id(email) WHERE email <> pg_temp.normal_id(email);

DROP TABLE renamed;
DROP FUNCTION pg_temp.normal_id(text);
