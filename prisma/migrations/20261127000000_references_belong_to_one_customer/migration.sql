-- CreateTable
CREATE TABLE "customer_reference" (
    "reference" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "holders" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_reference_pkey" PRIMARY KEY ("reference")
);

-- CreateIndex
CREATE INDEX "customer_reference_customer_id_idx" ON "customer_reference"("customer_id");

-- By hand: references that are given already, first those of customers, then those of creations that are not settled.
INSERT INTO "customer_reference" ("reference", "customer_id", "holders")
SELECT "reference", "id", 0 FROM "customer" WHERE "reference" IS NOT NULL;

INSERT INTO "customer_reference" ("reference", "customer_id", "holders")
SELECT DISTINCT ON ("reference") "reference", "customer_id", (count(*) OVER (PARTITION BY "reference"))::integer
FROM "customer_creation"
WHERE "settled_at" IS NULL AND "reference" IS NOT NULL
ORDER BY "reference", "created_at"
ON CONFLICT ("reference") DO UPDATE SET "holders" = excluded."holders";
