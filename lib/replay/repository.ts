import 'server-only'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import { openPaperBooks } from '@/lib/domain/simulation/paper-books'
import type { ReplayConfig } from './config'

export type ReplayRows = { readonly userId: string; readonly accountId: string; readonly botId: string }

/** Writes the rows a replay ticks on: one running bot with its pairs on a paper account of its own. */
export async function insertReplay(
  db: PrismaClient,
  rows: ReplayRows,
  config: ReplayConfig,
  pairIds: readonly string[],
  intervalSec: number,
  startedAt: Date,
): Promise<void> {
  const { userId: tenantId, accountId, botId } = rows
  await db.user.create({
    data: { id: tenantId, email: `${tenantId}@replay.invalid`, passwordHash: '', status: 'ACTIVE' },
  })
  await db.exchangeAccount.create({
    data: {
      id: accountId,
      tenantId,
      label: 'Replay',
      exchange: 'paper',
      environment: 'paper',
      market: { kind: 'simulated', seed: 'replay' },
      ledgerBalance: config.deposit,
      openingBalance: config.deposit,
      paper: { create: { state: openPaperBooks(config.deposit) as unknown as Prisma.InputJsonValue } },
    },
  })
  await db.bot.create({
    data: {
      ...{ id: botId, tenantId, accountId, name: 'Replay', status: 'RUNNING', requestKey: botId },
      ...{ intervalSec, startedAt },
    },
  })
  await db.tradingPair.createMany({
    data: config.pairs.map((pair, position) => ({
      ...{ id: pairIds[position] ?? '', tenantId, botId, accountId, position, holdsMarket: true },
      ...{ symbol: pair.symbol, side: pair.side, leverage: pair.leverage, strategy: pair.strategy },
      config: pair.config as Prisma.InputJsonValue,
    })),
  })
}

/** Everything a replay left behind, in order of booking. Amounts are decimal strings, instants ISO strings. */
export type ReplayBooks = {
  readonly deals: readonly ReplayDeal[]
  readonly trades: readonly ReplayTrade[]
  readonly funding: readonly { readonly amount: string; readonly at: string }[]
  /** Money moved by fills of orders, whether or not their trade is written yet: gross less fees. */
  readonly filled: { readonly gross: string; readonly fees: string }
  /** Money moved by liquidations, which no order of ours caused. */
  readonly liquidated: { readonly gross: string; readonly fees: string }
  readonly refusals: readonly { readonly cause: string; readonly count: number }[]
  readonly orders: Readonly<Record<string, number>>
  readonly ledgerBalance: string
  readonly venueWallet: string
  readonly openQuantity: string
  /** Result so far (realised and not) at each sampled tick, oldest first, in quote. */
  readonly results: readonly number[]
  readonly unrealised: string
}

export type ReplayDeal = {
  readonly number: number
  readonly symbol: string
  readonly side: string
  readonly status: string
  readonly level: number
  readonly peakQuantity: string
  readonly entryCost: string
  readonly gross: string
  readonly fees: string
  readonly funding: string
  readonly net: string
  readonly openedAt: string
  readonly endedAt: string | null
  readonly endReason: string | null
}

export type ReplayTrade = {
  readonly at: string
  readonly deal: number
  readonly symbol: string
  readonly side: string
  readonly action: string
  readonly quantity: string
  readonly price: string
  readonly fee: string
  readonly pnl: string
  readonly balanceAfter: string
  readonly reason: string
}

/** Reads what a replay left behind. */
export async function readReplay(db: PrismaClient, rows: ReplayRows): Promise<ReplayBooks> {
  const { botId, accountId } = rows
  const [deals, trades, funding, money, refusals, statuses, points] = await Promise.all([
    db.$queryRaw<ReplayDeal[]>`
      SELECT d.number, p.symbol, p.side, d.status, d.level, trim_scale(d.peak_quantity)::text AS "peakQuantity",
        trim_scale(d.entry_cost)::text AS "entryCost", trim_scale(d.realised_gross)::text AS gross,
        trim_scale(d.entry_fees + d.exit_fees)::text AS fees, trim_scale(d.funding)::text AS funding,
        trim_scale(d.realised_gross - d.entry_fees - d.exit_fees + d.funding)::text AS net,
        ${iso('d.opened_at')} AS "openedAt", ${iso('d.ended_at')} AS "endedAt", d.end_reason AS "endReason"
      FROM deals d JOIN trading_pairs p ON p.id = d.pair_id WHERE d.bot_id = ${botId} ORDER BY d.opened_at, p.position`,
    db.$queryRaw<ReplayTrade[]>`
      SELECT ${iso('t.at')} AS at, d.number AS deal, t.symbol, t.side, t.action, trim_scale(t.quantity)::text AS quantity,
        trim_scale(t.price)::text AS price, trim_scale(t.fee)::text AS fee, trim_scale(t.pnl)::text AS pnl,
        trim_scale(t.balance_after)::text AS "balanceAfter", t.reason
      FROM trades t JOIN deals d ON d.id = t.deal_id WHERE t.bot_id = ${botId} ORDER BY t.ledger_sequence`,
    db.$queryRaw<ReplayBooks['funding'][number][]>`
      SELECT trim_scale(amount)::text AS amount, ${iso('at')} AS at FROM funding_payments WHERE bot_id = ${botId} ORDER BY ledger_sequence`,
    readMoney(db, rows),
    db.$queryRaw<ReplayBooks['refusals'][number][]>`
      SELECT coalesce(refusal, 'unknown') AS cause, count(*)::int AS count FROM orders
      WHERE bot_id = ${botId} AND status = 'REJECTED' GROUP BY 1 ORDER BY 2 DESC`,
    db.$queryRaw<{ status: string; count: number }[]>`
      SELECT status, count(*)::int AS count FROM orders WHERE bot_id = ${botId} AND account_id = ${accountId} GROUP BY 1`,
    db.$queryRaw<{ result: number }[]>`
      SELECT (realised + unrealised)::float8 AS result FROM equity_points WHERE bot_id = ${botId} ORDER BY at`,
  ])
  const orders = Object.fromEntries(statuses.map(({ status, count }) => [status, count]))
  const results = points.map(({ result }) => result)
  return { deals, trades, funding, ...money, refusals, orders, results }
}

type Money = Pick<
  ReplayBooks,
  'filled' | 'liquidated' | 'ledgerBalance' | 'venueWallet' | 'openQuantity' | 'unrealised'
>

async function readMoney(db: PrismaClient, { botId, accountId }: ReplayRows): Promise<Money> {
  const [row] = await db.$queryRaw<Money[]>`
    SELECT (SELECT json_build_object('gross', coalesce(sum(f.gross), 0)::text, 'fees', coalesce(sum(f.fee), 0)::text)
        FROM fills f WHERE f.account_id = a.id) AS filled,
      (SELECT json_build_object('gross', coalesce(sum(t.gross), 0)::text, 'fees', coalesce(sum(t.fee), 0)::text)
        FROM trades t WHERE t.bot_id = ${botId} AND t.venue_event_id IS NOT NULL) AS liquidated,
      trim_scale(a.ledger_balance)::text AS "ledgerBalance",
      trim_scale((p.state->>'walletUnits')::numeric / 100000000)::text AS "venueWallet",
      (SELECT coalesce(trim_scale(sum(quantity)), 0)::text FROM deals WHERE bot_id = ${botId} AND ended_at IS NULL) AS "openQuantity",
      (SELECT trim_scale(unrealised_pnl)::text FROM bots WHERE id = ${botId}) AS unrealised
    FROM exchange_accounts a JOIN paper_accounts p ON p.account_id = a.id WHERE a.id = ${accountId}`
  if (row === undefined) throw new Error('the replay account vanished')
  return row
}

const iso = (column: string) =>
  Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
