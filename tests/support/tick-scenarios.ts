import { paperBot, type BotOptions, type Scene } from './paper-bot'
import { openIntents, violations } from './paper-invariants'
import type { Database } from '@/lib/db'

/** A state of a bot, and what happens right before the tick that a test disturbs. */
export type Scenario = {
  readonly name: string
  readonly options?: BotOptions
  readonly before: (scene: Scene) => Promise<unknown>
  readonly happens: (scene: Scene) => Promise<unknown> | void
}

const opened = (scene: Scene) => scene.step(2_000)

/** One tick of every kind of work: open, add and replace the exits, end and begin anew, stop, close, withdraw, pause. */
export const scenarios: readonly Scenario[] = [
  { name: 'opens a deal', before: async () => undefined, happens: (scene) => scene.pass(2_000) },
  {
    name: 'replaces its exits after a rung',
    before: opened,
    happens: (scene) => scene.pass({ low: 1_975, close: 1_985 }),
  },
  {
    name: 'ends a deal at its target and opens the next',
    before: opened,
    happens: (scene) => scene.pass(2_030),
  },
  { name: 'is stopped out', before: opened, happens: (scene) => scene.pass(1_700) },
  {
    name: 'is liquidated',
    options: { pairs: [{ leverage: 10, config: { stopLossPct: null } }] },
    before: opened,
    happens: (scene) => scene.pass({ low: 1_500, close: 1_600 }),
  },
  {
    name: 'closes at its owner’s wish',
    before: opened,
    happens: async (scene) => {
      scene.pass(1_999)
      const { id } = await scene.pair()
      await scene.db.tradingPair.update({ where: { id }, data: { closeRequestedAt: new Date() } })
    },
  },
  {
    name: 'is paused',
    before: opened,
    happens: async (scene) => {
      scene.pass(2_001)
      await scene.set({ status: 'PAUSED' })
    },
  },
  {
    name: 'is stopped with its exits kept',
    before: opened,
    happens: async (scene) => {
      scene.pass({ low: 1_975, close: 1_985 })
      await scene.set({ status: 'STOPPING', stopMode: 'keep-exits' })
    },
  },
]

export async function prepared(db: Database, { options = {}, before, happens }: Scenario): Promise<Scene> {
  const scene = await paperBot(db, options)
  await before(scene)
  await happens(scene)
  return scene
}

/** Four quiet ticks, then everything that has to hold: our books, the venue's, no open question, no position without its exits. */
export async function settled(scene: Scene): Promise<string[]> {
  const results: string[] = []
  for (let tick = 0; tick < 4; tick += 1) results.push((await scene.step(await lastPrice(scene))).result)
  const { status } = await scene.bot()
  const fine = (result: string) => result === 'done' || (result === 'skipped' && status === 'STOPPED')
  return [
    ...(results.every(fine) ? [] : [`quiet ticks ended as ${results.join()}`]),
    ...(await violations(scene)),
    ...(await openIntents(scene)).map((intent) => `I13 an open intent: ${JSON.stringify(intent)}`),
    ...(await misplaced(scene)),
  ]
}

/** Entries that were sent although the bot was no longer allowed any when they were (I5). */
export async function forbiddenEntries({ db, ids }: Scene): Promise<string[]> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT o.key FROM orders o JOIN bots b ON b.id = o.bot_id
    WHERE b.id = ${ids.botId} AND b.status <> 'RUNNING' AND NOT o.reduce_only AND o.sent_at >= b.status_at`
  return rows.map(({ key }) => `I5 ${key} was sent after the bot had been told to stop`)
}

async function lastPrice(scene: Scene): Promise<number> {
  const { symbol } = await scene.pair()
  return (await scene.market.quote(symbol, scene.clock.now()))?.last ?? 0
}

/** Positions without their exits, and entries that rest for a bot that may have none. */
async function misplaced({ db, ids }: Scene): Promise<string[]> {
  const bare = await db.$queryRaw<{ deal: number; key: string }[]>`
    SELECT d.number AS deal, w.key FROM deals d JOIN bots b ON b.id = d.bot_id JOIN trading_pairs p ON p.id = d.pair_id
    CROSS JOIN (VALUES ('take-profit/1'), ('stop-loss')) AS w(key)
    WHERE d.bot_id = ${ids.botId} AND d.ended_at IS NULL AND d.quantity > 0 AND b.stop_mode IS DISTINCT FROM 'cancel-orders'
      AND NOT (w.key = 'stop-loss' AND (d.config->>'stopLossPct' IS NULL OR d.config->>'mode' = 'classic'))
      -- A martingale takes profit in its ticks; only its stop rests.
      AND NOT (w.key = 'take-profit/1' AND p.strategy = 'martingale')
      AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.deal_id = d.id AND o.key = w.key
        AND o.status IN ('ACK', 'PARTIAL') AND o.quantity - o.filled_quantity = d.quantity)`
  const entries = await db.$queryRaw<{ key: string }[]>`
    SELECT o.key FROM orders o JOIN bots b ON b.id = o.bot_id
    WHERE b.id = ${ids.botId} AND b.status <> 'RUNNING' AND NOT o.reduce_only AND o.ended_at IS NULL`
  return [
    ...bare.map(({ deal, key }) => `deal ${deal} has no ${key} for its whole position`),
    ...entries.map(({ key }) => `I5 ${key} rests for a bot that may have no entries`),
  ]
}
