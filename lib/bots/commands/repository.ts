import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import type { PromptRun } from '@/lib/bots/prompt-run'
import { isMarketHeld } from '@/lib/bots/creation/repository'
import { recordEvent, type BotEvent } from '@/lib/bots/history/repository'
import { reservedCapital, reservedShare } from '@/lib/bots/reservations/repository'
import { db } from '@/lib/db'
import type { BotStatus } from '@/lib/domain/bot-status'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { StopMode } from '@/lib/domain/strategies/contract'
import type { Reservation } from '@/lib/domain/strategies/reservation'

/** A bot as its commands see it. */
export type CommandedBot = {
  readonly id: string
  readonly name: string
  readonly status: BotStatus
  readonly stopMode: StopMode | null
  readonly intervalSec: number
  readonly lastKey: number
  readonly configVersion: number
  readonly account: {
    readonly id: string
    readonly environment: string
    readonly market: unknown
    readonly ledgerBalance: string
    /** What the account's other live bots have reserved. */
    readonly reservedElsewhere: Reservation
  }
  readonly pairs: readonly CommandedPair[]
}

export type CommandedPair = {
  readonly id: string
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
  readonly strategy: string
  readonly config: unknown
  readonly hasOpenDeal: boolean
}

/** The tenant's bot with its pairs; null when it is not his, was deleted or never was. */
export async function commandedBot(tenant: Tenant, botId: string): Promise<CommandedBot | null> {
  const [row] = await db().$queryRaw<{ bot: CommandedBot }[]>`
    SELECT json_build_object('id', b.id, 'name', b.name, 'status', b.status, 'stopMode', b.stop_mode, 'intervalSec', b.interval_sec,
      'lastKey', b.last_key, 'configVersion', b.config_version,
      'account', json_build_object('id', a.id, 'environment', a.environment, 'market', a.market,
        'ledgerBalance', a.ledger_balance::text,
        'reservedElsewhere', (SELECT json_build_object('capital', ${reservedCapital}, 'share', ${reservedShare}) FROM trading_pairs r
          WHERE r.account_id = a.id AND r.holds_market AND r.bot_id <> b.id)),
      'pairs', (SELECT coalesce(json_agg(json_build_object('id', p.id, 'symbol', p.symbol, 'side', p.side, 'leverage', p.leverage,
          'strategy', p.strategy, 'config', p.config, 'hasOpenDeal', EXISTS (SELECT 1 FROM deals d WHERE d.pair_id = p.id AND d.ended_at IS NULL))
        ORDER BY p.position), '[]'::json) FROM trading_pairs p WHERE p.bot_id = b.id)) AS bot
    FROM bots b JOIN exchange_accounts a ON a.id = b.account_id
    WHERE b.tenant_id = ${tenant.userId} AND b.id = ${botId} AND b.deleted_at IS NULL`
  return row?.bot ?? null
}

/** What one command writes; it happens only while the bot is still as it was read. */
export type BotChange = {
  readonly bot: CommandedBot
  readonly data: Prisma.BotUpdateManyMutationInput
  readonly pairs?: {
    readonly where?: Prisma.TradingPairWhereInput
    readonly data: Prisma.TradingPairUpdateManyMutationInput
  }[]
  /** Refused while the bot has an open deal, also one that a tick opens at this moment. */
  readonly needsFlat?: boolean
  readonly event: Omit<BotEvent, 'botId'>
}

/**
 * Changes a bot, its log and the audit together, if its status is still the one the command was judged on. `changed-meanwhile` leaves
 * everything as it was.
 */
export async function changeBot(
  tenant: Tenant,
  change: BotChange,
): Promise<'changed' | 'changed-meanwhile' | 'market-held'> {
  const { bot, data, pairs = [], event } = change
  const tenantId = tenant.userId
  try {
    return await db().$transaction(async (transaction) => {
      const { count } = await transaction.bot.updateMany({
        where: {
          ...{ tenantId, id: bot.id, deletedAt: null, status: bot.status, stopMode: bot.stopMode },
          configVersion: bot.configVersion,
          ...(change.needsFlat === true ? { pairs: { none: { deals: { some: { endedAt: null } } } } } : {}),
        },
        data,
      })
      if (count === 0) return 'changed-meanwhile'
      for (const { where, data: pairData } of pairs) {
        await transaction.tradingPair.updateMany({
          where: { ...where, tenantId, botId: bot.id },
          data: pairData,
        })
      }
      await recordEvent(transaction, tenant, { ...event, botId: bot.id })
      return 'changed'
    })
  } catch (error) {
    if (isMarketHeld(error)) return 'market-held'
    throw error
  }
}

/** Asks for the open deals of these pairs to be closed; a request that stands already keeps its time. Returns how many have a deal. */
export async function requestClose(
  tenant: Tenant,
  request: {
    readonly bot: CommandedBot
    readonly pairIds: readonly string[]
    readonly run: PromptRun
    readonly event: Omit<BotEvent, 'botId'>
  },
): Promise<number> {
  const { bot, pairIds, event } = request
  return db().$transaction(async (transaction) => {
    const { count: live } = await transaction.bot.updateMany({
      where: { tenantId: tenant.userId, id: bot.id, deletedAt: null, status: bot.status },
      data: request.run,
    })
    if (live === 0) return 0
    const asked = await transaction.$executeRaw`
      UPDATE trading_pairs p SET close_requested_at = coalesce(p.close_requested_at, ${event.at})
      WHERE p.tenant_id = ${tenant.userId} AND p.bot_id = ${bot.id} AND p.id = ANY(${[...pairIds]}::text[])
        AND EXISTS (SELECT 1 FROM deals d WHERE d.pair_id = p.id AND d.ended_at IS NULL)`
    if (asked > 0) await recordEvent(transaction, tenant, { ...event, botId: bot.id })
    return asked
  })
}

/** The tenant's plan and how many bots of his are not deleted, as they are now. */
export async function planFacts(
  tenant: Tenant,
): Promise<{ readonly plan: string; readonly active: boolean; readonly bots: number }> {
  const [row] = await db().$queryRaw<{ plan: string; active: boolean; bots: number }[]>`
    SELECT u.plan, u.status = 'ACTIVE' AS active,
      (SELECT count(*)::int FROM bots b WHERE b.tenant_id = u.id AND b.deleted_at IS NULL) AS bots
    FROM users u WHERE u.id = ${tenant.userId}`
  return row ?? { plan: 'FREE', active: false, bots: 0 }
}
