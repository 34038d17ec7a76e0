import { aggregateCandles } from '@/lib/domain/candles/aggregate-candles'
import type { HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { joinSeries } from '@/lib/domain/candles/join-series'
import { candleOpen, timeframeMs } from '@/lib/domain/candles/timeframe'
import { fail, ok, type Result } from '@/lib/domain/result'
import { MARKET_GENESIS, marketModel, type MarketModel } from '@/lib/domain/simulation/market-model'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { breathe } from './breathe'
import type { CandleFailure, LoadingOptions } from './candle-services'

type Query = {
  readonly symbol: string
  readonly from: number
  readonly to: number
  readonly timeframe: HistoryTimeframe
}

const DAY_MS = 86_400_000
/** Drawn in one go: about ten milliseconds of work. */
const PIECE_DAYS = 7
const MODELS_KEPT = 4

/** Candles of a market that does not exist, drawn anew each time: the same seed gives the same ones. */
export async function simulatedCandles(
  { symbol, from, to, timeframe }: Query,
  seed: string,
  { onProgress, shouldStop }: LoadingOptions,
): Promise<Result<CandleSeries, CandleFailure>> {
  if (!simulatedInstruments.has(symbol)) {
    return fail({ kind: 'not-found', message: `The simulated market does not list ${symbol}.` })
  }
  const model = modelOf(seed)
  const length = timeframeMs[timeframe]
  const start = Math.max(MARKET_GENESIS, Math.ceil(from / length) * length)
  const end = candleOpen(to, timeframe)
  await prepare(model, symbol, start)
  const parts: CandleSeries[] = []
  for (let at = start; at < end;) {
    if (shouldStop?.() === true) return fail({ kind: 'unfinished', message: 'The loading was stopped.' })
    const until = Math.min(end, (Math.floor(at / DAY_MS) + PIECE_DAYS) * DAY_MS)
    parts.push(aggregateCandles(model.series(symbol, at, until), timeframe))
    at = until
    onProgress?.((at - start) / length, (end - start) / length)
    await breathe()
  }
  return ok(joinSeries(length, parts))
}

const models = new Map<string, MarketModel>()

/** The market of a seed. Where a symbol stands on a day follows from all days before: the latest few models are kept, as they remember them. */
export function modelOf(seed: string): MarketModel {
  const known = models.get(seed)
  if (known !== undefined) return known
  const model = marketModel(seed)
  models.set(seed, model)
  for (const oldest of models.keys()) {
    if (models.size <= MODELS_KEPT) break
    models.delete(oldest)
  }
  return model
}

/** Lets the model walk from its beginning to an instant piece by piece; a path it knows costs next to nothing. */
async function prepare(model: MarketModel, symbol: string, until: number): Promise<void> {
  for (let at = MARKET_GENESIS; at < until; at += 60 * DAY_MS) {
    model.priceAt(symbol, at)
    await breathe()
  }
}
