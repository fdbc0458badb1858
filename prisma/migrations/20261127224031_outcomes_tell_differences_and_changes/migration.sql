-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "changed" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "differences" JSONB NOT NULL DEFAULT '[]';
