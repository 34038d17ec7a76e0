import fc from 'fast-check'
import { mulberry32, normals } from '@/lib/domain/random'
import { quantileEstimate, shareEstimate, tailMeanEstimate } from '@/lib/domain/risk/intervals'

const sorted = (values: number[]) => Float64Array.from(values).sort()

/** How often an interval holds the truth over many samples of a process whose truth is known. */
function coverage(
  samples: number,
  interval: (random: () => number) => readonly [number, number],
  truth: number,
) {
  const random = mulberry32(20_250_101)
  let held = 0
  for (let i = 0; i < samples; i++) {
    const [low, high] = interval(random)
    if (low <= truth && truth <= high) held += 1
  }
  return held / samples
}

describe('the interval of a share', () => {
  test.each([
    [10, 100, 0.0552, 0.1744],
    [0, 100, 0, 0.037],
    [100, 100, 0.963, 1],
    [1, 400, 0.0004, 0.014],
  ])('%i of %i lies between %f and %f (Wilson)', (hits, trials, low, high) => {
    const estimate = shareEstimate(hits, trials)
    expect(estimate.value).toBe(hits / trials)
    expect(estimate.low).toBeCloseTo(low, 3)
    expect(estimate.high).toBeCloseTo(high, 3)
  })

  test('holds the share itself and stays within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const { value, low, high } = shareEstimate(Math.round(n * share), n)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          expect(low).toBeLessThanOrEqual(value)
          expect(high).toBeGreaterThanOrEqual(value)
        },
      ),
    )
  })

  test('shrinks with more paths of the same share', () => {
    const widths = [50, 200, 800, 3_200].map((n) => {
      const { low, high } = shareEstimate(n / 10, n)
      return (high ?? 1) - (low ?? 0)
    })
    expect(widths).toEqual(widths.toSorted((a, b) => b - a))
    expect((widths[3] ?? 1) / (widths[0] ?? 1)).toBeLessThan(0.15)
  })

  test.each([0.02, 0.1, 0.5])('holds a true share of %f in about 95 of 100 samples', (truth) => {
    const held = coverage(
      1_200,
      (random) => {
        let hits = 0
        for (let i = 0; i < 400; i++) if (random() < truth) hits += 1
        const { low, high } = shareEstimate(hits, 400)
        return [low ?? 0, high ?? 1]
      },
      truth,
    )
    expect(held).toBeGreaterThan(0.93)
    expect(held).toBeLessThan(0.98)
  })
})

describe('the interval of a quantile', () => {
  test.each([
    [0.5, 0, 200],
    [0.95, 1.6448536, 400],
    [0.99, 2.3263479, 1_000],
  ])('holds the true %f quantile in at least 95 of 100 samples', (p, truth, n) => {
    const held = coverage(
      500,
      (random) => {
        const draw = normals(random)
        const { low, high } = quantileEstimate(sorted(Array.from({ length: n }, draw)), p)
        return [low ?? -Infinity, high ?? Infinity]
      },
      truth,
    )
    expect(held).toBeGreaterThan(0.925)
    expect(held).toBeLessThan(0.99)
  })

  test('has no upper bound where the paths are too few for one, and says so', () => {
    const upTo = (n: number) => quantileEstimate(sorted(Array.from({ length: n }, (_, i) => i)), 0.99)
    expect(upTo(367).high).toBeNull()
    expect(upTo(368).high).toBe(367)
    expect(upTo(2_000)).toMatchObject({ value: 1_979 })
    expect(quantileEstimate(sorted([3]), 0.5)).toEqual({ value: 3, low: null, high: null })
  })

  test('bounds the value it gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (values, p) => {
          const { value, low, high } = quantileEstimate(sorted(values), p)
          expect(values).toContain(value)
          expect(low ?? -Infinity).toBeLessThanOrEqual(value)
          expect(high ?? Infinity).toBeGreaterThanOrEqual(value)
        },
      ),
    )
  })
})

describe('the mean of the worst values', () => {
  test('is the mean of the largest 5 %, and at least of one', () => {
    const hundred = sorted(Array.from({ length: 100 }, (_, i) => i + 1))
    expect(tailMeanEstimate(hundred, 0.05, 'a').value).toBe(98)
    expect(tailMeanEstimate(sorted([4, 9]), 0.05, 'a')).toEqual({ value: 9, low: null, high: null })
  })

  test('holds the true shortfall of a normal loss in about nine of ten samples, as its documentation warns', () => {
    // phi(1.645) / 0.05
    const truth = 2.0627128
    const held = coverage(
      120,
      (random) => {
        const draw = normals(random)
        const losses = sorted(Array.from({ length: 400 }, draw))
        const { low, high } = tailMeanEstimate(losses, 0.05, String(random()))
        return [low ?? NaN, high ?? NaN]
      },
      truth,
    )
    expect(held).toBeGreaterThan(0.84)
    expect(held).toBeLessThan(0.99)
  })

  test('gives the same interval for the same seed', () => {
    const draw = normals(mulberry32(4))
    const losses = sorted(Array.from({ length: 200 }, draw))
    expect(tailMeanEstimate(losses, 0.05, 'x')).toEqual(tailMeanEstimate(losses, 0.05, 'x'))
    expect(tailMeanEstimate(losses, 0.05, 'x')).not.toEqual(tailMeanEstimate(losses, 0.05, 'y'))
  })
})
