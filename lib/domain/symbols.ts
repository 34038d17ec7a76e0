import type { Instrument } from '@/lib/domain/perpetuals/instrument'

type Listed = Pick<Instrument, 'symbol' | 'base' | 'quote'>

/**
 * The listed symbol a person means: `BTCUSDT`, `btc/usdt`, `BTC-USDT` and ` BTC/USDT:USDT ` all name `BTC/USDT:USDT`. Null when nothing
 * listed matches, or when more than one market would.
 */
export function canonicalSymbol(typed: string, listed: readonly Listed[]): string | null {
  if (typed.length > LONGEST) return null
  const wanted = typed.trim().toUpperCase()
  const exact = listed.find(({ symbol }) => symbol.toUpperCase() === wanted)
  if (exact !== undefined) return exact.symbol
  // A settlement that was named and is not listed is another market, not a spelling.
  if (wanted.includes(':')) return null
  const plain = wanted.replaceAll(/[-_/ ]/g, '')
  const [first, ...others] = listed.filter(({ base, quote }) => `${base}${quote}`.toUpperCase() === plain)
  return first !== undefined && others.length === 0 ? first.symbol : null
}

const LONGEST = 64
