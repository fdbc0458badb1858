-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "sent_at" TIMESTAMPTZ(3);
