import 'server-only'
import { Prisma, type PrismaClient } from '@/generated/prisma/client'
import { reservedCapital, reservedShare } from '@/lib/bots/reservations/repository'
import { STOPS_REMEMBERED } from '@/lib/domain/strategies/contract'
import type { BotAggregate } from './aggregate'

/** An instant column as whole milliseconds since the epoch. */
const millis = (column: string): Prisma.Sql => Prisma.raw(`(extract(epoch FROM ${column}) * 1000)::bigint`)

const orderJsonOf = (deal: string): Prisma.Sql => Prisma.sql`json_build_object(
  'id', o.id, 'dealId', o.deal_id, 'dealNumber', ${Prisma.raw(deal)}.number, 'key', o.key, 'attempt', o.attempt,
  'clientOrderId', o.client_order_id, 'side', o.side, 'kind', o.kind, 'price', o.price::text, 'quantity', o.quantity::text,
  'filledQuantity', o.filled_quantity::text, 'filledCost', o.filled_cost::text, 'reduceOnly', o.reduce_only, 'status', o.status,
  'leaseToken', o.lease_token::text, 'reason', o.reason, 'plannedAt', ${millis('o.planned_at')}, 'sentAt', ${millis('o.sent_at')},
  'refusal', o.refusal, 'traded', o.traded)`
const orderJson = orderJsonOf('d')
const strayJson = orderJsonOf('e')

/** Reads everything one tick needs in one statement, after the lease was won, so that nothing read is older than the lease. */
export async function loadAggregate(db: PrismaClient, botId: string): Promise<BotAggregate> {
  const [row] = await db.$queryRaw<{ aggregate: BotAggregate }[]>`
    SELECT json_build_object(
      'id', b.id, 'tenantId', b.tenant_id, 'name', b.name, 'status', b.status, 'stopMode', b.stop_mode,
      'configVersion', b.config_version, 'startedAt', ${millis('b.started_at')}, 'eventCursor', b.event_cursor,
      'user', json_build_object('status', u.status, 'plan', u.plan),
      'account', json_build_object('id', a.id, 'exchange', a.exchange, 'environment', a.environment, 'market', a.market,
        'reservedElsewhere', (SELECT json_build_object('capital', ${reservedCapital}, 'share', ${reservedShare}) FROM trading_pairs r
          WHERE r.account_id = a.id AND r.holds_market AND r.bot_id <> b.id)),
      'pairs', (SELECT coalesce(json_agg(json_build_object(
        'id', p.id, 'symbol', p.symbol, 'side', p.side, 'leverage', p.leverage, 'strategy', p.strategy, 'config', p.config,
        'settingsConfirmed', p.settings_confirmed, 'closeRequested', p.close_requested_at IS NOT NULL, 'dealCount', p.deal_count,
        'lastDeal', CASE WHEN p.last_deal_ended_at IS NULL THEN NULL
          ELSE json_build_object('endedAt', ${millis('p.last_deal_ended_at')}, 'status', p.last_deal_status) END,
        'realisedPnl', p.realised_pnl::text, 'memory', p.memory,
        'stops', (SELECT coalesce(json_agg(json_build_object('at', ${millis('s.ended_at')}, 'reason', s.end_reason)
          ORDER BY s.ended_at DESC), '[]'::json)
          FROM (SELECT ended_at, end_reason FROM deals WHERE pair_id = p.id AND status IN ('stopped', 'liquidated')
            ORDER BY ended_at DESC LIMIT ${STOPS_REMEMBERED}) s),
        'condition', json_build_object('code', p.condition_code, 'logId', p.condition_log_id::text),
        'deal', CASE WHEN d.id IS NULL THEN NULL ELSE json_build_object(
          'id', d.id, 'number', d.number, 'status', d.status, 'configVersion', d.config_version, 'config', d.config,
          'leverage', d.leverage, 'state', d.state, 'quantity', d.quantity::text, 'averageEntry', d.average_entry::text,
          'entryCost', d.entry_cost::text, 'entryFees', d.entry_fees::text, 'exitFees', d.exit_fees::text,
          'realisedGross', d.realised_gross::text, 'funding', d.funding::text, 'peakQuantity', d.peak_quantity::text,
          'level', d.level, 'openedAt', ${millis('d.opened_at')}) END,
        'orders', (SELECT coalesce(json_agg(${orderJson} ORDER BY o.planned_at, o.key, o.attempt), '[]'::json)
          FROM orders o WHERE o.deal_id = d.id),
        'strays', (SELECT coalesce(json_agg(${strayJson}), '[]'::json)
          FROM orders o JOIN deals e ON e.id = o.deal_id
          WHERE o.bot_id = b.id AND o.pair_id = p.id AND o.ended_at IS NULL AND e.ended_at IS NOT NULL)
        ) ORDER BY p.position), '[]'::json)
        FROM trading_pairs p LEFT JOIN deals d ON d.pair_id = p.id AND d.ended_at IS NULL
        WHERE p.bot_id = b.id)
    ) AS aggregate
    FROM bots b JOIN users u ON u.id = b.tenant_id JOIN exchange_accounts a ON a.id = b.account_id
    WHERE b.id = ${botId}`
  if (row === undefined) throw new Error(`bot ${botId} vanished while its lease was held`)
  return row.aggregate
}
