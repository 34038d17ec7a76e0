import type { Exchange } from 'ccxt'
import { seriesOf } from '@/lib/domain/candles/bars'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { candleOpen, timeframeMs, type Timeframe } from '@/lib/domain/candles/timeframe'
import type { Bar } from '@/lib/ports/market-data'
import { readBars } from './read-prices'
import type { Venue } from './venues'

/** Most candles one request asks for: what every venue gives. */
const PAGE = 500

/** The last `count` closed candles of a timeframe by `at`, asked of the venue itself page by page. Throws `MarketDataUnavailable`. */
export async function readCandles(
  { client, venue }: { readonly client: Exchange; readonly venue: Venue },
  symbol: string,
  timeframe: Timeframe,
  count: number,
  at: number,
): Promise<CandleSeries> {
  const length = timeframeMs[timeframe]
  const end = candleOpen(at, timeframe)
  const bars: Bar[] = []
  for (let start = end - count * length; start < end; start += PAGE * length) {
    const pageEnd = Math.min(end, start + PAGE * length)
    const until = venue.candlesUntil ? { until: pageEnd - 1 } : {}
    const rows = await client.fetchOHLCV(symbol, timeframe, start, PAGE, until)
    bars.push(...readBars(rows, symbol, start, pageEnd, at, length))
  }
  return seriesOf(bars, length)
}
