-- AlterTable
ALTER TABLE "customer_creation" ADD COLUMN     "merchant" TEXT,
ADD COLUMN     "mode" TEXT;
