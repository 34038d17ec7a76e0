import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { CandleSource, HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { CandleFailure, CandleServices, LoadingOptions } from './candle-services'
import { exchangeCandles } from './exchange-candles'
import { simulatedCandles } from './simulated-candles'
import { uploadedCandles } from './uploads/uploaded-candles'

export type CandleQuery = {
  readonly source: CandleSource
  /** Ccxt unified symbol. An upload has one symbol, and another finds nothing. */
  readonly symbol: string
  /** Candles that open from here (included) to there (not), milliseconds since the epoch. Only closed candles are ever given. */
  readonly from: number
  readonly to: number
  /** Length of the candles: one minute where nothing is said. An upload has its own, from which longer ones are merged. */
  readonly timeframe?: HistoryTimeframe
}

/**
 * The candles of one symbol from any source, ascending, gaps kept. An exchange's history that is not in the store yet is fetched and kept, day by
 * day; another tenant's upload is `not-found`. At least one candle comes out. Gives the event loop back between the pieces.
 */
export async function loadCandles(
  services: CandleServices,
  tenant: Tenant,
  query: CandleQuery,
  options: LoadingOptions,
): Promise<Result<CandleSeries, CandleFailure>> {
  const { source, from } = query
  const to = Math.min(query.to, services.clock.now())
  if (!Number.isFinite(from) || !(from < to)) {
    return fail({ kind: 'bad-range', message: 'The period must end after it begins, and begin in the past.' })
  }
  // An upload cannot be longer than its plan allowed; how long its candles are is only known to itself.
  const barMs = timeframeMs[query.timeframe ?? '1m']
  if (source.kind !== 'upload' && (to - from) / barMs > options.mostCandles) {
    return fail({ kind: 'too-many', message: tooManySentence(options.mostCandles) })
  }
  const loaded = await loadFrom(services, tenant, { ...query, to }, options)
  if (!loaded.ok) return loaded
  const { length } = loaded.value
  if (length > options.mostCandles) {
    return fail({ kind: 'too-many', message: tooManySentence(options.mostCandles) })
  }
  return length === 0 ? fail({ kind: 'no-candles', message: noCandlesSentence(query) }) : ok(loaded.value)
}

function loadFrom(services: CandleServices, tenant: Tenant, query: CandleQuery, options: LoadingOptions) {
  const { source, timeframe = '1m' } = query
  switch (source.kind) {
    case 'simulated':
      return simulatedCandles({ ...query, timeframe }, source.seed, options)
    case 'exchange':
      return exchangeCandles(services, { ...query, timeframe }, source.exchange, options)
    case 'upload':
      return uploadedCandles(tenant, query, source.uploadId)
  }
}

const tooManySentence = (most: number) =>
  `That is more than ${most.toLocaleString('en-US')} candles. Choose a shorter period or longer candles.`

function noCandlesSentence({ symbol, from, to }: CandleQuery): string {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  return `There are no candles of ${symbol} from ${day(from)} to ${day(to)} (UTC).`
}
