-- AlterTable
ALTER TABLE "idempotency_key" ADD COLUMN     "request" TEXT;
