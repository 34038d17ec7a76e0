import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { barMsOf, sourceOf } from '@/lib/backtests/request'
import type { BacktestView } from '@/lib/backtests/views'
import type { PartContents } from '@/lib/backtests/running/report-parts'
import type { CandleServices } from '@/lib/candles/candle-services'
import { loadCandles } from '@/lib/candles/load-candles'
import { overviewCandles, type ChartCandle } from '@/lib/domain/candles/overview-candles'

type Trade = PartContents['trades'][number]

const CHART_CANDLES = 300
const MOST_LOADED = 400_000
const BUDGET_MS = 3_000

/** The candles around the trades of one deal, closer than the overview shows them; a sentence where they can no longer be had. */
export async function candlesAround(
  services: CandleServices,
  tenant: Tenant,
  { request }: BacktestView,
  trades: readonly [Trade, ...Trade[]],
): Promise<readonly ChartCandle[] | string> {
  const { data } = request
  const [first] = trades
  const source = sourceOf(data, first.symbol)
  if (source === null) return 'The candles of this deal are gone.'
  const times = trades.map(({ at }) => Date.parse(at))
  const [start, end] = [Math.min(...times), Math.max(...times)]
  const barMs = barMsOf(data)
  const margin = Math.max(20 * barMs, (end - start) * 0.15)
  const timeframe = source.kind === 'upload' ? {} : { timeframe: data.timeframe }
  const until = performance.now() + BUDGET_MS
  const loaded = await loadCandles(
    services,
    tenant,
    {
      ...{ source, symbol: first.symbol, ...timeframe },
      from: Math.max(data.from, Math.floor((start - margin) / barMs) * barMs),
      to: Math.min(data.to, end + margin + barMs),
    },
    { mostCandles: MOST_LOADED, shouldStop: () => performance.now() > until },
  )
  return loaded.ok ? overviewCandles(loaded.value, CHART_CANDLES) : loaded.error.message
}
