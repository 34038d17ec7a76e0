import { window } from '@/lib/domain/candles/aggregate-candles'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { Bollinger } from '@/lib/domain/indicators/bollinger'
import type { Candle } from '@/lib/domain/indicators/candle'
import { declineVelocity } from '@/lib/domain/indicators/decline-velocity'
import { Ema } from '@/lib/domain/indicators/ema'
import { Rsi } from '@/lib/domain/indicators/rsi'
import { testVolatility } from '@/lib/domain/indicators/volatility-test'
import { candlesOf, type Signal, type SignalSpec, type SignalValues } from './signal'

/** Older than this many timeframes, the newest closed candle is no basis for a decision (trading reference 2.10). */
const STALE_AFTER = 2

/**
 * One signal at the instant `at` from the newest closed candles of its timeframe, or why there is none. `price` is the last traded
 * price; only `ema-unfinished` reads it, as the close of the candle in progress.
 */
export function evaluateSignal(
  spec: SignalSpec,
  closed: CandleSeries | null,
  at: number,
  price: number | null,
): Signal {
  const need = candlesOf(spec)
  if (closed === null || closed.length < need) return { status: 'missing', have: closed?.length ?? 0, need }
  const newest = closed.openTime[closed.length - 1] ?? NaN
  const length = timeframeMs[spec.timeframe]
  const closedAt = newest + length
  const limitMs = STALE_AFTER * length
  if (at - closedAt > limitMs) return { status: 'stale', closedAt, limitMs }
  const used = window(closed, closed.length - need, closed.length)
  const oldest = used.openTime[0] ?? NaN
  if (newest - oldest !== (need - 1) * length) return { status: 'missing', have: contiguous(closed), need }
  const values = valuesOf(spec, used, price)
  return values === null ? { status: 'missing', have: need, need } : { status: 'ready', closedAt, ...values }
}

type Values = { readonly current: SignalValues; readonly previous: SignalValues }

function valuesOf(spec: SignalSpec, candles: CandleSeries, price: number | null): Values | null {
  switch (spec.kind) {
    case 'ema':
      return emaValues(candles, spec.period)
    case 'ema-unfinished':
      return price === null ? null : unfinishedEma(candles, spec.period, price)
    case 'rsi':
      return rsiValues(candles, spec.period)
    case 'bollinger':
      return bollingerValues(candles, spec.period, spec.deviations)
    case 'change':
      return changeValues(candles, spec.candles)
    case 'decline':
      return declineValues(candles)
    case 'volatility': {
      const { trigger, ...measures } = testVolatility(records(candles))
      const values = { ...measures, trigger }
      return { current: values, previous: values }
    }
  }
}

function emaValues({ close }: CandleSeries, period: number): Values {
  const ema = new Ema(period)
  let previous = 0
  for (const price of close) {
    previous = ema.value ?? price
    ema.update(price)
  }
  const closes = lastTwo(close)
  return {
    current: { ema: ema.value, close: closes.current },
    previous: { ema: previous, close: closes.previous },
  }
}

function unfinishedEma({ close }: CandleSeries, period: number, price: number): Values {
  const ema = new Ema(period)
  for (const each of close) ema.update(each)
  const before = ema.value
  ema.update(price)
  return {
    current: { ema: ema.value, close: price },
    previous: { ema: before, close: lastTwo(close).current },
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

function declineValues(candles: CandleSeries): Values {
  const all = records(candles)
  const at = (end: number): SignalValues => {
    const seen = all.slice(end - 31, end)
    const forms = (['long', 'short', 'classic'] as const).map(
      (form) => [form, declineVelocity(seen, form)] as const,
    )
    return Object.fromEntries(
      forms.flatMap(([form, found]) => [
        [form, found?.kind ?? null],
        [`${form}Score`, found?.score ?? null],
      ]),
    )
  }
  return { current: at(all.length), previous: at(all.length - 1) }
}

function lastTwo(close: Float64Array): { current: number; previous: number } {
  return { current: close[close.length - 1] ?? NaN, previous: close[close.length - 2] ?? NaN }
}

/** How many candles before the end follow one another without a gap. */
function contiguous({ openTime, length, barMs }: CandleSeries): number {
  let count = length > 0 ? 1 : 0
  while (
    count < length &&
    (openTime[length - count] ?? NaN) - (openTime[length - count - 1] ?? NaN) === barMs
  )
    count++
  return count
}

const records = (candles: CandleSeries): Candle[] =>
  Array.from({ length: candles.length }, (_, i) => ({
    open: candles.open[i] ?? NaN,
    high: candles.high[i] ?? NaN,
    low: candles.low[i] ?? NaN,
    close: candles.close[i] ?? NaN,
    volume: candles.volume[i] ?? NaN,
  }))
