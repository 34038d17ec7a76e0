import type { BacktestInput, BacktestMarket } from '@/lib/domain/backtest/input'
import { runBacktest } from '@/lib/domain/backtest/run-backtest'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { sfc32 } from '@/lib/domain/random'
import { barHistory, type BarHistory } from './bar-history'
import { drawRows, writePath } from './bootstrap-path'
import { shareEstimate } from './intervals'
import { pathOutcome, type Needs, type PathOutcome } from './path-outcome'

export type RiskSettings = {
  /** Equal seeds give equal paths, whatever the bot does on them. */
  readonly seed: string
  readonly horizonMs: number
  /** Mean length of the stretches of the past that are repeated whole. */
  readonly meanBlockMs: number
  readonly needs: Needs
}

/**
 * Possible futures of a bot: each repeats stretches of the past of its markets in another order, and the very back-test runs the bot's
 * own configuration through it. One path at a time, so that a caller can show progress and stop.
 */
export class RiskRun {
  readonly outcomes: PathOutcome[] = []
  readonly history: BarHistory
  private readonly rows: Int32Array
  private readonly future: BacktestInput
  private readonly paths: readonly Path[]

  /** `input` holds the past; it needs at least two bars that all its markets have. Throws a RangeError otherwise. */
  constructor(
    private readonly input: BacktestInput,
    private readonly settings: RiskSettings,
  ) {
    const markets = [...input.markets]
    this.history = barHistory(new Map(markets.map(([symbol, { candles }]) => [symbol, candles])))
    if (this.history.length === 0) throw new RangeError('The past has no two bars in common.')
    const barMs = markets[0]?.[1].candles.barMs ?? 1
    const count = Math.max(1, Math.round(settings.horizonMs / barMs))
    this.rows = new Int32Array(count)
    this.paths = markets.map(([symbol, market]) => pathOf(symbol, market, count, endOf(markets)))
    this.future = { ...input, markets: new Map(this.paths.map(({ symbol, market }) => [symbol, market])) }
  }

  /** Draws the next path and runs the bot through it. */
  next(): PathOutcome {
    const { input, settings, history, rows } = this
    const barMs = this.paths[0]?.market.candles.barMs ?? 1
    const random = sfc32(`${settings.seed}|${this.outcomes.length}`)
    drawRows(rows, history.length, Math.max(1, settings.meanBlockMs / barMs), random)
    for (const { symbol, market, from } of this.paths) {
      const past = history.bars.get(symbol)
      if (past !== undefined) writePath(market.candles, rows, past, from, market.instrument.tickSize)
    }
    const first = pathOutcome(input, runBacktest(this.future), settings.needs)
    const outcome = this.isShort(first) ? this.withAmple(first) : first
    this.outcomes.push(outcome)
    return outcome
  }

  /** Whether the interval of the liquidation's probability is at most `width` wide. */
  isNarrow(width: number): boolean {
    const hits = this.outcomes.filter(({ isLiquidated }) => isLiquidated).length
    const { low, high } = shareEstimate(hits, this.outcomes.length)
    return (high ?? 1) - (low ?? 0) <= width
  }

  private isShort({ capitalNeeded }: PathOutcome): boolean {
    return capitalNeeded > this.input.deposit && capitalNeeded < Infinity
  }

  /** A bot that ran out of balance shows no more what it would have needed: with enough of it the same path does. */
  private withAmple(short: PathOutcome): PathOutcome {
    const { deposit } = this.input
    const ample = { ...this.future, deposit: Math.max(2 * deposit, Math.min(100 * deposit, MOST_QUOTE)) }
    const { capitalNeeded } = pathOutcome(ample, runBacktest(ample), this.settings.needs)
    return { ...short, capitalNeeded: Math.max(short.capitalNeeded, capitalNeeded) }
  }
}

// Wallets count in units that are exact up to ninety million.
const MOST_QUOTE = 4e7

type Path = { readonly symbol: string; readonly market: BacktestMarket; readonly from: number }

function pathOf(symbol: string, { instrument, candles }: BacktestMarket, count: number, start: number): Path {
  const series: CandleSeries = emptySeries(candles.barMs, count)
  for (let i = 0; i < count; i++) series.openTime[i] = start + i * candles.barMs
  const from = candles.close[candles.length - 1] ?? NaN
  return { symbol, market: { instrument, candles: series }, from }
}

/** The instant at which the youngest past ends: all futures begin there. */
const endOf = (markets: readonly (readonly [string, BacktestMarket])[]): number =>
  Math.max(...markets.map(([, { candles }]) => (candles.openTime[candles.length - 1] ?? 0) + candles.barMs))
