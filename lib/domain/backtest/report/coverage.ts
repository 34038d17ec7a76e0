import type { CandleSeries } from '@/lib/domain/candles/candle-series'

/** Share of the bars between the first and the last of a series that it holds; 1 without gaps. */
export function coverageOf({ length, barMs, openTime }: CandleSeries): number {
  const span = (openTime[length - 1] ?? 0) - (openTime[0] ?? 0)
  return length / (span / barMs + 1)
}
