import type { TickView } from '@/lib/bots/views'
import { botPhase } from '@/lib/dispatch/bot-phase'
import { latestGridPoint } from '@/lib/domain/schedule'
import type { TickRow } from './repository'

export const SHOWN_TICKS = 48

export type TickedBot = {
  readonly id: string
  readonly intervalSec: number
  /** Since when it has been ticked without a pause; null while it is not. */
  readonly tickedSince: number | null
  readonly lastKey: number
}

/**
 * The last ticks of a bot, oldest first, with the instants of its grid at which none ran. The newest instant may still get its tick, so
 * it is named only once a later one has finished.
 */
export function tickViews(bot: TickedBot, rows: readonly TickRow[], now: number): TickView[] {
  const ran = rows.map((row) => ({ key: row.key, view: ranView(row) }))
  const known = new Set(rows.map((row) => row.key))
  const missed = missedKeys(bot, now)
    .filter((key) => !known.has(key))
    .map((key) => ({ key, view: missedView(key) }))
  return [...ran, ...missed]
    .toSorted((a, b) => a.key - b.key)
    .slice(-SHOWN_TICKS)
    .map(({ view }) => view)
}

function missedKeys(bot: TickedBot, now: number): number[] {
  if (bot.tickedSince === null) return []
  const latest = latestGridPoint(now / 1000, bot.intervalSec, botPhase(bot.id, bot.intervalSec))
  const since = bot.tickedSince / 1000
  return Array.from({ length: SHOWN_TICKS }, (_, n) => latest - n * bot.intervalSec).filter(
    (key) => key >= since && (key < bot.lastKey || key < latest),
  )
}

const ranView = ({ key, outcome, startedAt, error }: TickRow): TickView => ({
  at: new Date(key * 1000).toISOString(),
  outcome,
  latenessMs: Math.max(0, startedAt - key * 1000),
  note: error ?? '',
})

const missedView = (key: number): TickView => ({
  at: new Date(key * 1000).toISOString(),
  outcome: 'MISSED',
  latenessMs: 0,
  note: 'no tick ran for this instant',
})
