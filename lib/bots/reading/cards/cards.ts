import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotCardView } from '@/lib/bots/views'
import type { BotStatus } from '@/lib/domain/bot-status'
import { exchangeName, marketName } from '@/lib/exchange-accounts/account-names'
import { conditionView } from './condition'
import { cardRows, type CardFilter, type CardRow } from './repository'

/** The tenant's bots as cards, newest first; deleted ones are left out. */
export async function botCards(tenant: Tenant, filter: CardFilter = { kind: 'all' }): Promise<BotCardView[]> {
  return (await cardRows(tenant, filter)).map(cardView)
}

/** Turns the row of a bot into what its card shows. */
export const cardView = (row: CardRow): BotCardView => ({
  id: row.id,
  name: row.name,
  status: row.status,
  statusReason: row.statusReason,
  environment: row.environment,
  exchange: exchangeName(row.exchange),
  accountLabel: row.accountLabel,
  market: marketName(row.market),
  intervalSec: row.intervalSec,
  pairs: row.pairs.map((pair) => ({
    id: pair.id,
    symbol: pair.symbol,
    side: pair.side,
    leverage: pair.leverage,
    condition: conditionView(row, pair),
  })),
  realisedPnl: row.realisedPnl,
  unrealisedPnl: row.unrealisedPnl,
  openDeals: row.openDeals,
  lastTickAt: isoOf(row.lastTickAt),
  nextTickAt: isTicked(row) ? isoOf(row.nextRunAt) : null,
})

/** Whether a bot is ticked; a stopped one is settled on while its deal is open. */
export const isTicked = ({
  status,
  openDeals,
}: {
  readonly status: BotStatus
  readonly openDeals: number
}): boolean => (status === 'STOPPED' ? openDeals > 0 : status !== 'DRAFT' && status !== 'DELETED')

export const isoOf = (millis: number | null): string | null =>
  millis === null ? null : new Date(millis).toISOString()
