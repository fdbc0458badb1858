-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "key_base" TEXT;

-- CreateIndex
CREATE INDEX "customer_creation_failed_key_idx" ON "customer_creation"("key_base") WHERE (state = 'FAILED' AND key_base IS NOT NULL);
