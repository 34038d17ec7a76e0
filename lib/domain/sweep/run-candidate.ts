import type { BacktestInput, BacktestMarket } from '@/lib/domain/backtest/input'
import { Backtest, type BacktestRun } from '@/lib/domain/backtest/run-backtest'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { bindStrategy } from '@/lib/domain/strategies/registry'
import { reservationOf } from '@/lib/domain/strategies/reservation'
import type { Axis } from './axis'
import { pairsWith, type Candidate } from './candidates'
import { examineCandidate } from './examine-candidate'
import { dailyReturnsOf, sweepFigures } from './figures'
import type { Outcome } from './outcome'
import type { RunPair } from './run-pair'
import type { SamplePart, Split } from './split'

/** What all candidates of a sweep have in common. Plain data: it can be handed to a worker. */
export type SweepBase = {
  /** Quote coin in the account at the start of each part. */
  readonly deposit: number
  /** Milliseconds between two decisions, at least one bar. */
  readonly intervalMs: number
  /** The pairs with their own settings, which the axes replace. */
  readonly pairs: readonly RunPair[]
  readonly axes: readonly Axis[]
  readonly markets: ReadonlyMap<string, BacktestMarket>
}

/** The candles of a base by symbol. */
export const seriesOf = ({ markets }: Pick<SweepBase, 'markets'>): ReadonlyMap<string, CandleSeries> =>
  new Map([...markets].map(([symbol, { candles }]) => [symbol, candles]))

/** Instants with a bar between two breaths: a few milliseconds' worth. */
const STEP = 20_000

/**
 * Runs one candidate in pieces of a few milliseconds: in sample, and anew from the deposit out of sample. Yields the share that is done,
 * returns what came of it. Knows of no other candidate, so it matters neither who runs it nor when.
 */
export function* runCandidate(
  base: SweepBase,
  split: Split,
  candidate: Candidate,
): Generator<number, Outcome, void> {
  const { deposit, axes, markets } = base
  const pairs = pairsWith(base.pairs, axes, candidate)
  const [first, ...more] = examineCandidate(pairs, markets, deposit)
  if (first !== undefined) return { kind: 'invalid', reasons: [first, ...more] }
  const inSample = yield* runPart(base, pairs, split.inSample, 0)
  const outOfSample = yield* runPart(base, pairs, split.outOfSample, 0.5)
  return {
    kind: 'done',
    inSample: sweepFigures(inSample, deposit),
    outOfSample: sweepFigures(outOfSample, deposit),
    dailyReturns: dailyReturnsOf(inSample, deposit),
  }
}

function* runPart(
  base: SweepBase,
  pairs: readonly RunPair[],
  part: SamplePart,
  done: number,
): Generator<number, BacktestRun, void> {
  const backtest = new Backtest(inputOf(base, pairs, part))
  while (backtest.advance(STEP)) yield done + backtest.progress / 2
  return backtest.result()
}

/** The rules of a market are those of the whole: only its candles are cut. */
function inputOf(
  { deposit, intervalMs, markets }: SweepBase,
  pairs: readonly RunPair[],
  { series }: SamplePart,
): BacktestInput {
  return {
    deposit,
    intervalMs,
    pairs: pairs.map(({ symbol, side, leverage, strategy: name, config }) => {
      const strategy = bindStrategy(name, config)
      if (!strategy.ok) throw new RangeError(`the settings of ${symbol} are not usable`)
      const { capital, share } = reservationOf(name, config, pairs.length)
      return {
        ...{ symbol, side, leverage, strategy: strategy.value },
        ...{ allocatedCapital: capital, reservedShare: share },
      }
    }),
    markets: new Map(
      [...markets].map(([symbol, { instrument, candles }]) => [
        symbol,
        { instrument, candles: series.get(symbol) ?? candles },
      ]),
    ),
  }
}
