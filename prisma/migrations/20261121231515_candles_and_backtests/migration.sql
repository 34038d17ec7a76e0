-- CreateTable
CREATE TABLE "candle_days" (
    "source" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "bar_ms" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,
    "candles" BYTEA NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "candle_days_pkey" PRIMARY KEY ("source","symbol","bar_ms","day")
);

-- CreateTable
CREATE TABLE "candle_uploads" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "bar_ms" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "first_open" TIMESTAMPTZ(3) NOT NULL,
    "last_open" TIMESTAMPTZ(3) NOT NULL,
    "missing" INTEGER NOT NULL,
    "gaps" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "candle_uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "candle_upload_parts" (
    "tenant_id" TEXT NOT NULL,
    "upload_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "first_open" TIMESTAMPTZ(3) NOT NULL,
    "last_open" TIMESTAMPTZ(3) NOT NULL,
    "candles" BYTEA NOT NULL,

    CONSTRAINT "candle_upload_parts_pkey" PRIMARY KEY ("upload_id","position")
);

-- CreateTable
CREATE TABLE "backtests" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "request_key" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "phase" TEXT NOT NULL DEFAULT 'waiting',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "lease_token" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01 00:00:00 +00:00',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "fingerprint" TEXT,
    "summary" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "backtests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backtest_parts" (
    "tenant_id" TEXT NOT NULL,
    "backtest_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "backtest_parts_pkey" PRIMARY KEY ("backtest_id","kind","position")
);

-- CreateIndex
CREATE INDEX "candle_days_used_at_idx" ON "candle_days"("used_at");

-- CreateIndex
CREATE INDEX "candle_uploads_tenant_id_created_at_idx" ON "candle_uploads"("tenant_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "candle_uploads_tenant_id_id_key" ON "candle_uploads"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "backtests_tenant_id_created_at_id_idx" ON "backtests"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "backtests_open" ON "backtests"("lease_until") WHERE ("ended_at" IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "backtests_tenant_id_id_key" ON "backtests"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "backtests_tenant_id_request_key_key" ON "backtests"("tenant_id", "request_key");

-- AddForeignKey
ALTER TABLE "candle_uploads" ADD CONSTRAINT "candle_uploads_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "candle_upload_parts" ADD CONSTRAINT "candle_upload_parts_tenant_id_upload_id_fkey" FOREIGN KEY ("tenant_id", "upload_id") REFERENCES "candle_uploads"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backtests" ADD CONSTRAINT "backtests_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backtest_parts" ADD CONSTRAINT "backtest_parts_tenant_id_backtest_id_fkey" FOREIGN KEY ("tenant_id", "backtest_id") REFERENCES "backtests"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What every writer must hold, also one that went around the application.
ALTER TABLE "candle_days"
  ADD CONSTRAINT "candle_days_source" CHECK (source IN ('bybit', 'phemex', 'binance', 'kraken')),
  ADD CONSTRAINT "candle_days_bar" CHECK (bar_ms BETWEEN 60000 AND 86400000 AND count BETWEEN 0 AND 86400000 / bar_ms);

ALTER TABLE "candle_uploads"
  ADD CONSTRAINT "candle_uploads_range" CHECK (bar_ms > 0 AND count > 1 AND missing >= 0 AND first_open < last_open);

ALTER TABLE "backtests"
  ADD CONSTRAINT "backtests_status" CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  ADD CONSTRAINT "backtests_end" CHECK ((ended_at IS NULL) = (status IN ('queued', 'running'))),
  ADD CONSTRAINT "backtests_result" CHECK ((status = 'done') = (summary IS NOT NULL) AND (status = 'done') = (fingerprint IS NOT NULL)),
  ADD CONSTRAINT "backtests_failure" CHECK ((status = 'failed') = (failure IS NOT NULL)),
  ADD CONSTRAINT "backtests_progress" CHECK (done >= 0 AND total >= 0);
