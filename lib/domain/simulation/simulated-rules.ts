import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { simulatedInstruments, simulatedTerms, tierLadder } from './simulated-instruments'

const ASSUMED_MAX_LEVERAGE = 25
const ASSUMED_FIRST_TIER = 100_000

/**
 * Trading rules for a symbol of which only prices are known. A base coin of the simulated market lends its rules; any other gets a tick of
 * five significant digits of `price` (quote per base), a step worth at most one quote coin, and a cautious risk table. Null for a symbol
 * that is not `BASE/QUOTE` or `BASE/QUOTE:SETTLE`.
 */
export function assumedInstrument(symbol: string, price: number): Instrument | null {
  const [, base, quote, settle = quote] = /^([^/:]+)\/([^/:]+)(?::([^/:]+))?$/.exec(symbol) ?? []
  if (base === undefined || quote === undefined || settle === undefined) return null
  const known = simulatedInstruments.get(`${base}/USDT:USDT`)?.instrument
  const rules = known ?? rulesFor(price)
  return { ...rules, symbol, base, quote, settle }
}

function rulesFor(price: number): Omit<Instrument, 'symbol' | 'base' | 'quote' | 'settle'> {
  const magnitude = Math.floor(Math.log10(price))
  const quantityStep = powerOfTen(-magnitude - 1)
  return {
    tickSize: powerOfTen(magnitude - 4),
    quantityStep,
    minQuantity: quantityStep,
    maxLimitQuantity: quantityStep * 10_000_000,
    maxMarketQuantity: quantityStep * 1_000_000,
    tiers: tierLadder(ASSUMED_MAX_LEVERAGE, ASSUMED_FIRST_TIER),
    ...simulatedTerms,
  }
}

// Read from text: 10 ** -5 is 0.000009999999999999999 on some machines.
const powerOfTen = (exponent: number) => Number(`1e${exponent}`)
