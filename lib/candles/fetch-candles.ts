import { window } from '@/lib/domain/candles/aggregate-candles'
import { sourceText, type CandleSource, type HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { joinSeries } from '@/lib/domain/candles/join-series'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { decodeCandles } from '@/lib/domain/candles/wire'
import { fail, ok, type Result } from '@/lib/domain/result'
import { MAX_SERVED_CANDLES, PACKED } from './served-candles'

export type WantedCandles = {
  readonly source: CandleSource
  readonly symbol: string
  readonly timeframe: HistoryTimeframe
  /** Milliseconds UTC: opening times from (included), to (not). */
  readonly from: number
  readonly to: number
}

export type FetchFailure = { readonly kind: 'no-candles' | 'failed' | 'aborted'; readonly message: string }

const LONGEST_WAIT_MS = 30_000

/**
 * Candles for a page or its worker, of any length: asks as often as it takes, and again while the server still fetches a venue's history. For
 * use in a browser.
 */
export async function fetchCandles(
  wanted: WantedCandles,
  signal?: AbortSignal,
): Promise<Result<CandleSeries, FetchFailure>> {
  const barMs = timeframeMs[wanted.timeframe]
  const parts: CandleSeries[] = []
  for (let from = wanted.from; from < wanted.to; from += MAX_SERVED_CANDLES * barMs) {
    const to = Math.min(wanted.to, from + MAX_SERVED_CANDLES * barMs)
    const part = await fetchPart({ ...wanted, from, to }, signal)
    if (part.ok) parts.push(part.value)
    else if (part.error.kind !== 'no-candles') return part
  }
  const whole = joinSeries(barMs, parts)
  return whole.length === 0
    ? fail({ kind: 'no-candles', message: `There are no candles of ${wanted.symbol} in this period.` })
    : ok(window(whole, 0, whole.length))
}

async function fetchPart(
  wanted: WantedCandles,
  signal?: AbortSignal,
): Promise<Result<CandleSeries, FetchFailure>> {
  const { source, symbol, timeframe, from, to } = wanted
  const question = new URLSearchParams({
    ...{ source: sourceText(source), symbol, timeframe },
    ...{ from: String(from), to: String(to) },
  })
  try {
    for (;;) {
      const response = await fetch(`/api/app/candles?${question}`, {
        headers: { Accept: `${PACKED}, application/octet-stream` },
        ...(signal ? { signal } : {}),
      })
      if (response.ok) {
        const series = decodeCandles(await bytesOf(response))
        return series.ok ? series : fail({ kind: 'failed', message: series.error.message })
      }
      const message = await messageOf(response)
      if (response.status === 404) return fail({ kind: 'no-candles', message })
      const seconds = Number(response.headers.get('retry-after') ?? NaN)
      const mayWait = response.status === 429 || (response.status === 503 && seconds <= 5)
      if (!mayWait || !(seconds * 1_000 <= LONGEST_WAIT_MS)) return fail({ kind: 'failed', message })
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
    }
  } catch {
    return signal?.aborted === true
      ? fail({ kind: 'aborted', message: 'Stopped.' })
      : fail({ kind: 'failed', message: 'The candles could not be loaded. Check your connection.' })
  }
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  const isPacked = response.headers.get('content-type') === PACKED
  const body = isPacked ? response.body?.pipeThrough(new DecompressionStream('gzip')) : response.body
  return new Uint8Array(await new Response(body ?? null).arrayBuffer())
}

async function messageOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null)
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : null
  return typeof message === 'string' ? message : 'The candles could not be loaded.'
}
