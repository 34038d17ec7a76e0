-- AlterTable
ALTER TABLE "trading_pairs" ADD COLUMN     "memory" JSONB,
ADD COLUMN     "realised_pnl" DECIMAL(38,18) NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "deals_pair_id_ended_at_idx" ON "deals"("pair_id", "ended_at");

-- What was booked for each pair before there was a column for it.
UPDATE trading_pairs p SET realised_pnl =
  coalesce((SELECT sum(t.pnl) FROM trades t WHERE t.pair_id = p.id), 0)
  + coalesce((SELECT sum(f.amount) FROM funding_payments f WHERE f.pair_id = p.id), 0);

-- Orders that trade at once within a limit, and orders that only rest.
ALTER TABLE "orders" DROP CONSTRAINT "orders_kind",
  ADD CONSTRAINT "orders_kind"
    CHECK (kind IN ('market', 'limit', 'post-only', 'ioc', 'stop') AND (kind = 'market') = (price IS NULL));
