import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Side } from '@/lib/domain/perpetuals/instrument'

const DAY_MS = 86_400_000
/** Days of a past below which it is called short. */
const SHORT_DAYS = 90
/** A bar this large against the position counts as a crash. */
const CRASH = 0.05
const MARKED_TREND = 0.25

/**
 * What the past cannot tell, one sentence each (trading reference 6.2: "a quiet sample has no tail"). `depths` are the distances of the
 * last rung of each pair's ladder as fractions, in the order of the pairs; null where there is none.
 */
export function sampleWarnings(
  { pairs, markets }: Pick<BacktestInput, 'pairs' | 'markets'>,
  depths: readonly (number | null)[],
): string[] {
  const warnings: string[] = []
  const shortest =
    Math.min(...[...markets.values()].map(({ candles }) => candles.length * candles.barMs)) / DAY_MS
  if (shortest < SHORT_DAYS) {
    warnings.push(
      `The past is ${Math.floor(shortest)} days long: too short to hold what happens once in a few months.`,
    )
  }
  pairs.forEach(({ symbol, side }, index) => {
    const candles = markets.get(symbol)?.candles
    if (candles === undefined || candles.length === 0) return
    warnings.push(...pairWarnings(symbol, side, candles, depths[index] ?? null))
  })
  return [...new Set(warnings)]
}

function pairWarnings(symbol: string, side: Side, candles: CandleSeries, depth: number | null): string[] {
  const { bar, run } = worstAgainst(candles, side)
  const moves = side === 'long' ? 'falls' : 'rises'
  const move = side === 'long' ? 'fall' : 'rise'
  const trend = (candles.close[candles.length - 1] ?? NaN) / (candles.open[0] ?? NaN) - 1
  const favours = side === 'long' ? trend : -trend
  const covered = coverageOf(candles)
  const name = symbol.split('/')[0] ?? symbol
  return [
    bar < CRASH
      ? `No bar of ${name} ${moves} by more than ${percent(bar)}: a quiet sample has no tail, and a crash is not in these figures.`
      : null,
    depth !== null && run < depth
      ? `The largest ${move} of ${name} in the past is ${percent(run)}, less than the ladder's depth of ${percent(depth)}.`
      : null,
    favours > MARKED_TREND
      ? `${name} ${side === 'long' ? 'rose' : 'fell'} by ${percent(Math.abs(trend))} over the past, and the paths carry that trend on in your favour.`
      : null,
    covered < 0.99
      ? `Bars of ${name} are missing: ${percent(covered)} of the time is covered, and each gap counts as one jump.`
      : null,
  ].filter((warning) => warning !== null)
}

/** The largest move of one bar against the side, from the close before, and the largest from the best price so far; fractions. */
function worstAgainst({ length, low, high, close }: CandleSeries, side: Side): { bar: number; run: number } {
  let [bar, run] = [0, 0]
  let best = close[0] ?? NaN
  for (let i = 1; i < length; i++) {
    const before = close[i - 1] ?? NaN
    const extreme = (side === 'long' ? low[i] : high[i]) ?? NaN
    const signed = (from: number) => (side === 'long' ? 1 - extreme / from : extreme / from - 1)
    bar = Math.max(bar, signed(before))
    run = Math.max(run, signed(best))
    const better = (side === 'long' ? high[i] : low[i]) ?? NaN
    best = side === 'long' ? Math.max(best, better) : Math.min(best, better)
  }
  return { bar, run }
}

function coverageOf({ length, barMs, openTime }: CandleSeries): number {
  const span = (openTime[length - 1] ?? 0) - (openTime[0] ?? 0)
  return length / (span / barMs + 1)
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
