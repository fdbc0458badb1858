-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "recovery_starts" INTEGER NOT NULL DEFAULT 0;
