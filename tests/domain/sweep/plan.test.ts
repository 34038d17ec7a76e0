import fc from 'fast-check'
import type { Axis } from '@/lib/domain/sweep/axis'
import { candidateAt, gridCandidates, pairsWith, randomCandidates } from '@/lib/domain/sweep/candidates'
import { sweepFieldsOf } from '@/lib/domain/sweep/settings'
import { MOST_CANDIDATES, parseSweep, readSweep } from '@/lib/domain/sweep/sweep-plan'
import { configOf, pairOf } from '@/tests/support/backtest-market'

const pairs = configOf().pairs
const both = configOf([pairOf(), pairOf({ side: 'short' })]).pairs

const planOf = (input: object, of = pairs) => {
  const plan = readSweep(input, of)
  if (!plan.ok) throw new Error(plan.error.faults.join('\n'))
  return plan.value
}
const faultsOf = (input: unknown, of = pairs): readonly string[] => {
  const plan = readSweep(input, of)
  return plan.ok ? [] : plan.error.faults
}

const axisOf = (name: string, count: number): Axis => ({
  ...{ name, setting: name, pair: null, label: name, kind: 'number' },
  values: Array.from({ length: count }, (_, i) => i),
})
const grids = fc
  .array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 })
  .map((counts) => counts.map((count, i) => axisOf(`a${i}`, count)))

describe('An axis', () => {
  test.each([
    ['a range', { from: 0.1, to: 0.5, step: 0.1 }, [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['a range whose end is not on a step', { from: 1, to: 2, step: 0.4 }, [1, 1.4, 1.8]],
    ['a range of one value', { from: 2, to: 2, step: 1 }, [2]],
    ['a list', { values: [3, 1, 2] }, [3, 1, 2]],
  ])('from %s has the values as they were meant, in decimals', (_, values, wanted) => {
    const { axes } = planOf({ axes: [{ setting: 'takeProfitPct', ...values }] })
    expect(axes[0]?.values).toEqual(wanted)
  })

  test('may be a choice, a flag, the leverage, or a number that may be none', () => {
    const { candidates, axes } = planOf({
      axes: [
        { setting: 'deviationFrom', values: ['base', 'previous'] },
        { setting: 'takeProfitNetOfFees', values: [true, false] },
        { setting: 'leverage', values: [3, 5] },
        { setting: 'stopLossPct', values: [null, 10] },
      ],
    })
    expect(candidates).toHaveLength(16)
    const last = candidates[15]
    if (last === undefined) throw new Error('no candidate')
    expect(pairsWith(pairs, axes, last)[0]).toMatchObject({
      leverage: 5,
      config: {
        deviationFrom: 'previous',
        takeProfitNetOfFees: false,
        stopLossPct: 10,
        baseOrderSize: 200,
      },
    })
  })

  test('changes one pair where one is named and every pair where none is', () => {
    const plan = planOf(
      {
        axes: [
          { setting: 'takeProfitPct', values: [7] },
          { setting: 'stopLossPct', values: [9], pair: 'ETH/USDT:USDT short' },
        ],
      },
      both,
    )
    const [long, short] = pairsWith(both, plan.axes, { id: 0, values: [7, 9] })
    expect(long?.config).toMatchObject({ takeProfitPct: 7, stopLossPct: 6 })
    expect(short?.config).toMatchObject({ takeProfitPct: 7, stopLossPct: 9 })
    expect(both[1]?.config).toMatchObject({ stopLossPct: 6 })
    expect(plan.axes.map(({ name }) => name)).toEqual(['takeProfitPct', 'stopLossPct of ETH/USDT:USDT short'])
  })

  test('finds the settings of every strategy', () => {
    expect(Object.keys(sweepFieldsOf('dca') ?? {})).toEqual(
      expect.arrayContaining(['leverage', 'priceDeviationPct', 'takeProfitNetOfFees', 'deviationFrom']),
    )
    expect(Object.keys(sweepFieldsOf('martingale') ?? {})).toEqual(
      expect.arrayContaining(['leverage', 'mode', 'beginSizeOfBalance', 'addWhenCritical']),
    )
    expect(sweepFieldsOf('toString')).toBeNull()
  })

  const one = (axis: object) => ({ axes: [{ setting: 'takeProfitPct', ...axis }] })
  test.each([
    ['an unknown setting', { axes: [{ setting: 'takeProfit', values: [1] }] }, '"takeProfit" is no setting'],
    ['a name of every object', { axes: [{ setting: 'toString', values: [1] }] }, '"toString" is no setting'],
    ['an unknown pair', one({ pair: 'BTC/USDT:USDT long', values: [1] }), 'No pair of the run is'],
    ['a text for a number', one({ values: ['2'] }), '"2" is not a value of "takeProfitPct": a number.'],
    ['none for a number that is always needed', one({ values: [null] }), 'null is not a value'],
    ['a wrong choice', { axes: [{ setting: 'deviationFrom', values: ['bas'] }] }, 'one of base, previous'],
    ['a number for a flag', { axes: [{ setting: 'takeProfitNetOfFees', values: [1] }] }, 'true or false'],
    [
      'a range of a choice',
      { axes: [{ setting: 'deviationFrom', from: 1, to: 2, step: 1 }] },
      'not a number',
    ],
    ['a range without a step', one({ from: 1, to: 2 }), 'all of "from", "to" and "step"'],
    ['a step of zero', one({ from: 1, to: 2, step: 0 }), 'a step above zero'],
    ['a range that falls', one({ from: 2, to: 1, step: 1 }), 'which is less'],
    ['a range and a list', one({ from: 1, to: 2, step: 1, values: [1] }), 'a list and a range'],
    ['an empty list', one({ values: [] }), 'has no values'],
    ['a value twice', one({ values: [1, 2, 1] }), 'lists 1 twice'],
    ['a range of a million', one({ from: 1, to: 100, step: 0.0001 }), '990001 values; at most 1000'],
    [
      'a setting varied twice',
      { axes: [one({ values: [1] }).axes[0], one({ values: [2] }).axes[0]] },
      'by two axes',
    ],
    [
      'a huge grid',
      {
        axes: ['takeProfitPct', 'stopLossPct', 'stepScale'].map((setting) => ({
          setting,
          from: 1,
          to: 5,
          step: 0.1,
        })),
      },
      'The grid has 68921 combinations; at most 10000 are run.',
    ],
    ['no axis', { axes: [] }, 'axes: needs at least one axis.'],
    ['an unknown key', { ...one({ values: [1] }), metod: 'grid' }, 'metod: unknown key.'],
    [
      'an unknown objective',
      { ...one({ values: [1] }), objective: 'luck' },
      'objective: must be one of return-per',
    ],
    [
      'everything in sample',
      { ...one({ values: [1] }), inSamplePct: 100 },
      'inSamplePct: must be at most 90.',
    ],
    ['a random sweep of no size', { ...one({ values: [1] }), method: 'random' }, 'how many to draw'],
    [
      'a random sweep too large',
      { ...one({ values: [1] }), method: 'random', candidates: 10_001 },
      'must be at most 10000.',
    ],
    ['a grid with a seed', { ...one({ values: [1] }), seed: 3 }, 'leaves nothing to chance'],
    ['a text', 'axes', 'sweep: '],
  ])('is refused in a sentence: %s', (_, input, sentence) => {
    expect(faultsOf(input).join('\n')).toContain(sentence)
  })

  test('in a file that is not JSON is refused as such', () => {
    const parsed = parseSweep('{', pairs)
    expect(parsed).toMatchObject({ ok: false, error: { faults: [expect.stringContaining('not JSON')] } })
  })
})

describe('A grid', () => {
  test('has each combination exactly once, as many as the product of the axes', () => {
    fc.assert(
      fc.property(grids, (axes) => {
        const candidates = gridCandidates(axes)
        expect(candidates).toHaveLength(axes.reduce((size, { values }) => size * values.length, 1))
        expect(new Set(candidates.map(({ values }) => values.join())).size).toBe(candidates.length)
        expect(candidates.map(({ id }) => id)).toEqual(candidates.map((_, i) => i))
        const isOnAxes = candidates.every(({ values }) =>
          values.every((value, i) => axes[i]?.values.includes(value)),
        )
        expect(isOnAxes).toBe(true)
      }),
    )
  })

  test('changes its last axis fastest', () => {
    expect(gridCandidates([axisOf('a', 2), axisOf('b', 2)]).map(({ values }) => values)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
  })
})

describe('A random sweep', () => {
  test('never draws a combination twice and draws the same ones again for the same seed', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 400 }), fc.string(), (axes, count, seed) => {
        const drawn = randomCandidates(axes, count, seed)
        const ids = drawn.map(({ id }) => id)
        expect(drawn).toHaveLength(Math.min(count, gridCandidates(axes).length))
        expect(new Set(ids).size).toBe(ids.length)
        expect(randomCandidates(axes, count, seed)).toEqual(drawn)
        for (const candidate of drawn) expect(candidateAt(axes, candidate.id)).toEqual(candidate)
      }),
    )
  })

  test('draws others for another seed, from a grid too large to list', () => {
    const axes = Array.from({ length: 4 }, (_, i) => axisOf(`a${i}`, 1_000))
    const [a, b] = ['1', '2'].map((seed) => randomCandidates(axes, 500, seed).map(({ id }) => id))
    expect(new Set([...(a ?? []), ...(b ?? [])]).size).toBe(1_000)
    // 500 draws leave no tenth of the range empty.
    expect(new Set(a?.map((id) => Math.floor(id / 1e11))).size).toBe(10)
  })

  test('chooses each combination about equally often', () => {
    const counts = new Array<number>(6).fill(0)
    for (let seed = 0; seed < 3_000; seed += 1) {
      for (const { id } of randomCandidates([axisOf('a', 2), axisOf('b', 3)], 2, String(seed))) {
        counts[id] = (counts[id] ?? 0) + 1
      }
    }
    // 6,000 draws over 6: 1,000 each with a deviation of 26.
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(130)
  })

  test('may span a grid larger than what may be run', () => {
    const axes = ['takeProfitPct', 'stopLossPct', 'stepScale'].map((setting) => ({
      ...{ setting, from: 1, to: 5, step: 0.1 },
    }))
    const plan = planOf({ axes, method: 'random', candidates: 50, seed: 7 })
    expect(plan).toMatchObject({ gridSize: 68_921, seed: '7' })
    expect(plan.candidates).toHaveLength(50)
    expect(MOST_CANDIDATES).toBe(10_000)
  })
})
