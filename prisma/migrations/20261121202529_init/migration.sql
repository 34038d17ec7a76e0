-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'USER',
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "status_reason" TEXT,
    "status_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "plan" TEXT NOT NULL DEFAULT 'FREE',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_sessions" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "ip_prefix" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exchange_accounts" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "exchange" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "market" JSONB,
    "credentials" JSONB,
    "credentials_hint" TEXT,
    "ledger_balance" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "ledger_sequence" BIGINT NOT NULL DEFAULT 0,
    "opening_balance" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "exchange_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "paper_accounts" (
    "account_id" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "paper_accounts_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "paper_orders" (
    "account_id" TEXT NOT NULL,
    "client_order_id" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_orders_pkey" PRIMARY KEY ("account_id","client_order_id")
);

-- CreateTable
CREATE TABLE "paper_events" (
    "account_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "event" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_events_pkey" PRIMARY KEY ("account_id","sequence")
);

-- CreateTable
CREATE TABLE "bots" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "status_reason" TEXT,
    "status_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stop_mode" TEXT,
    "interval_sec" INTEGER NOT NULL DEFAULT 300,
    "config_version" INTEGER NOT NULL DEFAULT 1,
    "request_key" TEXT NOT NULL,
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "lease_token" BIGINT NOT NULL DEFAULT 0,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01 00:00:00 +00:00',
    "last_key" BIGINT NOT NULL DEFAULT 0,
    "last_tick_at" TIMESTAMPTZ(3),
    "next_run_at" TIMESTAMPTZ(3),
    "event_cursor" TEXT NOT NULL DEFAULT '',
    "realised_pnl" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "fees_paid" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "funding_net" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "unrealised_pnl" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "bots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trading_pairs" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "leverage" DOUBLE PRECISION NOT NULL,
    "strategy" TEXT NOT NULL DEFAULT 'dca',
    "config" JSONB NOT NULL,
    "holds_market" BOOLEAN NOT NULL DEFAULT false,
    "settings_confirmed" BOOLEAN NOT NULL DEFAULT false,
    "close_requested_at" TIMESTAMPTZ(3),
    "deal_count" INTEGER NOT NULL DEFAULT 0,
    "last_deal_ended_at" TIMESTAMPTZ(3),
    "last_deal_status" TEXT,
    "condition_code" TEXT NOT NULL DEFAULT 'stopped',
    "condition_detail" JSONB NOT NULL DEFAULT '{}',
    "condition_further" JSONB NOT NULL DEFAULT '[]',
    "condition_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "condition_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "condition_log_id" BIGINT,
    "last_facts" JSONB,

    CONSTRAINT "trading_pairs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deals" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "pair_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "config_version" INTEGER NOT NULL,
    "config" JSONB NOT NULL,
    "leverage" DOUBLE PRECISION NOT NULL,
    "state" JSONB NOT NULL,
    "quantity" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "average_entry" DECIMAL(38,18),
    "entry_cost" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "entry_fees" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "exit_fees" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "realised_gross" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "funding" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "peak_quantity" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "level" INTEGER NOT NULL DEFAULT 0,
    "dust" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

    CONSTRAINT "deals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "pair_id" TEXT NOT NULL,
    "deal_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "client_order_id" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "price" DECIMAL(38,18),
    "quantity" DECIMAL(38,18) NOT NULL,
    "reduce_only" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PLANNED',
    "lease_token" BIGINT NOT NULL,
    "tick_key" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "venue_order_id" TEXT,
    "filled_quantity" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "filled_cost" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "fee" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "gross" DECIMAL(38,18) NOT NULL DEFAULT 0,
    "refusal" TEXT,
    "traded" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fills" (
    "account_id" TEXT NOT NULL,
    "fill_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "quantity" DECIMAL(38,18) NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "fee" DECIMAL(38,18) NOT NULL,
    "gross" DECIMAL(38,18) NOT NULL,
    "liquidity" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fills_pkey" PRIMARY KEY ("account_id","fill_id")
);

-- CreateTable
CREATE TABLE "trades" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "pair_id" TEXT NOT NULL,
    "deal_id" TEXT NOT NULL,
    "order_id" TEXT,
    "venue_event_id" TEXT,
    "environment" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "quantity" DECIMAL(38,18) NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "fee" DECIMAL(38,18) NOT NULL,
    "gross" DECIMAL(38,18) NOT NULL,
    "pnl" DECIMAL(38,18) NOT NULL,
    "balance_after" DECIMAL(38,18) NOT NULL,
    "ledger_sequence" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "details" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trades_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "funding_payments" (
    "account_id" TEXT NOT NULL,
    "venue_event_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "pair_id" TEXT NOT NULL,
    "deal_id" TEXT,
    "symbol" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "quantity" DECIMAL(38,18) NOT NULL,
    "mark_price" DECIMAL(38,18) NOT NULL,
    "rate" DECIMAL(38,18) NOT NULL,
    "amount" DECIMAL(38,18) NOT NULL,
    "balance_after" DECIMAL(38,18) NOT NULL,
    "ledger_sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "funding_payments_pkey" PRIMARY KEY ("account_id","venue_event_id")
);

-- CreateTable
CREATE TABLE "ticks" (
    "bot_id" TEXT NOT NULL,
    "key" BIGINT NOT NULL,
    "lease_token" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL,
    "summary" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,

    CONSTRAINT "ticks_pkey" PRIMARY KEY ("bot_id","key")
);

-- CreateTable
CREATE TABLE "bot_logs" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "pair_id" TEXT,
    "level" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "context" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "repeats" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "bot_logs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "equity_points" (
    "bot_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "realised" DECIMAL(38,18) NOT NULL,
    "unrealised" DECIMAL(38,18) NOT NULL,

    CONSTRAINT "equity_points_pkey" PRIMARY KEY ("bot_id","at")
);

-- CreateTable
CREATE TABLE "dispatch_messages" (
    "id" BIGSERIAL NOT NULL,
    "dedup_id" TEXT NOT NULL,
    "subject" TEXT,
    "route" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "flow" TEXT,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL DEFAULT 4,
    "timeout_sec" INTEGER NOT NULL DEFAULT 60,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "lease_until" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "dispatch_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispatcher_leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dispatcher_leases_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation_facts" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_facts_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "users_status_created_at_idx" ON "users"("status", "created_at");

-- CreateIndex
CREATE INDEX "user_sessions_user_id_created_at_idx" ON "user_sessions"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "exchange_accounts_tenant_id_created_at_idx" ON "exchange_accounts"("tenant_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "exchange_accounts_tenant_id_id_key" ON "exchange_accounts"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "bots_tenant_id_created_at_id_idx" ON "bots"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "bots_due" ON "bots"("next_run_at");

-- CreateIndex
CREATE UNIQUE INDEX "bots_tenant_id_id_key" ON "bots"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "bots_tenant_id_request_key_key" ON "bots"("tenant_id", "request_key");

-- CreateIndex
CREATE INDEX "trading_pairs_bot_id_position_idx" ON "trading_pairs"("bot_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "trading_pairs_tenant_id_id_key" ON "trading_pairs"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "trading_pairs_bot_id_symbol_side_key" ON "trading_pairs"("bot_id", "symbol", "side");

-- CreateIndex
CREATE UNIQUE INDEX "pairs_one_holder_per_market" ON "trading_pairs"("account_id", "symbol", "side") WHERE ("holds_market" = true);

-- CreateIndex
CREATE INDEX "deals_bot_id_opened_at_id_idx" ON "deals"("bot_id", "opened_at", "id");

-- CreateIndex
CREATE INDEX "deals_tenant_id_opened_at_id_idx" ON "deals"("tenant_id", "opened_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "deals_tenant_id_id_key" ON "deals"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "deals_pair_id_number_key" ON "deals"("pair_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "deals_one_open_per_pair" ON "deals"("pair_id") WHERE ("ended_at" IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "orders_client_order_id_key" ON "orders"("client_order_id");

-- CreateIndex
CREATE INDEX "orders_open_by_bot" ON "orders"("bot_id") WHERE ("ended_at" IS NULL);

-- CreateIndex
CREATE INDEX "orders_bot_id_planned_at_id_idx" ON "orders"("bot_id", "planned_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "orders_deal_id_key_attempt_key" ON "orders"("deal_id", "key", "attempt");

-- CreateIndex
CREATE INDEX "fills_order_id_idx" ON "fills"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "trades_order_id_key" ON "trades"("order_id");

-- CreateIndex
CREATE INDEX "trades_tenant_id_at_id_idx" ON "trades"("tenant_id", "at", "id");

-- CreateIndex
CREATE INDEX "trades_bot_id_at_id_idx" ON "trades"("bot_id", "at", "id");

-- CreateIndex
CREATE INDEX "trades_deal_id_idx" ON "trades"("deal_id");

-- CreateIndex
CREATE UNIQUE INDEX "trades_account_id_ledger_sequence_key" ON "trades"("account_id", "ledger_sequence");

-- CreateIndex
CREATE UNIQUE INDEX "trades_account_id_venue_event_id_key" ON "trades"("account_id", "venue_event_id");

-- CreateIndex
CREATE INDEX "funding_payments_bot_id_at_idx" ON "funding_payments"("bot_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "funding_payments_account_id_ledger_sequence_key" ON "funding_payments"("account_id", "ledger_sequence");

-- CreateIndex
CREATE INDEX "bot_logs_bot_id_id_idx" ON "bot_logs"("bot_id", "id");

-- CreateIndex
CREATE INDEX "bot_logs_tenant_id_id_idx" ON "bot_logs"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "equity_points_tenant_id_at_idx" ON "equity_points"("tenant_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "dispatch_messages_dedup_id_key" ON "dispatch_messages"("dedup_id");

-- CreateIndex
CREATE INDEX "dispatch_messages_open" ON "dispatch_messages"("not_before") WHERE ("finished_at" IS NULL);

-- CreateIndex
CREATE INDEX "dispatch_messages_status_finished_at_idx" ON "dispatch_messages"("status", "finished_at");

-- CreateIndex
CREATE UNIQUE INDEX "dispatch_messages_one_per_subject" ON "dispatch_messages"("subject") WHERE ("finished_at" IS NULL);

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_id_idx" ON "audit_entries"("tenant_id", "id");

-- AddForeignKey
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exchange_accounts" ADD CONSTRAINT "exchange_accounts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "paper_accounts" ADD CONSTRAINT "paper_accounts_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "exchange_accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bots" ADD CONSTRAINT "bots_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bots" ADD CONSTRAINT "bots_tenant_id_account_id_fkey" FOREIGN KEY ("tenant_id", "account_id") REFERENCES "exchange_accounts"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trading_pairs" ADD CONSTRAINT "trading_pairs_tenant_id_bot_id_fkey" FOREIGN KEY ("tenant_id", "bot_id") REFERENCES "bots"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deals" ADD CONSTRAINT "deals_tenant_id_pair_id_fkey" FOREIGN KEY ("tenant_id", "pair_id") REFERENCES "trading_pairs"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_tenant_id_deal_id_fkey" FOREIGN KEY ("tenant_id", "deal_id") REFERENCES "deals"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fills" ADD CONSTRAINT "fills_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticks" ADD CONSTRAINT "ticks_bot_id_fkey" FOREIGN KEY ("bot_id") REFERENCES "bots"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema language cannot say. States are closed lists (the unions of lib/domain); money that cannot be negative is not.
ALTER TABLE "users"
  ADD CONSTRAINT "users_role" CHECK (role IN ('USER', 'ADMIN')),
  ADD CONSTRAINT "users_status" CHECK (status IN ('PENDING', 'ACTIVE', 'REJECTED', 'SUSPENDED')),
  ADD CONSTRAINT "users_plan" CHECK (plan IN ('FREE', 'BASIC', 'PRO', 'ENTERPRISE'));

ALTER TABLE "exchange_accounts"
  ADD CONSTRAINT "exchange_accounts_environment" CHECK (environment IN ('paper', 'testnet', 'live')),
  ADD CONSTRAINT "exchange_accounts_paper_needs_no_key" CHECK (environment <> 'paper' OR credentials IS NULL);

ALTER TABLE "bots"
  ADD CONSTRAINT "bots_status" CHECK (status IN ('DRAFT', 'RUNNING', 'PAUSED', 'EXIT_ONLY', 'STOPPING', 'STOPPED', 'ERROR', 'DELETED')),
  ADD CONSTRAINT "bots_stop_mode" CHECK (stop_mode IN ('keep-exits', 'cancel-orders', 'close')),
  ADD CONSTRAINT "bots_interval" CHECK (interval_sec BETWEEN 30 AND 86400);

ALTER TABLE "trading_pairs"
  ADD CONSTRAINT "trading_pairs_side" CHECK (side IN ('long', 'short')),
  ADD CONSTRAINT "trading_pairs_leverage" CHECK (leverage >= 1 AND leverage <= 200);

ALTER TABLE "deals"
  ADD CONSTRAINT "deals_status" CHECK (status IN ('opening', 'active', 'trailing', 'closing', 'completed', 'stopped', 'closed-by-user',
    'closed-outside', 'liquidated', 'cancelled', 'failed')),
  ADD CONSTRAINT "deals_end" CHECK ((ended_at IS NULL) = (status IN ('opening', 'active', 'trailing', 'closing'))),
  ADD CONSTRAINT "deals_quantity" CHECK (quantity >= 0);

ALTER TABLE "orders"
  ADD CONSTRAINT "orders_status" CHECK (status IN ('PLANNED', 'SENT', 'UNKNOWN', 'ACK', 'PARTIAL', 'FILLED', 'CANCELLED', 'REJECTED', 'ABANDONED')),
  ADD CONSTRAINT "orders_end" CHECK ((ended_at IS NULL) = (status IN ('PLANNED', 'SENT', 'UNKNOWN', 'ACK', 'PARTIAL'))),
  ADD CONSTRAINT "orders_sent_before_known" CHECK (sent_at IS NOT NULL OR status IN ('PLANNED', 'ABANDONED')),
  ADD CONSTRAINT "orders_side" CHECK (side IN ('buy', 'sell')),
  ADD CONSTRAINT "orders_kind" CHECK (kind IN ('market', 'limit', 'stop') AND (kind = 'market') = (price IS NULL)),
  ADD CONSTRAINT "orders_quantity" CHECK (quantity > 0 AND filled_quantity >= 0);

ALTER TABLE "fills"
  ADD CONSTRAINT "fills_amounts" CHECK (quantity > 0 AND price > 0),
  ADD CONSTRAINT "fills_liquidity" CHECK (liquidity IN ('maker', 'taker'));

ALTER TABLE "trades"
  ADD CONSTRAINT "trades_action" CHECK (action IN ('OPENED', 'ADDED', 'REDUCED', 'CLOSED')),
  ADD CONSTRAINT "trades_environment" CHECK (environment IN ('paper', 'testnet', 'live')),
  ADD CONSTRAINT "trades_result" CHECK (pnl = gross - fee),
  ADD CONSTRAINT "trades_cause" CHECK ((order_id IS NULL) <> (venue_event_id IS NULL));

ALTER TABLE "ticks"
  ADD CONSTRAINT "ticks_outcome" CHECK (outcome IN ('DONE', 'FAILED'));

ALTER TABLE "bot_logs"
  ADD CONSTRAINT "bot_logs_level" CHECK (level IN ('info', 'warn', 'error'));

ALTER TABLE "dispatch_messages"
  ADD CONSTRAINT "dispatch_messages_status" CHECK (status IN ('pending', 'active', 'done', 'dead')),
  ADD CONSTRAINT "dispatch_messages_end" CHECK ((finished_at IS NULL) = (status IN ('pending', 'active')));

-- The audit log is append only, for everyone.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are never changed or deleted';
END $$;

CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
