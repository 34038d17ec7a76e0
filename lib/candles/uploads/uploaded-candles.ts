import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { aggregateCandles, window } from '@/lib/domain/candles/aggregate-candles'
import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import type { HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import { joinSeries } from '@/lib/domain/candles/join-series'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { decodeCandles } from '@/lib/domain/candles/wire'
import { fail, ok, type Result } from '@/lib/domain/result'
import { breathe } from '@/lib/candles/breathe'
import type { CandleFailure } from '@/lib/candles/candle-services'
import { uploadOf, uploadParts } from './repository'

type Query = {
  readonly symbol: string
  readonly from: number
  readonly to: number
  readonly timeframe?: HistoryTimeframe
}

const notFound = {
  kind: 'not-found',
  message: 'There is no such file of candles, or it was deleted.',
} as const

/** Candles of a file of the tenant's, as they are or merged into longer ones. */
export async function uploadedCandles(
  tenant: Tenant,
  { symbol, from, to, timeframe }: Query,
  uploadId: string,
): Promise<Result<CandleSeries, CandleFailure>> {
  const upload = await uploadOf(tenant, uploadId)
  if (upload === null || upload.symbol !== symbol) return fail(notFound)
  const asked = timeframe === undefined ? upload.barMs : timeframeMs[timeframe]
  if (asked % upload.barMs !== 0) {
    return fail({
      kind: 'not-found',
      message: `The candles of "${upload.name}" are ${upload.barMs / 60_000} minutes long; shorter ones cannot be made of them.`,
    })
  }
  const parts: CandleSeries[] = []
  for await (const bytes of uploadParts(tenant, uploadId, from, to)) {
    const part = decodeCandles(bytes)
    if (!part.ok) throw new Error(`A part of the candle file ${uploadId} is damaged.`)
    parts.push(part.value)
    await breathe()
  }
  const whole = joinSeries(upload.barMs, parts)
  const series = window(whole, firstIndexFrom(whole, from), firstIndexFrom(whole, to))
  return ok(asked === upload.barMs || timeframe === undefined ? series : aggregateCandles(series, timeframe))
}
