-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "profile_version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "profile_version" INTEGER;

-- AlterTable
ALTER TABLE "provider_customer" ADD COLUMN     "details" JSONB,
ADD COLUMN     "profile_version" INTEGER,
ADD COLUMN     "provider_created_at" TIMESTAMPTZ(3);
