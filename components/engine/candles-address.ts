import { fetchCandles, type WantedCandles } from '@/lib/candles/fetch-candles'
import { historyTimeframes, parseSource, sourceText } from '@/lib/domain/candles/candle-source'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { CandlesUnavailable } from './candles-unavailable'

const PATH = '/api/app/candles?'

/** Names candles in a plan: the engine's threads load them from there, once. */
export function candlesAddress({ source, symbol, timeframe, from, to }: WantedCandles): string {
  const question = { source: sourceText(source), symbol, timeframe, from: String(from), to: String(to) }
  return PATH + new URLSearchParams(question).toString()
}

/** Loads what `candlesAddress` names. Throws `CandlesUnavailable` with a sentence for the user. */
export async function loadCandles(address: string): Promise<CandleSeries> {
  const wanted = wantedOf(address)
  if (wanted === null) throw new CandlesUnavailable('These candles were not given to the calculation.')
  const loaded = await fetchCandles(wanted)
  if (!loaded.ok) throw new CandlesUnavailable(loaded.error.message)
  return loaded.value
}

/** Reads an address back; null for anything else. */
export function wantedOf(address: string): WantedCandles | null {
  if (!address.startsWith(PATH)) return null
  const question = new URLSearchParams(address.slice(PATH.length))
  const source = parseSource(question.get('source') ?? '')
  const timeframe = historyTimeframes.find((known) => known === question.get('timeframe'))
  const [from, to] = [Number(question.get('from') ?? NaN), Number(question.get('to') ?? NaN)]
  const symbol = question.get('symbol')
  if (source === null || timeframe === undefined || symbol === null) return null
  return Number.isFinite(from) && Number.isFinite(to) ? { source, symbol, timeframe, from, to } : null
}
