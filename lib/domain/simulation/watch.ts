import { positionKey, type SimulatedMarket, type SimulatedVenue } from './state'

/** A bar whose low stays above `low` and whose high stays below `high` touches no order and no position of the symbol. */
export type Watch = { readonly low: number; readonly high: number }

// Derived from the venue's JSON, never stored in it: a venue that was read back from its JSON starts without one.
const watches = new WeakMap<SimulatedMarket, Watch>()

/** Forgets the prices to watch; every change of a resting order or a position calls it. */
export const forgetWatch = (market: SimulatedMarket): void => {
  watches.delete(market)
}

/** The nearest prices at which anything of the symbol can happen, kept until something changes. */
export function watchOf(venue: SimulatedVenue, market: SimulatedMarket, symbol: string): Watch {
  const known = watches.get(market)
  if (known !== undefined) return known
  const watch = nearestPrices(venue, symbol)
  watches.set(market, watch)
  return watch
}

function nearestPrices(venue: SimulatedVenue, symbol: string): Watch {
  let low = venue.positions[positionKey(symbol, 'long')]?.liquidationPrice ?? -Infinity
  let high = venue.positions[positionKey(symbol, 'short')]?.liquidationPrice ?? Infinity
  for (const order of venue.orders) {
    if (order.symbol !== symbol) continue
    // A buy limit and the stop of a long wait below the market, a sell limit and the stop of a short above it.
    const below = (order.side === 'buy') === (order.price.kind !== 'stop')
    if (below) low = Math.max(low, order.level)
    else high = Math.min(high, order.level)
  }
  return { low, high }
}
