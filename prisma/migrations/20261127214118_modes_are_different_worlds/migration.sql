-- DropIndex
DROP INDEX "customer_creation_idempotency_key_key";

-- DropIndex
DROP INDEX "customer_creation_live_customer_key";

-- DropIndex
DROP INDEX "customer_creation_live_reference_key";

-- DropIndex
DROP INDEX "provider_customer_customer_id_provider_account_key";

-- DropIndex
DROP INDEX "provider_customer_external_id_provider_account_key";

-- Creations from before modes were recorded have the default mode; see the comments in schema.prisma.
UPDATE "customer_creation" SET "mode" = 'LIVE' WHERE "mode" IS NULL;

-- AlterTable
ALTER TABLE "customer_creation" ALTER COLUMN "mode" SET NOT NULL,
ALTER COLUMN "mode" SET DEFAULT 'LIVE';

-- AlterTable
ALTER TABLE "provider_customer" ADD COLUMN     "mode" TEXT NOT NULL DEFAULT 'LIVE';

-- A link is in the mode of the creation that made it.
UPDATE "provider_customer" AS l SET "mode" = c."mode" FROM "customer_creation" AS c
WHERE c."customer_id" = l."customer_id" AND c."provider" = l."provider" AND c."account" = l."account"
  AND c."external_id" = l."external_id" AND c."state" = 'SUCCEEDED' AND c."mode" <> 'LIVE';

-- CreateTable
CREATE TABLE "account_mode" (
    "provider" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_mode_pkey" PRIMARY KEY ("provider","account","mode")
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_creation_idempotency_key_mode_key" ON "customer_creation"("idempotency_key", "mode");

-- CreateIndex
CREATE UNIQUE INDEX "customer_creation_live_customer_key" ON "customer_creation"("customer_id", "provider", "account", "mode") WHERE (state <> 'FAILED' AND attempts > 0);

-- CreateIndex
CREATE UNIQUE INDEX "customer_creation_live_reference_key" ON "customer_creation"("reference", "provider", "account", "mode") WHERE (state <> 'FAILED' AND attempts > 0 AND reference IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "provider_customer_external_id_provider_account_mode_key" ON "provider_customer"("external_id", "provider", "account", "mode");

-- CreateIndex
CREATE UNIQUE INDEX "provider_customer_customer_id_provider_account_mode_key" ON "provider_customer"("customer_id", "provider", "account", "mode");
