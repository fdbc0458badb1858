-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "duplicate_external_ids" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "customer_creation_duplicates_idx" ON "customer_creation"("id") WHERE (duplicate_external_ids <> '{}');
