import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import type { BoundStrategy } from '@/lib/domain/strategies/registry'

/** One pair of a back-test: the strategy bound to its settings, and what its siblings leave to it of the one balance. */
export type BacktestPair = {
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
  readonly strategy: Pick<BoundStrategy, 'decide' | 'needs' | 'quiet'>
  /** Quote coin kept free for this pair's worst case. */
  readonly allocatedCapital: number
  /** Share of the balance of the moment kept free for it, beside that; left out = none. */
  readonly reservedShare?: number
  /** What `strategy` was bound to. Read by no decision: the report measures the ladder by it and the run's identity holds it. */
  readonly settings?: { readonly strategy: string; readonly config: Readonly<Record<string, unknown>> }
}

export type BacktestMarket = { readonly instrument: Instrument; readonly candles: CandleSeries }

/** Everything a back-test depends on. The same input gives the same result, to the last digit, on every machine. */
export type BacktestInput = {
  /** Quote coin in the account at the start. */
  readonly deposit: number
  /** Milliseconds between two decisions, counted from the epoch; at least one bar. */
  readonly intervalMs: number
  readonly pairs: readonly BacktestPair[]
  /** By ccxt unified symbol, all of one bar length and not empty. */
  readonly markets: ReadonlyMap<string, BacktestMarket>
  /** Asks every strategy at every tick and shows every bar to the venue: slow, and the measure of the quick way. */
  readonly plain?: boolean
  /** Told every decision taken, as it is taken; the facts are to be read at once, later they are those of another instant. */
  readonly onDecision?: (decided: BacktestDecision) => void
}

/** A decision of a back-test with what it was based on; `at` in milliseconds since the epoch. */
export type BacktestDecision = {
  readonly at: number
  readonly pair: BacktestPair
  readonly facts: PairFacts
  readonly decision: Decision
}
