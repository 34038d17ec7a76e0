-- AlterTable
ALTER TABLE "bots" ADD COLUMN     "interval_since" TIMESTAMPTZ(3),
ADD COLUMN     "prompt_key" BIGINT NOT NULL DEFAULT 0;
