import fc from 'fast-check'
import { mulberry32, normals } from '@/lib/domain/random'
import { heatMap } from '@/lib/domain/sweep/heat-map'
import { objectiveNames, scoreOf } from '@/lib/domain/sweep/objective'
import { overfittingOf, type OverfittingSign } from '@/lib/domain/sweep/overfitting'
import { halves, luckOfTheBest, overfittingProbability } from '@/lib/domain/sweep/overfitting-probability'
import { byScore, rankCorrelation, ranksOf } from '@/lib/domain/sweep/ranking'
import type { SweepRow } from '@/lib/domain/sweep/sweep-result'
import { axisOf, figuresOf, rowOf } from './results'

describe('An objective', () => {
  test.each(objectiveNames)('%s has no score for a run that never traded', (objective) => {
    expect(scoreOf(objective, figuresOf({ ended: 0, open: 0, netProfit: 0 }))).toBeNull()
  })

  test('return per drawdown divides a gain by its drawdown and counts a loss as itself', () => {
    const score = (returnShare: number, maxDrawdownShare: number) =>
      scoreOf('return-per-drawdown', figuresOf({ returnShare, maxDrawdownShare }))
    expect(score(0.1, 0.05)).toBe(2)
    expect(score(-0.1, 0.5)).toBe(-0.1)
    // The deeper fall never makes a loss look better.
    expect(score(-0.1, 0.2)).toBe(score(-0.1, 0.5))
    // Hardly any drawdown is no licence to divide by nothing.
    expect(score(0.01, 0)).toBe(10)
  })

  test('the profit factor without a loss counts as ten, and as nothing without a win', () => {
    const score = (over: object) => scoreOf('profit-factor', figuresOf({ profitFactor: null, ...over }))
    expect([
      score({ wins: 3 }),
      score({ wins: 0 }),
      score({ profitFactor: 12 }),
      score({ ended: 0, open: 1 }),
    ]).toEqual([10, 0, 10, null])
  })

  test('the smallest drawdown is the best, and a short run has no Sharpe ratio', () => {
    expect(scoreOf('smallest-drawdown', figuresOf({ maxDrawdownShare: 0.3 }))).toBe(-0.3)
    expect(scoreOf('sharpe', figuresOf({ sharpe: null }))).toBeNull()
    expect(scoreOf('net-profit', figuresOf({ netProfit: -5 }))).toBe(-5)
  })
})

describe('Ranking', () => {
  test('goes by score, then by profit, then by place in the grid, and puts what has no score last', () => {
    const scored = [
      { id: 1, score: null, netProfit: 900 },
      { id: 2, score: 1, netProfit: 5 },
      { id: 3, score: 2, netProfit: 1 },
      { id: 4, score: 2, netProfit: 3 },
      { id: 0, score: 1, netProfit: 5 },
      { id: 5, score: -7, netProfit: 9 },
    ]
    expect(scored.sort(byScore).map(({ id }) => id)).toEqual([4, 3, 0, 2, 5, 1])
  })

  test('ranks share the mean of their places where values are equal', () => {
    expect(ranksOf([10, 30, 20, 20, 5])).toEqual([2, 5, 3.5, 3.5, 1])
  })
})

describe("Spearman's rank correlation", () => {
  const pairsOf = (a: readonly number[], b: readonly number[]) => a.map((x, i) => [x, b[i] ?? NaN] as const)

  test('of the textbook example (IQ against hours of television) is -29/165', () => {
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    expect(rankCorrelation(pairsOf(iq, hours))).toBeCloseTo(-29 / 165, 12)
  })

  test('with equal values is the correlation of their mean ranks', () => {
    // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
    expect(rankCorrelation(pairsOf([1, 2, 2, 3], [1, 2, 3, 4]))).toBeCloseTo(4.5 / Math.sqrt(22.5), 12)
  })

  test('is 1 for any rising relation and -1 for any falling one', () => {
    const values = fc.uniqueArray(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 3, maxLength: 40 })
    fc.assert(
      fc.property(values, (a) => {
        expect(
          rankCorrelation(
            pairsOf(
              a,
              a.map((x) => x ** 3),
            ),
          ),
        ).toBeCloseTo(1, 9)
        expect(
          rankCorrelation(
            pairsOf(
              a,
              a.map((x) => -x),
            ),
          ),
        ).toBeCloseTo(-1, 9)
      }),
    )
  })

  test('is not told for fewer than three pairs or where one side is all the same', () => {
    expect(rankCorrelation(pairsOf([1, 2], [1, 2]))).toBeNull()
    expect(rankCorrelation(pairsOf([1, 2, 3], [5, 5, 5]))).toBeNull()
  })
})

describe('The probability of overfitting', () => {
  const noise = (count: number, days: number, seed: number) => {
    const normal = normals(mulberry32(seed))
    return Array.from({ length: count }, () => Array.from({ length: days }, () => normal() * 0.01))
  }

  test('is about a half where all candidates are noise, on average over many samples', () => {
    const found = Array.from(
      { length: 60 },
      (_, seed) => overfittingProbability(noise(40, 160, seed + 1)) ?? NaN,
    )
    const mean = found.reduce((sum, p) => sum + p, 0) / found.length
    expect(mean).toBeGreaterThan(0.4)
    expect(mean).toBeLessThan(0.6)
  })

  test('is zero where one candidate is truly better than all others', () => {
    const returns = noise(40, 160, 5)
    returns[17] = (returns[17] ?? []).map((value) => value + 0.02)
    expect(overfittingProbability(returns)).toBe(0)
  })

  test('is one where what wins in one half must lose in the other', () => {
    // Each candidate gains in its own four of the eight parts and loses as much in the others.
    const wobble = (day: number) => (day % 2 === 0 ? 0.001 : -0.001)
    const returns = halves(8).map((bits) =>
      Array.from(
        { length: 80 },
        (_, day) => ((bits >> Math.floor(day / 10)) & 1 ? 0.01 : -0.01) + wobble(day),
      ),
    )
    expect(overfittingProbability(returns)).toBe(1)
  })

  test('is a half where candidates do not differ at all', () => {
    const [row = []] = noise(1, 80, 9)
    expect(overfittingProbability(Array.from({ length: 12 }, () => row))).toBe(0.5)
  })

  test('is not told with fewer than ten candidates or forty days', () => {
    expect(overfittingProbability(noise(9, 200, 1))).toBeNull()
    expect(overfittingProbability(noise(50, 39, 1))).toBeNull()
    expect(overfittingProbability([])).toBeNull()
  })

  test('takes every half of the eight parts, and of each also what is left', () => {
    const ways = halves(8)
    expect(ways).toHaveLength(70)
    expect(ways.every((bits) => ways.includes(255 - bits))).toBe(true)
  })

  // Expected maximum of n independent normal variables (Harter 1961): the formula approximates these from n = 5 on.
  test.each([
    [5, 1.163],
    [10, 1.5388],
    [100, 2.5076],
    [1_000, 3.2414],
  ])('expects the luckiest of %d to stand out by %d deviations', (count, wanted) => {
    expect(Math.abs(luckOfTheBest(count) - wanted)).toBeLessThan(0.06)
  })
})

describe('The overfitting warning', () => {
  const rows = (count: number, best: Partial<SweepRow> = {}) => [
    rowOf(1, best),
    ...Array.from({ length: count - 1 }, (_, i) => rowOf(i + 2)),
  ]
  const judge = (over: Partial<Parameters<typeof overfittingOf>[0]> = {}) =>
    overfittingOf({
      ...{
        axes: [axisOf('a', [1, 2, 3])],
        rows: rows(10),
        rankCorrelation: 0.9,
        overfittingProbability: 0.1,
      },
      ...over,
    })

  test('is always given, and says how many were tried', () => {
    const warning = judge()
    expect(warning.level).toBe('always')
    expect(warning.signs).toEqual([])
    expect(warning.general).toContain('The best of 10 candidates looks better than it is')
    expect(
      overfittingOf({ axes: [], rows: [rowOf(1)], rankCorrelation: null, overfittingProbability: null })
        .general,
    ).not.toBe('')
  })

  const cases: [OverfittingSign, Parameters<typeof judge>[0]][] = [
    ['nothing-ranked', { rows: rows(1, { score: { inSample: null, outOfSample: null } }) }],
    ['worse-half-out-of-sample', { rows: rows(10, { outOfSampleRank: 6 }) }],
    ['loses-out-of-sample', { rows: rows(10, { outOfSample: figuresOf({ netProfit: -1 }) }) }],
    ['edge-of-axis', { rows: rows(10, { values: [3] }) }],
    ['few-deals', { rows: rows(10, { inSample: figuresOf({ ended: 99 }) }) }],
    ['no-loss', { rows: rows(10, { inSample: figuresOf({ ended: 150, wins: 150 }) }) }],
    ['many-candidates', { rows: rows(100) }],
    ['order-does-not-carry-over', { rankCorrelation: 0.29 }],
    ['likely-by-chance', { overfittingProbability: 0.3 }],
  ]

  test.each(cases)('is strong for the sign "%s" and for that alone', (sign, over) => {
    const warning = judge(over)
    expect(warning.signs.map((found) => found.sign)).toEqual([sign])
    expect(warning.level).toBe('strong')
  })

  test('knows the edge of an axis only where there is something in between', () => {
    const edges = (axis: ReturnType<typeof axisOf>, value: number | string | null) =>
      judge({ axes: [axis], rows: rows(10, { values: [value] }) }).signs.length
    expect(edges(axisOf('a', [3, 1, 2]), 3)).toBe(1)
    expect(edges(axisOf('a', [3, 1, 2]), 2)).toBe(0)
    expect(edges(axisOf('a', [1, 2]), 2)).toBe(0)
    expect(edges(axisOf('a', [null, 1, 2, 3]), null)).toBe(0)
    expect(edges(axisOf('a', ['base', 'previous', 'x'], { kind: 'choice' }), 'base')).toBe(0)
  })
})

describe('A heat map', () => {
  const axes = [axisOf('a', [1, 2]), axisOf('b', ['x', 'y']), axisOf('c', [7, 8])]
  const row = (id: number, values: SweepRow['values'], inSample: number | null): SweepRow =>
    rowOf(id, { values, score: { inSample, outOfSample: -(inSample ?? 0) } })
  const all = [
    row(1, [1, 'x', 7], 4),
    row(2, [1, 'x', 8], 2),
    row(3, [2, 'x', 7], 5),
    row(4, [2, 'y', 8], null),
    row(5, [1, 'y', 8], -1),
  ]

  test('takes the other axes together: best, mean, worst and how many', () => {
    expect(heatMap(axes, all, 0, 1, 'inSample')?.cells).toEqual([
      [
        { best: 4, mean: 3, worst: 2, count: 2 },
        { best: 5, mean: 5, worst: 5, count: 1 },
      ],
      [{ best: -1, mean: -1, worst: -1, count: 1 }, null],
    ])
  })

  test('shows the other part when asked, and a single axis as one row', () => {
    expect(heatMap(axes, all, 2, null, 'outOfSample')?.cells).toEqual([
      [
        { best: -4, mean: -4.5, worst: -5, count: 2 },
        { best: 1, mean: -0.3333333333333333, worst: -2, count: 3 },
      ],
    ])
    expect(heatMap(axes, all, 1, 1, 'inSample')).toBeNull()
    expect(heatMap(axes, all, 9, null, 'inSample')).toBeNull()
  })
})
