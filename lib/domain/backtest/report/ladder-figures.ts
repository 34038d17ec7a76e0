import type { BacktestInput, BacktestPair } from '@/lib/domain/backtest/input'
import type { BookedDeal, BookedTrade } from '@/lib/domain/backtest/records'
import type { BacktestRun } from '@/lib/domain/backtest/run-backtest'
import { fromUnits } from '@/lib/domain/money'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { grouped } from './grouped'
import { ladderExtent } from './ladder-extent'
import { rulesOf } from './rules-of'

const HOUR_MS = 3_600_000

/** How the ladders were used. */
export type LadderFigures = {
  /** Hours that positions stood at which level, all pairs together. */
  readonly hoursByLevel: Readonly<Record<string, number>>
  /** Time with every rung filled, of the pair that stood so longest; null where no pair has a ladder. */
  readonly exhaustedMs: number | null
  /** The same as a share of the run. */
  readonly exhaustedShare: number | null
  /** Depth of the deepest ladder as a fraction of its base price; null where no pair has one. */
  readonly ladderDepth: number | null
  /** Largest share of a planned order that the venue's quantity step cut off; null where sizes are not planned. */
  readonly largestSizeLoss: number | null
}

/** Reads the ladders off the trades of a run that ended at `end`. */
export function ladderFigures(input: BacktestInput, run: BacktestRun, end: number): LadderFigures {
  const hoursByLevel: Record<string, number> = {}
  const exhausted: number[] = []
  const depths: number[] = []
  const losses: number[] = []
  const trades = grouped(run.trades, ({ deal }) => deal)
  input.pairs.forEach((pair, index) => {
    const extent = ladderExtent(pair)
    let exhaustedMs = 0
    for (const deal of run.deals) {
      if (deal.pair !== index) continue
      for (const { level, lastedMs } of stays(deal, trades.get(deal) ?? [], end)) {
        hoursByLevel[level] = (hoursByLevel[level] ?? 0) + lastedMs / HOUR_MS
        if (extent !== null && level >= extent.levels) exhaustedMs += lastedMs
      }
      for (const trade of trades.get(deal) ?? []) losses.push(sizeLoss(input, pair, trade, extent?.volumes))
    }
    if (extent === null) return
    depths.push(extent.depth)
    if (extent.levels > 0) exhausted.push(exhaustedMs)
  })
  const exhaustedMs = greatest(exhausted)
  const length = end - (run.firstTick ?? end)
  return {
    hoursByLevel,
    exhaustedMs,
    exhaustedShare: exhaustedMs === null || length === 0 ? null : exhaustedMs / length,
    ladderDepth: greatest(depths),
    largestSizeLoss: depths.length === 0 ? null : Math.max(0, ...losses),
  }
}

const greatest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(...values)

/** How long a deal stood at each level, from its first entry until it was flat or the run ended. */
function stays(deal: BookedDeal, trades: readonly BookedTrade[], end: number) {
  const stays: { level: number; lastedMs: number }[] = []
  const until = trades.find(({ action }) => action === 'CLOSED')?.at ?? deal.endedAt ?? end
  let before: { level: number; at: number } | null = null
  for (const { action, level, at } of trades) {
    if (action !== 'OPENED' && action !== 'ADDED') continue
    if (before !== null) stays.push({ level: before.level, lastedMs: at - before.at })
    before = { level, at }
  }
  if (before !== null) stays.push({ level: before.level, lastedMs: Math.max(0, until - before.at) })
  return stays
}

/** Share of an entry's planned size that rounding down to whole steps cut off; 0 for anything else. */
function sizeLoss(
  input: BacktestInput,
  pair: BacktestPair,
  { action, level, steps, fills }: BookedTrade,
  volumes: readonly number[] | undefined,
): number {
  const planned = volumes?.[level]
  const price = fills[0]?.price
  if (planned === undefined || price === undefined || (action !== 'OPENED' && action !== 'ADDED')) return 0
  const instrument = rulesOf(input, pair.symbol)
  // One step more would have been too much: only then was it the rounding.
  const isRounded = quantityOf(steps + 1, instrument) * price > planned * 0.99
  return isRounded ? 1 - (quantityOf(steps, instrument) * price) / planned : 0
}

/** A deal that is open at the end, marked to market: neither win nor loss. Money in quote. */
export type OpenDeal = {
  readonly symbol: string
  readonly side: string
  readonly number: number
  readonly level: number
  readonly quantity: number
  readonly averageEntry: number
  readonly mark: number
  readonly unrealised: number
  /** What was booked for it so far: realised less fees plus funding. */
  readonly booked: number
}

export function openDeals(input: BacktestInput, run: BacktestRun): OpenDeal[] {
  return run.deals.flatMap((deal) => {
    const mark = run.marks.get(deal.symbol)
    if (deal.endedAt !== null || deal.steps === 0 || deal.average === null || mark === undefined) return []
    const { symbol, side, number, level, average } = deal
    const quantity = quantityOf(deal.steps, rulesOf(input, symbol))
    const unrealised = (side === 'long' ? 1 : -1) * quantity * (mark - average)
    const bookedUnits = deal.grossUnits - deal.entryFeeUnits - deal.exitFeeUnits + deal.fundingUnits
    const booked = fromUnits(bookedUnits)
    return [{ symbol, side, number, level, quantity, averageEntry: average, mark, unrealised, booked }]
  })
}
