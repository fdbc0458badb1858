-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "merchant_reference" TEXT,
ADD COLUMN     "routing_id" TEXT;

-- AlterTable
ALTER TABLE "provider_customer" ADD COLUMN     "merchant_reference" TEXT,
ADD COLUMN     "routing_id" TEXT;

-- By hand: what was sent, as far as it is certain. xPay takes no id of the merchant's.

-- What is still open: from what is kept for sending it again.
UPDATE "customer_creation" SET "merchant_reference" = coalesce("input" #>> '{profile,reference}', "customer_id"::text)
WHERE "settled_at" IS NULL AND "input" IS NOT NULL AND "provider" <> 'XPAY';

UPDATE "customer_creation"
SET "routing_id" = coalesce(nullif("input" #>> '{options,routingId}', ''), "merchant_reference")
WHERE "settled_at" IS NULL AND "input" IS NOT NULL AND "provider" = 'JUSPAY';

-- At Vaultera, the merchant's own id is the record's.
UPDATE "provider_customer" SET "merchant_reference" = "external_id" WHERE "provider" = 'VAULTERA';

-- Elsewhere the reference, or the unified id where there was none or the provider could not take it. A creation that was
-- changed after it was settled may have lost its reference (`forgetReference`): then it does not tell.
UPDATE "provider_customer" AS l SET "merchant_reference" = CASE
    WHEN c."not_sent" @> '[["reference"]]' THEN c."customer_id"::text
    ELSE coalesce(c."reference", c."customer_id"::text) END
FROM "customer_creation" AS c
WHERE l."provider" NOT IN ('XPAY', 'VAULTERA')
  AND c."customer_id" = l."customer_id" AND c."provider" = l."provider" AND c."account" = l."account"
  AND c."mode" = l."mode" AND c."external_id" = l."external_id" AND c."state" = 'SUCCEEDED' AND c."attempts" > 0
  AND (c."reference" IS NOT NULL OR c."not_sent" @> '[["reference"]]' OR c."updated_at" = c."settled_at");

-- Creations are deleted after a while. A customer who has no reference never had one to send.
UPDATE "provider_customer" AS l SET "merchant_reference" = l."customer_id"::text
FROM "customer" AS o
WHERE o."id" = l."customer_id" AND o."reference" IS NULL AND l."merchant_reference" IS NULL AND l."provider" <> 'XPAY'
  AND NOT EXISTS (
    SELECT FROM "customer_creation" AS c
    WHERE c."customer_id" = l."customer_id" AND c."provider" = l."provider" AND c."account" = l."account"
      AND c."mode" = l."mode" AND c."state" = 'SUCCEEDED' AND c."attempts" > 0);

-- The routing id of a settled creation was given by the caller or not, and is not on record.

-- Juspay gives a token to a customer who is linked already, from now on also to repeats of such a request.
UPDATE "customer_creation"
SET "not_sent" = (
  SELECT coalesce(jsonb_agg(path ORDER BY position), '[]')
  FROM jsonb_array_elements("not_sent") WITH ORDINALITY AS listed (path, position)
  WHERE path <> '["requestClientToken"]')
WHERE "provider" = 'JUSPAY' AND "not_sent" @> '[["requestClientToken"]]';
