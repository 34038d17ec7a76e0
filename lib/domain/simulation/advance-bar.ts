import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { chargeFunding } from './charge-funding'
import { marketOf, type SimulatedMarket, type SimulatedVenue, type VenueSink } from './state'
import { budgetOf, walkPair, type BarPath } from './walk-bar'
import { watchOf } from './watch'

/**
 * Lets one closed bar of a symbol happen to the account, by the rules of 6.1. Bars come in time order; one that is not newer than the
 * last is ignored, so a range may be scanned twice. `volume` in base coin, NaN for a series without volume. Orders placed after the
 * bar opened take no part in it.
 *
 * Hot path of back-tests: a bar that reaches no watched price and no funding instant costs a few comparisons and allocates nothing.
 */
export function advanceBar(
  venue: SimulatedVenue,
  instrument: Instrument,
  barOpenTime: number,
  barMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  sink: VenueSink,
): void {
  const market = venue.markets[instrument.symbol] ?? marketOf(venue, instrument, barOpenTime)
  if (barOpenTime <= market.barOpenTime) return
  const watch = watchOf(venue, market, instrument.symbol)
  if (low <= watch.low || high >= watch.high || barOpenTime >= market.nextFundingAt) {
    const budget = budgetOf(volume, venue.participation, instrument.quantityStep)
    const endTime = barOpenTime + barMs
    const bar: BarPath = { openTime: barOpenTime, endTime, open, high, low, close, budget }
    const trading = { venue, instrument, market, sink }
    chargeFunding(trading, barOpenTime, open)
    walkPair(trading, bar, 'long')
    walkPair(trading, bar, 'short')
  }
  remember(market, barOpenTime, barOpenTime + barMs, close)
  // A bar without trades says nothing about the depth of the book: the last one with volume stays the measure of impact.
  if (volume > 0) {
    market.open = open
    market.high = high
    market.low = low
    market.volume = volume
  }
}

function remember(market: SimulatedMarket, openTime: number, endTime: number, close: number): void {
  market.barOpenTime = openTime
  // A quote may have shown a newer mark than the close of a bar that arrives late.
  if (endTime < market.markAt) return
  market.mark = close
  market.markAt = endTime
}
