import fc from 'fast-check'
import { MarketView } from '@/lib/domain/backtest/market-view'
import { aggregateCandles, closedCandles } from '@/lib/domain/candles/aggregate-candles'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { bollingerSeries } from '@/lib/domain/indicators/bollinger'
import { declineVelocity } from '@/lib/domain/indicators/decline-velocity'
import { emaSeries } from '@/lib/domain/indicators/ema'
import { rsiSeries } from '@/lib/domain/indicators/rsi'
import { evaluateSignal } from '@/lib/domain/signals/evaluate-signal'
import { candleCounts, signalsOf } from '@/lib/domain/signals/market-needs'
import { candlesOf, signalKey, type SignalSpec } from '@/lib/domain/signals/signal'
import { bars, firstBars, FROM, MINUTE, walk } from '@/tests/support/backtest-market'

const specs: readonly SignalSpec[] = [
  { kind: 'ema', timeframe: '1m', period: 1 },
  { kind: 'ema', timeframe: '5m', period: 7 },
  { kind: 'rsi', timeframe: '1m', period: 5 },
  { kind: 'rsi', timeframe: '5m', period: 3 },
  { kind: 'bollinger', timeframe: '5m', period: 6, deviations: 2 },
  { kind: 'change', timeframe: '15m', candles: 3 },
  { kind: 'decline', timeframe: '5m' },
]

const series = walk({ count: 600, seed: 77, gap: [300, 307] })

/** As a host without a memory of its own computes it. */
const fresh = (spec: SignalSpec, seen: CandleSeries, at: number) =>
  evaluateSignal(spec, closedCandles(aggregateCandles(seen, spec.timeframe), candlesOf(spec), at), at, null)

describe('a signal', () => {
  test('is the figure of its definition over its window of closed candles', () => {
    const at = FROM + 290 * MINUTE + 30_000
    const closesOf = (spec: SignalSpec) => [
      ...closedCandles(aggregateCandles(series, spec.timeframe), candlesOf(spec), at).close,
    ]
    const check = (spec: SignalSpec, name: string, expected: readonly (number | null | undefined)[]) => {
      const signal = fresh(spec, series, at)
      if (signal.status !== 'ready') throw new Error(signal.status)
      expect([signal.previous[name], signal.current[name]]).toEqual([
        expect.closeTo(expected.at(-2) ?? NaN, 8),
        expect.closeTo(expected.at(-1) ?? NaN, 8),
      ])
    }
    const ema: SignalSpec = { kind: 'ema', timeframe: '5m', period: 7 }
    check(ema, 'ema', emaSeries(closesOf(ema), 7))
    check(ema, 'close', closesOf(ema))
    const one: SignalSpec = { kind: 'ema', timeframe: '1m', period: 1 }
    check(one, 'ema', closesOf(one))
    const rsi: SignalSpec = { kind: 'rsi', timeframe: '5m', period: 3 }
    check(
      rsi,
      'rsi',
      rsiSeries(closesOf(rsi), 3).map((point) => point?.value),
    )
    const bands: SignalSpec = { kind: 'bollinger', timeframe: '5m', period: 6, deviations: 2 }
    const lower = bollingerSeries(closesOf(bands), 6, 2, 'population').map((band) => band?.lower)
    check(bands, 'lower', lower)
    const change: SignalSpec = { kind: 'change', timeframe: '15m', candles: 3 }
    const closes = closesOf(change)
    check(change, 'changePct', [
      (((closes[3] ?? 0) - (closes[0] ?? 0)) / (closes[0] ?? 0)) * 100,
      (((closes[4] ?? 0) - (closes[1] ?? 0)) / (closes[1] ?? 0)) * 100,
    ])
    const decline: SignalSpec = { kind: 'decline', timeframe: '5m' }
    const candles = closedCandles(aggregateCandles(series, '5m'), 31, at)
    const seen = [...candles.close].map((close, i) => ({ close, volume: candles.volume[i] ?? 0 }))
    const signal = fresh(decline, series, at)
    expect(signal).toMatchObject({
      current: {
        long: declineVelocity(seen, 'long')?.kind,
        shortScore: declineVelocity(seen, 'short')?.score,
      },
    })
  })

  test('never changes through bars that come later, and the candle in progress is no part of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 599 * 60 }), fc.constantFrom(...specs), (seconds, spec) => {
        const at = FROM + seconds * 1_000
        const closed = series.openTime.filter((openTime) => openTime + MINUTE <= at).length
        const known = fresh(spec, firstBars(series, closed), at)
        expect(fresh(spec, series, at)).toEqual(known)
        expect(
          signalsOf(
            [spec],
            new Map([[spec.timeframe, aggregateCandles(firstBars(series, closed), spec.timeframe)]]),
            at,
            null,
          ),
        ).toEqual({
          [signalKey(spec)]: known,
        })
        if (known.status === 'ready') expect(known.closedAt).toBeLessThanOrEqual(at)
      }),
      { numRuns: 400 },
    )
  })

  test('is the same wherever the record begins, as long as it covers the window', () => {
    const at = FROM + 290 * MINUTE
    for (const spec of specs) {
      const window = (candlesOf(spec) + 1) * (timeframeMs[spec.timeframe] / MINUTE)
      const known = fresh(spec, series, at)
      expect(known.status).toBe(window <= 290 ? 'ready' : known.status)
      for (const start of [0, 3, 17, 60].filter((each) => each + window <= 290)) {
        expect(fresh(spec, bars(series, start, 290), at)).toEqual(known)
      }
    }
  })

  test('asked for at every instant of a back-test is what it is computed afresh', () => {
    const view = new MarketView(series)
    for (let at = FROM; at < FROM + 640 * MINUTE; at += 30_000) {
      const seen = view.signals(specs, at, null)
      for (const spec of specs) expect(seen[signalKey(spec)]).toEqual(fresh(spec, series, at))
    }
  })

  test.each<[string, number, object]>([
    ['too few candles', 5, { status: 'missing', have: 5, need: 26 }],
    ['just enough', 26, { status: 'ready' }],
    ['a gap in the window', 320, { status: 'missing', have: 13, need: 26 }],
    ['a window beyond the gap', 333, { status: 'ready' }],
  ])('with %s', (_name, minutes, expected) => {
    const rsi: SignalSpec = { kind: 'rsi', timeframe: '1m', period: 5 }
    expect(fresh(rsi, series, FROM + minutes * MINUTE)).toMatchObject(expected)
  })

  test('grows stale once its newest candle closed more than two timeframes ago', () => {
    const rsi: SignalSpec = { kind: 'rsi', timeframe: '5m', period: 3 }
    const seen = firstBars(series, 290)
    const closedAt = FROM + 290 * MINUTE
    const at = (ms: number) => fresh(rsi, seen, closedAt + ms)
    expect(at(10 * MINUTE)).toMatchObject({ status: 'ready', closedAt })
    expect(at(10 * MINUTE + 1)).toEqual({ status: 'stale', closedAt, limitMs: 10 * MINUTE })
  })

  test('of a source that does not answer is missing', () => {
    const [spec] = specs
    if (spec === undefined) throw new Error('there are no specs')
    expect(signalsOf([spec], new Map(), FROM, null)).toEqual({
      [signalKey(spec)]: { status: 'missing', have: 0, need: 4 },
    })
  })
})

test('of each timeframe as many candles are asked for as the longest window needs', () => {
  expect([...candleCounts(specs)]).toEqual([
    ['1m', 26],
    ['5m', 32],
    ['15m', 5],
  ])
})

test('every signal has a name of its own', () => {
  const all: readonly SignalSpec[] = [
    ...specs,
    { kind: 'ema-unfinished', timeframe: '1m', period: 200 },
    { kind: 'bollinger', timeframe: '5m', period: 6, deviations: 2.5 },
    { kind: 'decline', timeframe: '1m' },
  ]
  expect(new Set(all.map(signalKey)).size).toBe(all.length)
})
