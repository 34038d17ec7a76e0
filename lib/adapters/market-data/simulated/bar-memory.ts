import { barsBetween } from '@/lib/domain/candles/bars'
import { MINUTE_MS, type MarketModel } from '@/lib/domain/simulation/market-model'
import type { Bar } from '@/lib/ports/market-data'

/** Bars kept of each symbol: a day, so that every account that walks the recent past finds it drawn. */
const KEPT = 1_440

/** Longest question that is answered bar by bar; longer ones are drawn anew and not kept. */
const LONGEST = 720

/**
 * The bars of a model, most of them drawn once however many accounts walk along them: drawing a minute costs as much as a good part
 * of a tick.
 */
export function rememberedBars(
  model: MarketModel,
): (symbol: string, from: number, to: number) => readonly Bar[] {
  const symbols = new Map<string, Map<number, Bar>>()
  const draw = (symbol: string, from: number, to: number) =>
    barsBetween(model.series(symbol, from, to), -Infinity, Infinity)

  return (symbol, from, to) => {
    const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS
    const end = Math.floor(to / MINUTE_MS) * MINUTE_MS
    if (!(end - first <= LONGEST * MINUTE_MS)) return draw(symbol, from, to)
    const known = symbols.get(symbol) ?? new Map<number, Bar>()
    symbols.set(symbol, known)
    const bars: Bar[] = []
    for (let at = first; at < end; at += MINUTE_MS) {
      const bar = known.get(at) ?? draw(symbol, at, at + MINUTE_MS)[0]
      if (bar === undefined) continue
      known.set(at, bar)
      bars.push(bar)
    }
    for (const oldest of known.keys()) {
      if (known.size <= KEPT) break
      known.delete(oldest)
    }
    return bars
  }
}
