import { window } from '@/lib/domain/candles/aggregate-candles'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { Bollinger } from '@/lib/domain/indicators/bollinger'
import { declineOfWindow } from '@/lib/domain/indicators/decline-window'
import { Rsi } from '@/lib/domain/indicators/rsi'
import { volatilityOfWindow } from '@/lib/domain/indicators/volatility-window'
import { candlesOf, type Signal, type SignalSpec, type SignalValues } from './signal'

/** Older than this many timeframes, the newest closed candle is no basis for a decision (trading reference 2.10). */
const STALE_AFTER = 2

/**
 * One signal at the instant `at` from the newest closed candles of its timeframe, or why there is none. `price` is the last traded
 * price; only `ema-unfinished` reads it, as the close of the candle in progress.
 */
export const evaluateSignal = (
  spec: SignalSpec,
  closed: CandleSeries | null,
  at: number,
  price: number | null,
): Signal => evaluateSignalAt(spec, closed, closed?.length ?? 0, at, price)

/** The same over the candles of a series before index `end`, those that had closed by `at`: nothing is cut out or copied. */
export function evaluateSignalAt(
  spec: SignalSpec,
  series: CandleSeries | null,
  end: number,
  at: number,
  price: number | null,
): Signal {
  const need = candlesOf(spec)
  if (series === null || end < need)
    return { status: 'missing', have: Math.min(end, series?.length ?? 0), need }
  const newest = series.openTime[end - 1] ?? NaN
  const length = timeframeMs[spec.timeframe]
  const closedAt = newest + length
  const limitMs = STALE_AFTER * length
  if (at - closedAt > limitMs) return { status: 'stale', closedAt, limitMs }
  const start = end - need
  if (newest - (series.openTime[start] ?? NaN) !== (need - 1) * length) {
    return { status: 'missing', have: contiguous(series, end), need }
  }
  const values = valuesOf(spec, series, start, end, price)
  if (values === null) return { status: 'missing', have: need, need }
  return { status: 'ready', closedAt, current: values.current, previous: values.previous }
}

type Values = { readonly current: SignalValues; readonly previous: SignalValues }

function valuesOf(
  spec: SignalSpec,
  series: CandleSeries,
  start: number,
  end: number,
  price: number | null,
): Values | null {
  switch (spec.kind) {
    case 'ema':
      return emaValues(series, start, end, spec.period)
    case 'ema-unfinished':
      return price === null ? null : unfinishedEma(series, start, end, spec.period, price)
    case 'rsi':
      return rsiValues(window(series, start, end), spec.period)
    case 'bollinger':
      return bollingerValues(window(series, start, end), spec.period, spec.deviations)
    case 'change':
      return changeValues(window(series, start, end), spec.candles)
    case 'decline':
      return declineValues(series, start, end)
    case 'volatility': {
      const values = volatilityOfWindow(series, start, end)
      return { current: values, previous: values }
    }
  }
}

/** The average over the closes `start` up to, not including, `end`, seeded with the first; NaN of none. */
function emaOver(close: Float64Array, start: number, end: number, period: number): number {
  const weight = 2 / (period + 1)
  const kept = 1 - weight
  let ema = close[start] ?? NaN
  for (let i = start + 1; i < end; i++) ema = weight * (close[i] ?? NaN) + kept * ema
  return ema
}

function emaValues({ close }: CandleSeries, start: number, end: number, period: number): Values {
  const weight = 2 / (period + 1)
  const previous = emaOver(close, start, end - 1, period)
  const newest = close[end - 1] ?? NaN
  return {
    current: { ema: weight * newest + (1 - weight) * previous, close: newest },
    previous: { ema: previous, close: close[end - 2] ?? NaN },
  }
}

function unfinishedEma(
  { close }: CandleSeries,
  start: number,
  end: number,
  period: number,
  price: number,
): Values {
  const weight = 2 / (period + 1)
  const before = emaOver(close, start, end, period)
  return {
    current: { ema: weight * price + (1 - weight) * before, close: price },
    previous: { ema: before, close: close[end - 1] ?? NaN },
  }
}

function rsiValues({ close }: CandleSeries, period: number): Values {
  const rsi = new Rsi(period)
  let previous: SignalValues = { rsi: null, isFlat: false }
  for (const price of close) {
    previous = { rsi: rsi.value, isFlat: rsi.isFlat }
    rsi.update(price)
  }
  return { current: { rsi: rsi.value, isFlat: rsi.isFlat }, previous }
}

function bollingerValues({ close }: CandleSeries, period: number, deviations: number): Values {
  const bands = new Bollinger(period, deviations, 'population')
  let previous: SignalValues = {}
  let current: SignalValues = {}
  for (const price of close) {
    bands.update(price)
    previous = current
    const { lower = null, middle = null, upper = null } = bands.value ?? {}
    current = { lower, middle, upper, close: price }
  }
  return { current, previous }
}

function changeValues({ close }: CandleSeries, candles: number): Values {
  const change = (last: number): SignalValues => {
    const now = close[last] ?? NaN
    const past = close[last - candles] ?? NaN
    return { changePct: ((now - past) / past) * 100, close: now }
  }
  return { current: change(close.length - 1), previous: change(close.length - 2) }
}

function declineValues(candles: CandleSeries, start: number, end: number): Values {
  return {
    current: declineOfWindow(candles, start, end) ?? unmeasured,
    previous: declineOfWindow(candles, start, end - 1) ?? unmeasured,
  }
}

const unmeasured: SignalValues = {
  ...{ long: null, short: null, classic: null },
  ...{ longScore: null, shortScore: null, classicScore: null },
}

/** How many candles before the end follow one another without a gap. */
function contiguous({ openTime, barMs }: CandleSeries, end: number): number {
  let count = end > 0 ? 1 : 0
  while (count < end && (openTime[end - count] ?? NaN) - (openTime[end - count - 1] ?? NaN) === barMs) count++
  return count
}
