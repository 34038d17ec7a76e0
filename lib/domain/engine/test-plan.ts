import type { BacktestInput, BacktestMarket } from '@/lib/domain/backtest/input'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { fail, ok, type Result } from '@/lib/domain/result'
import { bindStrategy } from '@/lib/domain/strategies/registry'
import { reservationOf } from '@/lib/domain/strategies/reservation'

/** A test as plain data, so that it can be posted to another thread: strategies by name and settings, candles by their address. */
export type TestPlan = {
  /** Quote coin in the account at the start. */
  readonly deposit: number
  /** Milliseconds between two decisions; raised to the length of a bar where that is longer. */
  readonly intervalMs: number
  readonly pairs: readonly PlannedPair[]
  readonly markets: readonly PlannedMarket[]
}

export type PlannedPair = {
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
  readonly strategy: string
  /** Settings as stored or typed: the strategy's own parser reads them. */
  readonly config: Readonly<Record<string, unknown>>
  readonly allocatedCapital: number
}

export type PlannedMarket = {
  readonly instrument: Instrument
  /** Where the candles come from: an address on this site (`/api/...`), or the key under which they were shared. */
  readonly candles: string
}

export type PlanFault = { readonly kind: 'refused'; readonly message: string }

/** Candles by what `PlannedMarket.candles` names. */
export type CandlesByKey = ReadonlyMap<string, CandleSeries>

/**
 * What a back-test of the plan depends on. Refused are settings that no strategy takes, a market without candles and series of
 * differing bar lengths, each with a sentence for the user.
 */
export function testInput(plan: TestPlan, candles: CandlesByKey): Result<BacktestInput, PlanFault> {
  const markets = new Map<string, BacktestMarket>()
  for (const { instrument, candles: key } of plan.markets) {
    const series = candles.get(key)
    if (series === undefined || series.length === 0)
      return refused(`There are no candles of ${instrument.symbol}.`)
    markets.set(instrument.symbol, { instrument, candles: series })
  }
  const lengths = new Set([...markets.values()].map((market) => market.candles.barMs))
  if (lengths.size !== 1) return refused('The candles of all markets have to be of one length.')
  const pairs: BacktestInput['pairs'][number][] = []
  for (const { strategy: name, config, ...pair } of plan.pairs) {
    const strategy = bindStrategy(name, config)
    if (!strategy.ok || !markets.has(pair.symbol)) {
      return refused(`The settings of ${pair.symbol} ${pair.side} are not usable.`)
    }
    const { share } = reservationOf(name, config, plan.pairs.length)
    pairs.push({
      ...pair,
      reservedShare: share,
      strategy: strategy.value,
      settings: { strategy: name, config },
    })
  }
  const [barMs = 0] = lengths
  return ok({ deposit: plan.deposit, intervalMs: Math.max(plan.intervalMs, barMs), pairs, markets })
}

const refused = (message: string) => fail({ kind: 'refused', message })
