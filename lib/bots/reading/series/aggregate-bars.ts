import type { CandleView } from '@/lib/bots/views'
import type { Bar } from '@/lib/ports/market-data'

const MINUTE_MS = 60_000

/** Candle lengths that a chart offers, in minutes. */
const timeframes = [1, 3, 5, 15, 30, 60, 120, 240, 360, 720, 1440, 4320, 10_080]

/** The shortest usual candle length in milliseconds, a multiple of the bars', that shows `span` in at most `most` candles. */
export function timeframeFor(span: number, barMs: number, most: number): number {
  const usual = timeframes
    .map((minutes) => minutes * MINUTE_MS)
    .find((length) => length % barMs === 0 && span / length <= most)
  return usual ?? Math.ceil(span / most / barMs) * barMs
}

/** Merges bars, ascending, into candles that begin at whole multiples of `timeframeMs`. A gap stays a gap. */
export function aggregateBars(bars: readonly Bar[], timeframeMs: number): CandleView[] {
  const candles: { -readonly [Key in keyof CandleView]: CandleView[Key] }[] = []
  for (const { openTime, open, high, low, close } of bars) {
    const time = (Math.floor(openTime / timeframeMs) * timeframeMs) / 1000
    const last = candles.at(-1)
    if (last?.time !== time) {
      candles.push({ time, open, high, low, close })
      continue
    }
    last.high = Math.max(last.high, high)
    last.low = Math.min(last.low, low)
    last.close = close
  }
  return candles
}
