-- AlterTable
ALTER TABLE "bots" ADD COLUMN     "journal_anchor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "journal_anchor_hash" BYTEA,
ADD COLUMN     "journal_hash" BYTEA,
ADD COLUMN     "journal_sequence" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "journal_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "journal_blocks" (
    "bot_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "entries" INTEGER NOT NULL,
    "base" BIGINT NOT NULL,
    "tick_key" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hash" BYTEA NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "journal_blocks_pkey" PRIMARY KEY ("bot_id","sequence")
);

-- CreateTable
CREATE TABLE "journal_settings" (
    "bot_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "content" TEXT NOT NULL,
    "last_sequence" BIGINT NOT NULL,

    CONSTRAINT "journal_settings_pkey" PRIMARY KEY ("bot_id","hash")
);

-- AddForeignKey
ALTER TABLE "journal_blocks" ADD CONSTRAINT "journal_blocks_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journal_settings" ADD CONSTRAINT "journal_settings_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say: hashes are SHA-256, and a block is compressed against itself or an earlier one.
ALTER TABLE "bots"
  ADD CONSTRAINT "bots_journal" CHECK (journal_anchor >= 0 AND journal_sequence >= journal_anchor
    AND (journal_sequence = 0) = (journal_hash IS NULL) AND (journal_anchor = 0) = (journal_anchor_hash IS NULL));
ALTER TABLE "journal_blocks"
  ADD CONSTRAINT "journal_blocks_place" CHECK (sequence > 0 AND entries > 0 AND base BETWEEN 1 AND sequence),
  ADD CONSTRAINT "journal_blocks_hash" CHECK (length(hash) = 32);
ALTER TABLE "journal_settings"
  ADD CONSTRAINT "journal_settings_hash" CHECK (length(hash) = 32);
