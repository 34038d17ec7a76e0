import 'server-only'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'
import type { Tenant } from '@/lib/auth/tenant'
import { historyTimeframes, parseSource } from '@/lib/domain/candles/candle-source'
import { encodeCandles } from '@/lib/domain/candles/wire'
import { failureResponse, type FailureKind } from '@/lib/http/failure-status'
import type { RateLimiter } from '@/lib/ports/rate-limiter'
import type { CandleFailure, CandleServices } from './candle-services'
import { loadCandles, type CandleQuery } from './load-candles'
import { MAX_SERVED_CANDLES, PACKED } from './served-candles'

/** What answering one question takes; a longer loading is left for the next one. */
const BUDGET_MS = 8_000

const instant = z.coerce.number().int().min(0).max(8.64e15)
const schema = z.strictObject({
  source: z.string().max(80).transform(parseSource),
  symbol: z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}:[A-Z0-9]{1,20}$/),
  timeframe: z.enum(historyTimeframes).optional(),
  from: instant,
  to: instant,
})

/**
 * `GET /api/app/candles?source=&symbol=&timeframe=&from=&to=`, for pages and their workers; all values URL-encoded.
 *
 * - `source`: `simulated:SEED`, `exchange:bybit|phemex|binance|kraken` or `upload:upl_...` (`sourceText` writes it)
 * - `symbol`: ccxt unified, `BTC/USDT:USDT`
 * - `timeframe`: `1m`, `5m`, `15m` or `1h`; left out, one minute, or for an upload its own candles
 * - `from`, `to`: milliseconds UTC; candles that open from `from` (included) to `to` (not), closed ones only, at most `MAX_SERVED_CANDLES`
 *
 * 200: `application/octet-stream`, to be read with `decodeCandles`; the same packed where `Accept` names `application/gzip`. Gaps stay gaps. Else JSON `{ error: { kind, message } }`: 401, 403, 404 (no such
 * symbol or file, or no candles in the period), 422 (the question), 429 and 503 with `Retry-After`. 503 of kind `busy` means that the
 * venue's history is still being fetched: ask the same again. `fetchCandles` does all this.
 */
export async function handleCandlesCall(
  request: Request,
  tenant: Tenant,
  services: CandleServices & { readonly rateLimiter: RateLimiter },
): Promise<Response> {
  const rate = await services.rateLimiter.limit('candles', tenant.userId)
  if (!rate.ok) return failureResponse({ kind: 'too-many', retryAfterSeconds: rate.retryAfterSeconds })
  const query = readQuery(new URL(request.url).searchParams)
  if (query === null) return failureResponse({ kind: 'invalid', message: 'The question is incomplete.' })
  const until = performance.now() + BUDGET_MS
  const loaded = await loadCandles(services, tenant, query, {
    mostCandles: MAX_SERVED_CANDLES,
    shouldStop: () => performance.now() > until || request.signal.aborted,
  })
  if (!loaded.ok) return failed(loaded.error)
  return binary(encodeCandles(loaded.value), request.headers.get('accept') ?? '')
}

function readQuery(parameters: URLSearchParams): CandleQuery | null {
  const parsed = schema.safeParse(Object.fromEntries(parameters))
  if (!parsed.success || parsed.data.source === null) return null
  const { source, timeframe, ...rest } = parsed.data
  return { ...rest, source, ...(timeframe === undefined ? {} : { timeframe }) }
}

const kinds: Readonly<Record<CandleFailure['kind'], FailureKind>> = {
  'bad-range': 'invalid',
  'too-many': 'invalid',
  'not-found': 'not-found',
  'no-candles': 'not-found',
  unavailable: 'unavailable',
  unfinished: 'busy',
}

const failed = ({ kind, message }: CandleFailure): Response =>
  failureResponse({
    ...{ kind: kinds[kind], message },
    ...(kind === 'unfinished' ? { retryAfterSeconds: 1 } : {}),
    ...(kind === 'unavailable' ? { retryAfterSeconds: 30 } : {}),
  })

async function binary(bytes: Uint8Array<ArrayBuffer>, accepted: string): Promise<Response> {
  const as = (type: string) => ({ headers: { 'Content-Type': type, 'Cache-Control': 'private, no-store' } })
  if (!accepted.includes(PACKED)) return new Response(bytes, as('application/octet-stream'))
  // As a type of its own: the framework drops the header of an encoded body, and a browser would then not unpack it.
  return new Response(new Uint8Array(await promisify(gzip)(bytes, { level: 4 })), as(PACKED))
}
