import { createHash } from 'node:crypto'
import { dueKey, nextGridPoint } from '@/lib/domain/schedule'
import type { Dispatcher, OutMessage, TransactionalDispatcher } from '@/lib/ports/dispatcher'
import { botPhase } from './bot-phase'
import {
  advanceBots,
  findDueBots,
  recordSweep,
  type Advance,
  type Database,
  type DueBot,
  type Sql,
} from './repository'
import type { SweepReport } from './sweep-call'
import { maxTickItems, tickMessage, type TickItem } from './tick-message'

export type SweepServices = {
  readonly db: Database
  readonly dispatcher: Dispatcher | TransactionalDispatcher<Sql>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Bots named by one message, 1 to 50. */
  readonly shardSize: number
  readonly batchSize?: number
  readonly budgetMs?: number
}

type Plan = { readonly messages: readonly OutMessage[]; readonly advances: readonly Advance[] }

const defaultBatchSize = 500
const defaultBudgetMs = 30_000
// A message must wait longer than a tick may take (45 s); one with many bots as long as its route may run.
const singleTimeoutSec = 60
const shardTimeoutSec = 120

/**
 * Publishes one tick for every due bot and moves it to its next instant. A backlog is never replayed: a bot
 * runs once, for its latest instant. Throws when the database or the queue is away; nothing is lost by that.
 */
export async function sweep(services: SweepServices): Promise<SweepReport> {
  const { db, now, batchSize = defaultBatchSize, budgetMs = defaultBudgetMs } = services
  const startedAt = now()
  let due = 0
  let published = 0
  for (;;) {
    const batch = await sweepBatch(services, batchSize)
    due += batch.due
    published += batch.published
    // A batch that moved nobody (another sweep was faster) would come out the same again.
    const more = batch.due === batchSize && batch.moved > 0
    if (more && now() - startedAt < budgetMs) continue
    await recordSweep(db)
    return { due, published, more }
  }
}

type Batch = { readonly due: number; readonly published: number; readonly moved: number }

async function sweepBatch({ db, dispatcher, now, shardSize }: SweepServices, limit: number): Promise<Batch> {
  const at = now()
  if ('publishIn' in dispatcher) {
    return db.$transaction(async (transaction) => {
      const bots = await findDueBots(transaction, new Date(at), limit, true)
      if (bots.length === 0) return { due: 0, published: 0, moved: 0 }
      const { messages, advances } = planSweep(bots, at, shardSize)
      await dispatcher.publishIn(transaction, messages)
      return { due: bots.length, published: messages.length, moved: await advanceBots(transaction, advances) }
    })
  }
  const bots = await findDueBots(db, new Date(at), limit, false)
  if (bots.length === 0) return { due: 0, published: 0, moved: 0 }
  const { messages, advances } = planSweep(bots, at, shardSize)
  // Publish first: a crash in between publishes again, which the tick key absorbs; the other order would lose ticks.
  await dispatcher.publish(messages)
  return { due: bots.length, published: messages.length, moved: await advanceBots(db, advances) }
}

/** Which messages these due bots get at instant `nowMs`, and the instant each moves to. Pure. */
export function planSweep(bots: readonly DueBot[], nowMs: number, shardSize: number): Plan {
  const nowSec = nowMs / 1000
  const byExchange = new Map<string, TickItem[]>()
  const advances: Advance[] = []
  for (const bot of bots) {
    const { id, intervalSec, nextRunAt, exchange } = bot
    const phase = botPhase(id, intervalSec)
    const items = byExchange.get(exchange) ?? []
    byExchange.set(exchange, items)
    items.push([id, dueKey({ ...bot, phase }, nowSec)])
    advances.push({ id, from: nextRunAt, to: new Date(nextGridPoint(nowSec, intervalSec, phase) * 1000) })
  }
  const size = Math.max(1, Math.min(maxTickItems, shardSize))
  const messages = [...byExchange].flatMap(([exchange, items]) =>
    chunksOf(items, size).map((shard) => messageOf(shard, exchange)),
  )
  return { messages, advances }
}

function messageOf(items: readonly TickItem[], exchange: string): OutMessage {
  const [first] = items
  const single = items.length === 1 && first !== undefined
  return {
    route: '/api/jobs/tick',
    body: tickMessage(items),
    dedupId: single ? `tick_${first[0]}_${first[1]}` : `tick_${hashOf(items)}`,
    ...(single && { subject: first[0] }),
    flowKey: exchange,
    timeoutSeconds: single ? singleTimeoutSec : shardTimeoutSec,
  }
}

function hashOf(items: readonly TickItem[]): string {
  const sorted = items.map(([id, key]) => `${id}:${key}`).sort()
  return createHash('sha256').update(sorted.join('\n')).digest('hex').slice(0, 32)
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size))
}
