import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { BacktestInput, BacktestMarket } from '@/lib/domain/backtest/input'
import { assumedInstrument } from '@/lib/domain/simulation/simulated-rules'
import { bindStrategy } from '@/lib/domain/strategies/registry'
import { reservationOf } from '@/lib/domain/strategies/reservation'
import type { ReplayConfig } from '@/lib/replay/config'

/**
 * What a back-test of this configuration over these candles (by symbol, of one bar length) depends on: the same rules, fees and grid
 * that a replay takes. Throws a RangeError for what a replay throws it for: differing bar lengths, no candles, a symbol of no market.
 */
export function backtestInput(
  config: ReplayConfig,
  series: ReadonlyMap<string, CandleSeries>,
): BacktestInput {
  const lengths = new Set([...series.values()].map(({ barMs }) => barMs))
  if (lengths.size !== 1) {
    throw new RangeError(`all series need the same bar length; these are ${[...lengths].join(', ')} ms`)
  }
  const [barMs = 0] = lengths
  return {
    deposit: config.deposit,
    intervalMs: Math.max(config.decisionEverySec * 1_000, barMs),
    pairs: config.pairs.map((pair) => ({
      symbol: pair.symbol,
      side: pair.side,
      leverage: pair.leverage,
      strategy: boundTo(pair),
      ...reservedBy(pair, config.pairs.length),
      settings: { strategy: pair.strategy, config: pair.config },
    })),
    markets: new Map(
      [...series].map(([symbol, candles]) => [symbol, marketOf(symbol, candles, config.fees)]),
    ),
  }
}

function boundTo(pair: ReplayConfig['pairs'][number]) {
  const bound = bindStrategy(pair.strategy, pair.config)
  if (!bound.ok) throw new RangeError(`the settings of ${pair.symbol} are not usable`)
  return bound.value
}

function reservedBy({ strategy, config }: ReplayConfig['pairs'][number], pairs: number) {
  const { capital, share } = reservationOf(strategy, config, pairs)
  return { allocatedCapital: capital, reservedShare: share }
}

function marketOf(symbol: string, candles: CandleSeries, fees: ReplayConfig['fees']): BacktestMarket {
  const price = candles.close[0]
  if (price === undefined) throw new RangeError(`${symbol} has no candles`)
  const instrument = assumedInstrument(symbol, price)
  if (instrument === null) throw new RangeError(`${symbol} is no symbol like BTC/USDT:USDT`)
  return { instrument: { ...instrument, fees }, candles }
}
