import type { BacktestInput } from '@/lib/domain/backtest/input'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'

/** The rules of a symbol of the back-test. Throws a RangeError for a symbol that it does not trade. */
export function rulesOf(input: BacktestInput, symbol: string): Instrument {
  const market = input.markets.get(symbol)
  if (market === undefined) throw new RangeError(`no market ${symbol}`)
  return market.instrument
}
