import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { ceilToTicks, floorToTicks, priceOf } from '@/lib/domain/perpetuals/quantize'
import type { PriceFacts } from '@/lib/domain/strategies/contract'

const HALF_SPREAD_OF_MAJORS = 0.5e-4
const HALF_SPREAD_OF_OTHERS = 3e-4

/** Distance from the middle to bid or ask in quote: the larger of one tick and 0.5 basis points for BTC and ETH, 3 for others. */
export function halfSpread(instrument: Instrument, price: number): number {
  const major = instrument.base === 'BTC' || instrument.base === 'ETH'
  return Math.max(instrument.tickSize, price * (major ? HALF_SPREAD_OF_MAJORS : HALF_SPREAD_OF_OTHERS))
}

/** Prices around one traded price, where a source has no book and no mark of its own: mark = last, bid and ask rounded away from it. */
export function quoteAround(instrument: Instrument, last: number, at: number): PriceFacts {
  const half = halfSpread(instrument, last)
  const bid = priceOf(Math.max(1, floorToTicks(last - half, instrument.tickSize)), instrument)
  const ask = priceOf(ceilToTicks(last + half, instrument.tickSize), instrument)
  return { last, bid, ask, mark: last, at }
}
