import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { holdsPosition } from '@/lib/bots/commands/delete-bot'
import { cardView, isoOf, isTicked } from '@/lib/bots/reading/cards/cards'
import { cardRows, type CardRow } from '@/lib/bots/reading/cards/repository'
import type { BotCommand, BotDetailView } from '@/lib/bots/views'
import { statusAfter } from '@/lib/domain/bot-status'
import { pairDetail } from './pair-detail'
import { detailRow } from './repository'
import { SHOWN_TICKS, tickViews } from './ticks'

/** One bot whole; null when it is not the tenant's, was deleted or never was. */
export async function detailOfBot(tenant: Tenant, botId: string, now: number): Promise<BotDetailView | null> {
  const [[card], detail] = await Promise.all([
    cardRows(tenant, { kind: 'bot', botId }),
    detailRow(tenant, botId, SHOWN_TICKS),
  ])
  if (card === undefined || detail === null) return null
  const { pairs, ...view } = cardView(card)
  return {
    ...view,
    pairs: pairs.flatMap((pair) => {
      const row = detail.pairs.find(({ id }) => id === pair.id)
      return row === undefined ? [] : [pairDetail(pair, row)]
    }),
    configVersion: detail.configVersion,
    fees: detail.fees,
    funding: detail.funding,
    createdAt: new Date(detail.createdAt).toISOString(),
    startedAt: isoOf(detail.startedAt),
    commands: commandsOf(card),
    ticks: tickViews(
      {
        id: card.id,
        intervalSec: card.intervalSec,
        tickedSince: isTicked(card) ? detail.tickedSince : null,
        lastKey: detail.lastKey,
      },
      detail.ticks,
      now,
    ),
  }
}

/** Which commands the bot takes now, by the table that also judges them. */
function commandsOf({ status, openDeals }: CardRow): BotDetailView['commands'] {
  const judged = (command: BotCommand, obstacle: string | null = null) => {
    const to = statusAfter(command, status)
    const why = to.ok ? obstacle : to.error.message
    return { allowed: why === null, why }
  }
  return {
    start: judged('start'),
    pause: judged('pause'),
    resume: judged('resume'),
    stop: judged('stop'),
    'close-now': judged('close-now', openDeals === 0 ? 'There is no open deal to close.' : null),
    delete: judged('delete', openDeals > 0 ? holdsPosition : null),
  }
}
