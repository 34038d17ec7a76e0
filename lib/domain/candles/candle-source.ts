import type { Timeframe } from './timeframe'

/** Venues whose public history can be had, by the name their users know them by. */
export const historyExchanges = ['bybit', 'phemex', 'binance', 'kraken'] as const

export type HistoryExchange = (typeof historyExchanges)[number]

/** Candle lengths that any source can be asked for. */
export const historyTimeframes = ['1m', '5m', '15m', '1h'] as const satisfies readonly Timeframe[]

export type HistoryTimeframe = (typeof historyTimeframes)[number]

/** Where candles come from: the simulated market of a seed, the public history of an exchange's perpetuals, or a file of the tenant's. */
export type CandleSource =
  | { readonly kind: 'simulated'; readonly seed: string }
  | { readonly kind: 'exchange'; readonly exchange: HistoryExchange }
  | { readonly kind: 'upload'; readonly uploadId: string }

/** A source as one text: `simulated:SEED`, `exchange:bybit`, `upload:upl_...`. */
export function sourceText(source: CandleSource): string {
  if (source.kind === 'simulated') return `simulated:${source.seed}`
  return source.kind === 'exchange' ? `exchange:${source.exchange}` : `upload:${source.uploadId}`
}

/** Reads what `sourceText` writes; null for anything else. */
export function parseSource(text: string): CandleSource | null {
  const colon = text.indexOf(':')
  const name = text.slice(colon + 1)
  switch (text.slice(0, Math.max(0, colon))) {
    case 'simulated':
      return name.length > 0 && name.length <= 64 ? { kind: 'simulated', seed: name } : null
    case 'exchange': {
      const exchange = historyExchanges.find((known) => known === name)
      return exchange === undefined ? null : { kind: 'exchange', exchange }
    }
    case 'upload':
      return /^upl_[a-z0-9]{26}$/.test(name) ? { kind: 'upload', uploadId: name } : null
    default:
      return null
  }
}
