import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { PositionChange } from '@/lib/domain/backtest/position-log'
import type { BookedDeal } from '@/lib/domain/backtest/records'
import { signOf } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { netTarget } from '@/lib/domain/perpetuals/take-profit'
import { grouped } from './grouped'
import { rulesOf } from './rules-of'

/** How bad it got for one deal, at the extremes of the bars. */
export type DealExcursion = {
  /** Farthest that price went against the average entry, as a fraction of it; negative = it never did. */
  adverseShare: number
  /** Largest loss of the open position in quote, fees and what was realised before left out. */
  adverseQuote: number
  /** Smallest distance of price to the liquidation price as a fraction of price; null = nothing could be liquidated. */
  closest: number | null
  /** The same distance when the deal opened. */
  atStart: number | null
}

/** The moment of the largest adverse excursion of all. */
export type WorstMoment = {
  readonly symbol: string
  readonly side: string
  readonly deal: number
  readonly at: number
  readonly price: number
  readonly averageEntry: number
  readonly adverseShare: number
  /** What price had to regain to the take profit that rested (to breaking even where none did), as a fraction of price. */
  readonly reboundShare: number
}

export type Excursions = {
  readonly byDeal: ReadonlyMap<BookedDeal, DealExcursion>
  readonly worst: WorstMoment | null
}

/**
 * Follows every position over the candles up to `end`. Each state meets the extremes of the bars it lasts through. Within a bar the
 * pessimistic path counts: what a target closes has seen the bar's adverse extreme before, what a stop or liquidation closes has seen
 * no more than the price of that.
 */
export function excursionsOf(
  input: BacktestInput,
  changes: readonly PositionChange[],
  end: number,
): Excursions {
  const seen = new Seen(input)
  for (const one of grouped(changes, ({ symbol, side }) => `${symbol}|${side}`).values()) {
    const candles = input.markets.get(one[0]?.symbol ?? '')?.candles
    if (candles !== undefined) follow(one, candles, end, seen)
  }
  return { byDeal: seen.byDeal, worst: seen.worst }
}

class Seen {
  readonly byDeal = new Map<BookedDeal, DealExcursion>()
  worst: WorstMoment | null = null

  constructor(private readonly input: BacktestInput) {}

  meet(state: PositionChange, price: number, at: number): void {
    const { deal, steps, average, liquidationPrice } = state
    if (deal === null || steps === 0) return
    const sign = signOf(state.side)
    const known = this.byDeal.get(deal) ?? noExcursion()
    this.byDeal.set(deal, known)
    const against = sign * (average - price)
    const loss = against * quantityOf(steps, rulesOf(this.input, state.symbol))
    if (loss > known.adverseQuote) known.adverseQuote = loss
    if (against / average > known.adverseShare) known.adverseShare = against / average
    if (known.adverseShare > (this.worst?.adverseShare ?? -Infinity))
      this.worst = this.momentOf(state, price, at)
    if (liquidationPrice === null) return
    const distance = Math.max(0, (sign * (price - liquidationPrice)) / price)
    known.atStart ??= distance
    known.closest = Math.min(known.closest ?? Infinity, distance)
  }

  private momentOf(state: PositionChange, price: number, at: number): WorstMoment {
    const { symbol, side, deal, average } = state
    const { taker } = rulesOf(this.input, symbol).fees
    const target = state.target ?? netTarget(side, average, 0, taker, taker)
    return {
      ...{ symbol, side, deal: deal?.number ?? 0, at, price, averageEntry: average },
      adverseShare: (signOf(side) * (average - price)) / average,
      reboundShare: (signOf(side) * (target - price)) / price,
    }
  }
}

const noExcursion = (): DealExcursion => ({
  ...{ adverseShare: -Infinity, adverseQuote: 0, closest: null, atStart: null },
})

function follow(changes: readonly PositionChange[], candles: CandleSeries, end: number, seen: Seen): void {
  const { openTime, close, barMs } = candles
  let state: PositionChange | null = null
  let next = 0
  for (const change of changes) {
    const bar = Math.max(next, firstIndexFrom(candles, change.at - barMs + 1))
    if (state !== null) meetBars(state, candles, next, bar, seen)
    if (state !== null) seen.meet(state, lastSeen(state, change, candles, bar), change.at)
    if (change.cause === 'entry') seen.meet(change, change.price, change.at)
    state = change
    // What is entered in the middle of a bar has not seen its extremes, but will see its close.
    const isLate = change.at > (openTime[bar] ?? Infinity)
    if (isLate) seen.meet(change, close[bar] ?? change.price, (openTime[bar] ?? 0) + barMs)
    next = isLate ? bar + 1 : bar
  }
  if (state !== null) meetBars(state, candles, next, firstIndexFrom(candles, end - barMs + 1), seen)
}

/** The worst price of its last bar that a state has seen before it changed. */
function lastSeen(state: PositionChange, change: PositionChange, candles: CandleSeries, bar: number): number {
  const { cause, price } = change
  if (cause !== 'target') return price
  const sign = signOf(state.side)
  const open = candles.open[bar] ?? price
  // A bar that opens beyond the target fills it there.
  if (sign * open > sign * price) return open
  return (state.side === 'long' ? candles.low[bar] : candles.high[bar]) ?? price
}

/** The worst of the bars from index `from` to before `to`. */
function meetBars(state: PositionChange, candles: CandleSeries, from: number, to: number, seen: Seen): void {
  if (state.steps === 0 || from >= to) return
  const column = state.side === 'long' ? candles.low : candles.high
  const worst = state.side === 'long' ? lowest(column, from, to) : highest(column, from, to)
  seen.meet(state, column[worst] ?? state.price, candles.openTime[worst] ?? state.at)
}

function lowest(column: Float64Array, from: number, to: number): number {
  let at = from
  for (let i = from + 1; i < to; i++) if ((column[i] ?? Infinity) < (column[at] ?? Infinity)) at = i
  return at
}

function highest(column: Float64Array, from: number, to: number): number {
  let at = from
  for (let i = from + 1; i < to; i++) if ((column[i] ?? -Infinity) > (column[at] ?? -Infinity)) at = i
  return at
}
