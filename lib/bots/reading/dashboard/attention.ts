import type { AttentionView, PlanUsageView } from '@/lib/bots/views'
import { isoOf, isTicked } from '@/lib/bots/reading/cards/cards'
import type { CardRow } from '@/lib/bots/reading/cards/repository'
import { overLimit } from '@/lib/domain/plans'
import type { TodayRow } from './repository'

/** A tick later than this is told, in milliseconds: sweeps and a busy machine explain less. */
const LATE_MS = 120_000

/** What the owner should look at, worst first. */
export function attentionOf(
  bots: readonly CardRow[],
  unknownOrders: TodayRow['unknownOrders'],
  usage: PlanUsageView,
  now: number,
): AttentionView[] {
  const found = bots.flatMap((bot) => [
    ...errors(bot),
    ...failures(bot),
    ...unknown(bot, unknownOrders),
    ...late(bot, now),
    ...held(bot),
  ])
  return [...found, ...overPlan(usage)].toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

const order: readonly AttentionView['kind'][] = [
  'error',
  'tick-failed',
  'order-unknown',
  'tick-late',
  'manage-only',
  'limit',
]

const about = (
  bot: CardRow,
  kind: AttentionView['kind'],
  sentence: string,
  since: number | null,
): AttentionView => ({ kind, botId: bot.id, botName: bot.name, sentence, since: isoOf(since) })

const errors = (bot: CardRow): AttentionView[] =>
  bot.status === 'ERROR'
    ? [about(bot, 'error', bot.statusReason ?? 'Stopped trading after an error: see its log.', bot.statusAt)]
    : []

function failures(bot: CardRow): AttentionView[] {
  const { consecutiveFailures: count } = bot
  if (count === 0 || bot.status === 'ERROR' || !isTicked(bot)) return []
  const what = count === 1 ? 'The last tick failed' : `The last ${count} ticks failed`
  return [about(bot, 'tick-failed', `${what}; resting orders stay. See its log.`, bot.lastTickAt)]
}

function unknown(bot: CardRow, orders: TodayRow['unknownOrders']): AttentionView[] {
  const found = orders.find(({ botId }) => botId === bot.id)
  if (found === undefined) return []
  const subject = found.orders === 1 ? 'One order is' : `${found.orders} orders are`
  return [about(bot, 'order-unknown', `${subject} being checked with the exchange.`, found.since)]
}

function late(bot: CardRow, now: number): AttentionView[] {
  if (!isTicked(bot) || bot.nextRunAt === null || now - bot.nextRunAt < LATE_MS) return []
  return [
    about(
      bot,
      'tick-late',
      'Its tick is late; orders that rest on the exchange are not affected.',
      bot.nextRunAt,
    ),
  ]
}

const held = (bot: CardRow): AttentionView[] =>
  bot.status === 'EXIT_ONLY'
    ? [
        about(
          bot,
          'manage-only',
          bot.statusReason ?? 'Manages its open deals only: no new ones.',
          bot.statusAt,
        ),
      ]
    : []

function overPlan({ planName, botsLimit, botsUsed }: PlanUsageView): AttentionView[] {
  const over = overLimit(botsLimit, botsUsed)
  if (over === 0) return []
  const sentence = `${planName} allows ${botsLimit ?? 0} bots and you have ${botsUsed}.`
  return [{ kind: 'limit', botId: null, botName: null, sentence, since: null }]
}
