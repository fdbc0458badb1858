-- CreateTable
CREATE TABLE "provider_quota" (
    "key" TEXT NOT NULL,
    "reserved" TIMESTAMPTZ(6)[],
    "granted" BOOLEAN NOT NULL,

    CONSTRAINT "provider_quota_pkey" PRIMARY KEY ("key")
);
