import fc from 'fast-check'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { averageOfCosts } from '@/lib/domain/perpetuals/position'
import {
  buildLadder,
  isBelowMinimum,
  plannedRungs,
  totalVolume,
  type LadderShape,
} from '@/lib/domain/strategies/dca/ladder'
import { ladderTable } from '@/lib/domain/strategies/dca/ladder-table'
import { eth, example } from './builders'

const near = (actual: number, expected: string | number) => {
  const wanted = Number(expected)
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
}

const shapeOf = (inputs: Readonly<Record<string, number>>): LadderShape => ({
  safetyOrderSize: Number(inputs.safetyOrder),
  maxSafetyOrders: Number(inputs.maxSafetyOrders),
  priceDeviationPct: Number(inputs.deviationPct),
  stepScale: Number(inputs.stepScale),
  volumeScale: Number(inputs.volumeScale),
  deviationFrom: 'base',
})

function averagesOf(side: Side, basePrice: number, baseOrder: number, shape: LadderShape): number[] {
  const entries = [{ price: basePrice, cost: baseOrder }]
  return plannedRungs(shape, side, basePrice).map((rung) => {
    entries.push({ price: rung.price, cost: rung.volume })
    return averageOfCosts(entries) ?? Number.NaN
  })
}

describe('the planned ladder', () => {
  test('reproduces the published ladder of four rungs at step scale 4', () => {
    const shape = shapeOf({
      safetyOrder: 30,
      maxSafetyOrders: 4,
      deviationPct: 1,
      stepScale: 4,
      volumeScale: 2,
    })
    const rungs = plannedRungs(shape, 'long', 100)
    expect(rungs.map((rung) => rung.deviationPct)).toEqual([1, 5, 21, 85])
    expect(rungs.map((rung) => rung.volume)).toEqual([30, 60, 120, 240])
    expect(totalVolume({ ...shape, baseOrderSize: 15 })).toBe(465)
    const averages = averagesOf('long', 100, 15, shape)
    ;[99.33110367893, 96.809058157488, 86.418917844871, 24.99516680531].forEach((each, i) =>
      near(averages[i] ?? 0, each),
    )
  })

  test('reproduces the published flat ladder of fifteen rungs', () => {
    const shape = shapeOf({
      safetyOrder: 40,
      maxSafetyOrders: 15,
      deviationPct: 2,
      stepScale: 1,
      volumeScale: 1,
    })
    near(plannedRungs(shape, 'long', 100).at(-1)?.deviationPct ?? 0, 30)
    near(averagesOf('long', 100, 20, shape).at(-1) ?? 0, 83.558999261882)
    expect(totalVolume({ ...shape, baseOrderSize: 20 })).toBe(620)
  })

  test('a quote-weighted mean of prices would be another average', () => {
    const levels = [
      { price: 100, cost: 10 },
      { price: 90, cost: 20 },
      { price: 80, cost: 40 },
    ]
    near(averageOfCosts(levels) ?? 0, 85.135135135135)
    const wrong = levels.reduce((sum, { price, cost }) => sum + price * cost, 0) / 70
    near(wrong, 85.714285714286)
  })

  test('steps from the previous order compound', () => {
    const shape: LadderShape = {
      ...example,
      maxSafetyOrders: 2,
      priceDeviationPct: 10,
      stepScale: 2,
      deviationFrom: 'previous',
    }
    const long = plannedRungs(shape, 'long', 100)
    near(long[0]?.price ?? 0, 90)
    near(long[1]?.price ?? 0, 72)
    near(long[1]?.deviationPct ?? 0, 28)
    const short = plannedRungs(shape, 'short', 100)
    near(short[1]?.price ?? 0, 132)
    near(short[1]?.deviationPct ?? 0, 32)
  })
})

const shapes = fc.record({
  safetyOrderSize: fc.double({ min: 5, max: 1e4, noNaN: true }),
  maxSafetyOrders: fc.integer({ min: 1, max: 12 }),
  priceDeviationPct: fc.double({ min: 0.1, max: 5, noNaN: true }),
  stepScale: fc.double({ min: 0.8, max: 2, noNaN: true }),
  volumeScale: fc.double({ min: 0.8, max: 2.5, noNaN: true }),
  deviationFrom: fc.constant('base' as const),
})
const prices = fc.double({ min: 1e-4, max: 1e5, noNaN: true })
const geometric = (x: number, n: number) => (Math.abs(x - 1) < 1e-12 ? n : (x ** n - 1) / (x - 1))

test('I1: deviations rise strictly, the closed forms hold, and a long ladder stays above zero', () => {
  fc.assert(
    fc.property(
      shapes,
      prices,
      fc.double({ min: 5, max: 1e4, noNaN: true }),
      (shape, price, baseOrderSize) => {
        const n = shape.maxSafetyOrders
        const depth = shape.priceDeviationPct * geometric(shape.stepScale, n)
        fc.pre(depth < 95 && Math.abs(shape.stepScale - 1) > 1e-6 && Math.abs(shape.volumeScale - 1) > 1e-6)
        const rungs = plannedRungs(shape, 'long', price)
        const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.abs(b)
        const total = baseOrderSize + shape.safetyOrderSize * geometric(shape.volumeScale, n)
        return (
          rungs.every((rung, i) => rung.deviationPct > (rungs[i - 1]?.deviationPct ?? 0)) &&
          rungs.every((rung) => rung.price > 0) &&
          close(rungs[n - 1]?.deviationPct ?? 0, depth) &&
          close(totalVolume({ ...shape, baseOrderSize }), total)
        )
      },
    ),
    { numRuns: 500 },
  )
})

test('I9: every rung is a whole number of steps at or above the minimums, or it is skipped', () => {
  fc.assert(
    fc.property(shapes, prices, fc.constantFrom<Side>('long', 'short'), (shape, price, side) => {
      const instrument = {
        ...eth,
        tickSize: price > 1 ? 0.01 : 0.000001,
        quantityStep: 0.001,
        minQuantity: 0.003,
      }
      for (const rung of buildLadder(shape, side, price, instrument)) {
        if (rung.skipped) {
          expect(rung.ticks < 1 || isBelowMinimum(rung.quantitySteps, rung.price, instrument)).toBe(true)
          continue
        }
        expect(Number.isInteger(rung.quantitySteps)).toBe(true)
        expect(rung.quantity).toBeGreaterThanOrEqual(0.003)
        expect(rung.quantity * rung.price).toBeGreaterThanOrEqual(5)
        expect(rung.quantity * rung.price).toBeLessThanOrEqual(rung.volume * (1 + 1e-6))
        const drift =
          side === 'long'
            ? rung.price - plannedPrice(shape, side, price, rung.level)
            : plannedPrice(shape, side, price, rung.level) - rung.price
        expect(drift).toBeLessThanOrEqual(instrument.tickSize * 1e-3)
      }
    }),
    { numRuns: 300 },
  )
})

const plannedPrice = (shape: LadderShape, side: Side, price: number, level: number) =>
  plannedRungs(shape, side, price)[level - 1]?.price ?? 0

test('I10: reflected about the base price, the short ladder is the long one', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const long = plannedRungs(shape, 'long', 100)
      plannedRungs(shape, 'short', 100).forEach((rung, index) => {
        const mirrored = long[index]
        expect(Math.abs(200 - (mirrored?.price ?? 0) - rung.price)).toBeLessThan(
          1e-9 * Math.max(1, rung.price),
        )
        expect(mirrored?.deviationPct).toBe(rung.deviationPct)
      })
    }),
    { numRuns: 200 },
  )
})

describe('the worked example', () => {
  const rows = [
    [0, 0, 3000.0, 150, 0.05, 0.05, 3000, 3047.26, 1.575, 2640.0, 2413.39, 2715.07],
    [1, 1.5, 2955.0, 150, 0.05, 0.1, 2977.5, 3023.89, 2.331, 2620.2, 2395.29, 2694.71],
    [2, 3.3, 2901.0, 195, 0.06, 0.16, 2948.8125, 2994.57, 3.225, 2594.96, 2372.22, 2668.74],
    [3, 5.46, 2836.2, 253.5, 0.08, 0.24, 2911.275, 2956.34, 4.236, 2561.93, 2342.02, 2634.77],
    [4, 8.052, 2758.44, 329.55, 0.11, 0.35, 2863.24114286, 2907.5, 5.404, 2519.66, 2303.38, 2591.3],
    [5, 11.1624, 2665.12, 428.415, 0.16, 0.51, 2801.0854902, 2844.34, 6.725, 2464.96, 2253.37, 2535.05],
  ] as const
  const tableAt = (leverage: number) =>
    ladderTable({ config: example, side: 'long', leverage, instrument: eth, fees: eth.fees, price: 3000 })
  const five = tableAt(5)
  const ten = tableAt(10)

  test.each(rows.map((row) => [row[0], row] as const))(
    'level %d agrees to the printed digits',
    (level, printed) => {
      const row = five[level]
      if (row === undefined) throw new Error('the level is missing')
      const [, deviation, price, volume, quantity, position, average, target, rebound, stop, at5, at10] =
        printed
      expect(row.deviationPct).toBeCloseTo(deviation, 6)
      expect(row.price).toBe(price)
      expect(row.volume).toBeCloseTo(volume, 6)
      expect(row.quantity).toBe(quantity)
      expect(row.positionQuantity).toBeCloseTo(position, 10)
      expect(row.averageEntry).toBeCloseTo(average, 8)
      expect(row.targetPrice).toBe(target)
      expect(row.reboundPct).toBeCloseTo(rebound, 3)
      expect(row.stopPrice).toBe(stop)
      expect(row.liquidationPrice).toBeCloseTo(at5, 2)
      expect(ten[level]?.liquidationPrice).toBeCloseTo(at10, 2)
      expect(row.margin).toBeCloseTo(row.cumulativeCost / 5, 10)
    },
  )

  test('the guard prices agree to the printed digits', () => {
    expect(five[0]?.guardPrice).toBeCloseTo(2530.72, 2)
    expect(five[5]?.guardPrice).toBeCloseTo(2362.92, 2)
    expect(ten[0]?.guardPrice).toBeCloseTo(2772.05, 2)
  })
})

test('a ladder of one own lies as far above the base price for a short as below it for a long', () => {
  const customSteps = [
    { deviationPct: 1, size: 150 },
    { deviationPct: 4.5, size: 300 },
  ]
  const shape = { ...example, customSteps }
  const pricesOf = (side: 'long' | 'short') => plannedRungs(shape, side, 100).map(({ price }) => price)
  expect(pricesOf('long')).toEqual([99, 95.5])
  expect(pricesOf('short')).toEqual([101, 104.5])
  expect(plannedRungs(shape, 'short', 100).map(({ deviationPct, volume }) => [deviationPct, volume])).toEqual(
    [
      [1, 150],
      [4.5, 300],
    ],
  )
  expect(totalVolume(shape)).toBe(150 + 450)
})
