-- CreateTable
CREATE TABLE "idempotency_key" (
    "key" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "together" BOOLEAN NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("key","mode")
);

-- CreateIndex
CREATE INDEX "idempotency_key_used_at_idx" ON "idempotency_key"("used_at");

-- By hand: keys that are in use already. One of several creations has the caller's key, a colon and its provider.
INSERT INTO "idempotency_key" ("key", "mode", "together")
SELECT DISTINCT ON ("key", "mode") "key", "mode", "together"
FROM (
  SELECT
    CASE WHEN "together" THEN left("idempotency_key", -length("provider") - 1) ELSE "idempotency_key" END AS "key",
    "mode", "together", "created_at"
  FROM (
    SELECT *, right("idempotency_key", length("provider") + 1) = ':' || "provider" AS "together"
    FROM "customer_creation" WHERE "idempotency_key" IS NOT NULL
  ) AS "keyed"
) AS "used"
ORDER BY "key", "mode", "created_at"
ON CONFLICT DO NOTHING;
