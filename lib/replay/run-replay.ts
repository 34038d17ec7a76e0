import { botHash } from '@/lib/dispatch/bot-phase'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Database } from '@/lib/db'
import { newId } from '@/lib/ids'
import type { MarketFeed } from '@/lib/ports/market-data'
import { runTick } from '@/lib/ticks/run-tick'
import type { TickServices } from '@/lib/ticks/tick-services'
import type { ReplayConfig } from './config'
import { insertReplay, readReplay, type ReplayBooks, type ReplayRows } from './repository'
import { replayReport, type ReplayReport } from './report'

export type Replay = {
  readonly db: Database
  readonly config: ReplayConfig
  readonly series: ReadonlyMap<string, CandleSeries>
  readonly feed: MarketFeed
  /** The tick's services on the replay's clock and feed. */
  readonly services: TickServices
  readonly setClock: (at: number) => void
  readonly onProgress?: (done: number, total: number) => void
}

/** What a replay tells, and the books it is told from. */
export type ReplayRun = { readonly report: ReplayReport; readonly books: ReplayBooks }

/**
 * Runs a bot through the whole tick path (database, lease, orders, fills, trades) at virtual time over recorded candles, one tick per
 * decision interval, and reports what it did. Throws when a tick fails: a replay has no outside that may fail.
 */
export async function runReplay(replay: Replay): Promise<ReplayRun> {
  const { db, config, services } = replay
  const intervalSec = Math.max(config.decisionEverySec, replay.feed.barMs / 1000)
  const rows = { userId: newId('usr'), accountId: newId('acc'), botId: botOnTheGrid(intervalSec) }
  const grid = ticksOver(replay.series, intervalSec)
  await insertReplay(
    db,
    rows,
    config,
    config.pairs.map(() => newId('pair')),
    intervalSec,
    new Date(grid.first * 1000),
  )
  const startedAt = performance.now()
  for (let index = 0; index < grid.count; index += 1) {
    const key = grid.first + index * intervalSec
    replay.setClock(key * 1000)
    const tick = await runTick(services, rows.botId, key)
    if (tick.result !== 'done')
      throw new Error(`the tick of ${new Date(key * 1000).toISOString()} ended as ${tick.result}`)
    replay.onProgress?.(index + 1, grid.count)
  }
  const seconds = (performance.now() - startedAt) / 1000
  const books = await readReplay(db, rows)
  const { series } = replay
  return { books, report: replayReport({ config, series, books, intervalSec, ticks: grid.count, seconds }) }
}

// A bot ticks at a second of its own within the interval, given by its id; decisions on the candles' grid need second zero.
function botOnTheGrid(intervalSec: number): ReplayRows['botId'] {
  for (;;) {
    const id = newId('bot')
    if (botHash(id) % intervalSec === 0) return id
  }
}

/** The first tick comes when the first bar of every series has closed, the last with the last bar of the longest. */
function ticksOver(series: Replay['series'], intervalSec: number): { first: number; count: number } {
  const starts = [...series.values()].map((one) => (one.openTime[0] ?? 0) + one.barMs)
  const ends = [...series.values()].map((one) => one.openTime[one.length - 1] ?? 0)
  const first = Math.ceil(Math.max(...starts) / 1000 / intervalSec) * intervalSec
  const last = Math.floor(Math.max(...ends) / 1000 / intervalSec) * intervalSec
  return { first, count: Math.max(0, (last - first) / intervalSec + 1) }
}
