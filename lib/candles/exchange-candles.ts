import 'server-only'
import { window } from '@/lib/domain/candles/aggregate-candles'
import type { HistoryExchange, HistoryTimeframe } from '@/lib/domain/candles/candle-source'
import { emptySeries, firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { joinSeries } from '@/lib/domain/candles/join-series'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { CandleHistory } from '@/lib/ports/candle-history'
import { MarketDataUnavailable } from '@/lib/ports/market-data'
import { breathe } from './breathe'
import type { CandleFailure, CandleServices, LoadingOptions } from './candle-services'
import { storeDays, storedDays, type DayKey } from './repository'

type Query = {
  readonly symbol: string
  readonly from: number
  readonly to: number
  readonly timeframe: HistoryTimeframe
}

const DAY_MS = 86_400_000
/** Days that are read from the store at once. */
const BLOCK_DAYS = 32
/** Days that are asked for together, so that few pages are cut short. */
const DAYS_AT_ONCE = 5
/** A day is final once the venue's own lag is over. */
const SETTLED_AFTER_MS = 60_000

/** The public candles of a venue: what the store has, and what is missing there from the venue, day by day, into the store. */
export async function exchangeCandles(
  services: CandleServices,
  query: Query,
  exchange: HistoryExchange,
  { onProgress, shouldStop }: LoadingOptions,
): Promise<Result<CandleSeries, CandleFailure>> {
  const { symbol, timeframe, from, to } = query
  const barMs = timeframeMs[timeframe]
  const key: DayKey = { source: exchange, symbol, barMs }
  const history = services.history(exchange)
  const first = dayOf(from)
  const parts: CandleSeries[] = []
  for (let start = first; start < to; start += BLOCK_DAYS * DAY_MS) {
    const end = Math.min(start + BLOCK_DAYS * DAY_MS, dayOf(to - 1) + DAY_MS)
    const known = await storedDays(key, start, end, new Date(services.clock.now()))
    for (let day = start; day < end; day += DAY_MS) {
      if (shouldStop?.() === true) {
        const days = Math.round((day - first) / DAY_MS)
        return fail({
          kind: 'unfinished',
          message: `The candles of ${days} days are there; more are to come.`,
        })
      }
      if (!known.has(day)) {
        const fetched = await fetchDays({ ...services, history }, query, key, missingRun(known, day, end))
        if (!fetched.ok) return fetched
        for (const [at, series] of fetched.value) known.set(at, series)
      }
      parts.push(known.get(day) ?? emptySeries(barMs, 0))
      onProgress?.((Math.min(day + DAY_MS, to) - from) / barMs, (to - from) / barMs)
      await breathe()
    }
  }
  return ok(between(joinSeries(barMs, parts), from, to))
}

type Run = { readonly from: number; readonly to: number }

/** The days without candles from `day` on. */
function missingRun(known: ReadonlyMap<number, CandleSeries>, day: number, end: number): Run {
  let to = day + DAY_MS
  while (to < end && !known.has(to)) to += DAY_MS
  return { from: day, to }
}

/** Asks the venue for the first days of a run and keeps those that are final. */
async function fetchDays(
  services: Pick<CandleServices, 'clock'> & { readonly history: CandleHistory | null },
  { symbol, timeframe }: Query,
  key: DayKey,
  run: Run,
): Promise<Result<ReadonlyMap<number, CandleSeries>, CandleFailure>> {
  const { history, clock } = services
  if (history === null) return fail({ kind: 'unavailable', message: noVenuesSentence })
  const { barMs } = key
  const days = Math.max(DAYS_AT_ONCE, Math.floor((history.pageBars * barMs) / DAY_MS))
  const to = Math.min(run.to, run.from + days * DAY_MS)
  try {
    const listed = await history.listedSince(symbol)
    if (listed === null) {
      return fail({ kind: 'not-found', message: `${nameOf(key.source)} does not list ${symbol}.` })
    }
    const now = clock.now()
    const pages: CandleSeries[] = []
    for (let at = Math.max(run.from, dayOf(listed)); at < Math.min(to, now); at += history.pageBars * barMs) {
      pages.push(await history.page(symbol, timeframe, at, Math.min(to, at + history.pageBars * barMs)))
    }
    const whole = joinSeries(barMs, pages)
    const fetched = new Map<number, CandleSeries>()
    for (let day = run.from; day < to; day += DAY_MS) fetched.set(day, between(whole, day, day + DAY_MS))
    await storeDays(
      key,
      [...fetched].filter(([day]) => day + DAY_MS + SETTLED_AFTER_MS <= now),
    )
    return ok(fetched)
  } catch (error) {
    if (!(error instanceof MarketDataUnavailable)) throw error
    return fail({ kind: 'unavailable', message: unreachableSentence(nameOf(key.source)) })
  }
}

const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS

const between = (series: CandleSeries, from: number, to: number): CandleSeries =>
  window(series, firstIndexFrom(series, from), firstIndexFrom(series, to))

const nameOf = (exchange: string): string => exchange.charAt(0).toUpperCase() + exchange.slice(1)

const noVenuesSentence =
  'This installation does not ask exchanges for prices. Use the simulated market, or upload a file.'

const unreachableSentence = (name: string): string =>
  `${name} could not be reached, or gave no usable answer. What was fetched before is kept; try again later, use the simulated market, or upload a file.`
