import fc from 'fast-check'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { splitSeries } from '@/lib/domain/sweep/split'
import { sweepResult } from '@/lib/domain/sweep/sweep-result'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import { bars, configOf, FROM, MINUTE, pairOf, walk } from '@/tests/support/backtest-market'
import { outcomesOf, splitOf, sweepSetup, type SweepSetup } from '@/tests/support/sweep-setup'

const resultOf = (setup: SweepSetup, outcomes: readonly (Outcome | undefined)[] = outcomesOf(setup)) =>
  sweepResult(setup.plan, splitOf(setup), { outcomes, stopped: null, deaths: [] })

describe('The split', () => {
  const symbol = 'ETH/USDT:USDT'
  const cut = (series: CandleSeries, pct: number) => splitSeries(new Map([[symbol, series]]), pct)

  test('parts the bars by time: each in at most one part, none beyond the cut, all of them on a full grid', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 300 }),
        fc.integer({ min: 50, max: 90 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 100 }),
        (count, pct, gapFrom, gap) => {
          const series = walk({ count, seed: 3, gap: [gapFrom, gapFrom + gap] })
          const split = series.length === 0 ? null : cut(series, pct)
          if (split === null) return
          const times = (part: 'inSample' | 'outOfSample') => [
            ...(split[part].series.get(symbol)?.openTime ?? []),
          ]
          const [before, after] = [times('inSample'), times('outOfSample')]
          expect(Math.max(...before) + MINUTE).toBeLessThanOrEqual(split.at)
          expect(Math.min(...after)).toBeGreaterThanOrEqual(split.at)
          expect([...before, ...after]).toEqual([...series.openTime])
          expect(split.inSample.candles + split.outOfSample.candles).toBe(series.length)
        },
      ),
    )
  })

  test('leaves out a bar that reaches over the cut, where bars lie off the grid', () => {
    const series = emptySeries(MINUTE, 10)
    for (let i = 0; i < 10; i += 1) series.openTime[i] = FROM + i * MINUTE * 1.5
    const split = cut(series, 50)
    const whole = [...series.openTime]
    const parts = [split?.inSample, split?.outOfSample].map((part) => [
      ...(part?.series.get(symbol)?.openTime ?? []),
    ])
    const at = split?.at ?? NaN
    expect(parts[0]).toEqual(whole.filter((time) => time + MINUTE <= at))
    expect(parts[1]).toEqual(whole.filter((time) => time >= at))
  })

  test('takes seven tenths of the time, not of the bars', () => {
    const series = walk({ count: 1_000, seed: 4, gap: [100, 600] })
    expect(cut(series, 70)?.at).toBe(FROM + 700 * MINUTE)
    expect(cut(series, 70)?.inSample.candles).toBe(200)
  })

  test('shares the memory of the whole', () => {
    const series = walk({ count: 100, seed: 5 })
    expect(cut(series, 70)?.outOfSample.series.get(symbol)?.close.buffer).toBe(series.close.buffer)
  })

  test('is impossible where a symbol would have no candles in a part', () => {
    expect(cut(walk({ count: 1, seed: 1 }), 70)).toBeNull()
    const late = bars(walk({ count: 1_000, seed: 1 }), 950, 1_000)
    expect(
      splitSeries(
        new Map([
          ['A', walk({ count: 1_000, seed: 1 })],
          ['B', late],
        ]),
        70,
      ),
    ).toBeNull()
    expect(splitSeries(new Map(), 70)).toBeNull()
  })
})

describe('A candidate', () => {
  test('is run on both parts and gives the figures of each', () => {
    const setup = sweepSetup()
    const outcomes = outcomesOf(setup)
    expect(outcomes.map(({ kind }) => kind)).toEqual(new Array<string>(12).fill('done'))
    const { rows } = resultOf(setup, outcomes)
    expect(rows.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(rows.map((row) => row.outOfSampleRank).sort((a, b) => a - b)).toEqual(rows.map(({ rank }) => rank))
    expect(rows.some(({ inSample }) => inSample.ended > 3)).toBe(true)
    expect(rows.some(({ outOfSample }) => outOfSample.ended > 0)).toBe(true)
    const scores = rows.map(({ score }) => score.inSample ?? -Infinity)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  })

  test('gives in sample exactly what a sweep over the first part alone gives there', () => {
    const series = walk({ count: 2_000, seed: 21 })
    const whole = outcomesOf(sweepSetup({ inSamplePct: 50 }, series))
    const longer = outcomesOf(sweepSetup({ inSamplePct: 80 }, bars(series, 0, 1_250)))
    expect(whole.map((one) => one.kind === 'done' && one.inSample)).toEqual(
      longer.map((one) => one.kind === 'done' && one.inSample),
    )
  })

  test('whose settings contradict each other or whose ladder does not pass is told with the reason', () => {
    const setup = sweepSetup({
      axes: [
        { setting: 'maxSafetyOrders', values: [2, 6] },
        { setting: 'activeSafetyOrders', values: [1, 4] },
        { setting: 'baseOrderSize', values: [200, 8_000] },
      ],
    })
    const { counts, invalid, complete } = resultOf(setup)
    expect(counts).toEqual({ candidates: 8, done: 3, invalid: 5, lost: 0, notReached: 0 })
    expect(complete).toBe(true)
    expect(invalid.map(({ code, count }) => [code, count])).toEqual([
      ['capital-insufficient', 3],
      ['activeSafetyOrders', 2],
    ])
    expect(invalid[0]?.message).toContain('The whole ladder needs')
    expect(invalid[0]?.example).toMatchObject({ baseOrderSize: 8_000 })
    expect(invalid[1]?.message).toContain('at most the number of safety orders, 2')
  })

  test('of several pairs may vary one of them, and names the pair that is refused', () => {
    const config = configOf([pairOf(), pairOf({ side: 'short' })])
    const setup = sweepSetup(
      { axes: [{ setting: 'leverage', values: [5, 100], pair: 'ETH/USDT:USDT short' }] },
      undefined,
      config,
    )
    const { counts, invalid } = resultOf(setup)
    expect(counts).toMatchObject({ done: 1, invalid: 1 })
    expect(invalid[0]?.message).toMatch(/^ETH\/USDT:USDT short: /)
  })

  test('of the martingale strategy is examined by its own rules and run', () => {
    const config = configOf([
      pairOf({ strategy: 'martingale', leverage: 5, config: { beginSizeOfBalance: 0.006 } }),
    ])
    const setup = sweepSetup(
      { axes: [{ setting: 'beginSizeOfBalance', values: [0.0005, 0.006, 0.5] }] },
      undefined,
      { ...config, deposit: 1_000 },
    )
    const { counts, invalid } = resultOf(setup)
    expect(counts).toMatchObject({ candidates: 3, done: 1, invalid: 2 })
    expect(invalid.map(({ code }) => code).sort()).toEqual(['beginSizeOfBalance', 'order-below-minimum'])
  })

  test('whose capital the other pairs do not leave free is refused', () => {
    const config = configOf([pairOf(), pairOf({ side: 'short' })], { deposit: 1_900 })
    const setup = sweepSetup(
      { axes: [{ setting: 'allocatedCapital', values: [900, 1_800] }] },
      undefined,
      config,
    )
    expect(resultOf(setup).invalid).toMatchObject([{ code: 'capital-insufficient', count: 1 }])
  })
})

describe('Ranking', () => {
  test('never depends on what happens out of sample', () => {
    const series = walk({ count: 2_400, seed: 11 })
    const at = splitOf(sweepSetup({}, series)).at
    const shapes = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      volatility: fc.double({ min: 1e-4, max: 0.01, noNaN: true }),
    })
    const ranking = (candles: CandleSeries) =>
      resultOf(sweepSetup({}, candles)).rows.map(({ rank, id, score, inSample }) => ({
        ...{ rank, id, score: score.inSample, inSample },
      }))
    const wanted = ranking(series)
    fc.assert(
      fc.property(shapes, (shape) => {
        const other = walk({ count: 2_400, ...shape })
        const first = series.openTime.findIndex((time) => time >= at)
        for (const column of ['open', 'high', 'low', 'close', 'volume'] as const) {
          other[column].set(series[column].subarray(0, first))
        }
        expect(ranking(other)).toEqual(wanted)
      }),
      { numRuns: 8 },
    )
  })
})

describe('A result', () => {
  test('tells what was not reached, was lost or killed workers, and is then not complete', () => {
    const setup = sweepSetup()
    const all = outcomesOf(setup)
    const outcomes = all.map((outcome, i): Outcome | undefined =>
      i === 3 ? { kind: 'lost', reasons: ['a', 'b'] } : i > 9 ? undefined : outcome,
    )
    const result = sweepResult(setup.plan, splitOf(setup), {
      outcomes,
      stopped: 'cancelled',
      deaths: ['a', 'b'],
    })
    expect(result.counts).toEqual({ candidates: 12, done: 9, invalid: 0, lost: 1, notReached: 2 })
    expect(result).toMatchObject({ complete: false, stopped: 'cancelled', deaths: ['a', 'b'] })
    expect(result.lost).toEqual([
      { settings: { takeProfitPct: 0.5, priceDeviationPct: 0.3 }, reasons: ['a', 'b'] },
    ])
    expect(resultOf(setup, all).complete).toBe(true)
  })

  test('names the objective, the axes and both spans', () => {
    const result = resultOf(sweepSetup({ objective: 'net-profit' }))
    expect(result).toMatchObject({
      objective: 'net-profit',
      objectiveLabel: 'Net profit',
      method: 'grid',
      seed: null,
    })
    const { inSample, outOfSample, at } = result.split
    expect([inSample.from, inSample.to, outOfSample.from]).toEqual([FROM, at, at])
    const [best, second] = result.rows
    expect(best?.inSample.netProfit).toBeGreaterThanOrEqual(second?.inSample.netProfit ?? Infinity)
    expect(result.overfitting.general).toContain('12 candidates')
    expect(result.rankCorrelation).not.toBeNull()
  })
})
