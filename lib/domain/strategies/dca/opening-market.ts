import type { Decision, PairFacts, PriceFacts } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from './config'
import { hold } from './hold'

/** The part of guard 14 that looks at price and volume: why the market lets no deal open; null = it does. */
export function marketHold(facts: PairFacts, config: DcaConfig, price: PriceFacts): Decision | null {
  const { minPrice, maxPrice } = config
  if (minPrice !== null && price.last < minPrice) return outOfRange(price.last, minPrice, 'lowest')
  if (maxPrice !== null && price.last > maxPrice) return outOfRange(price.last, maxPrice, 'highest')
  return volumeHold(facts, config)
}

const outOfRange = (value: number, limit: number, which: 'lowest' | 'highest'): Decision =>
  hold('price-out-of-range', { value, limit, which })

// A volume nobody knows is not a low one: it is told as what is missing.
function volumeHold({ volume24h }: PairFacts, { min24hVolume }: DcaConfig): Decision | null {
  if (min24hVolume === null) return null
  if (volume24h === null) return hold('candles-missing', { source: 'volume of 24 hours' })
  return volume24h < min24hVolume ? hold('volume-too-low', { value: volume24h, limit: min24hVolume }) : null
}
