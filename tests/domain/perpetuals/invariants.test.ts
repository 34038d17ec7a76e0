import fc from 'fast-check'
import { fundingRate, nextFundingAfter, HOUR_MS } from '@/lib/domain/perpetuals/funding'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { exhaustionPrice, liquidationPrice, markBasedLiquidation } from '@/lib/domain/perpetuals/liquidation'
import {
  assignedMargin,
  bankruptcyPrice,
  maintenanceMargin,
  maxLeverageFor,
  tierLines,
} from '@/lib/domain/perpetuals/margin'
import { breakevenPrice, unrealisedPnl } from '@/lib/domain/perpetuals/pnl'
import { averageAfterEntry, averageOfLots, grossOfExit } from '@/lib/domain/perpetuals/position'
import { grossTarget, netTarget, netTargetOnBase } from '@/lib/domain/perpetuals/take-profit'

const side = fc.constantFrom<Side>('long', 'short')
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const price = real(1e-4, 1e5)
const quantity = real(1e-3, 1e4)
const near = (actual: number, expected: number, scale = expected) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(scale)))

const tiers = [
  { upTo: 50_000, rate: 0.004, maxLeverage: 125 },
  { upTo: 250_000, rate: 0.01, maxLeverage: 50 },
  { upTo: 1_000_000, rate: 0.025, maxLeverage: 20 },
  { upTo: null, rate: 0.1, maxLeverage: 5 },
]

describe('the average entry', () => {
  it('moves toward the fill price and never past it', () => {
    fc.assert(
      fc.property(quantity, price, quantity, price, (held, average, added, fill) => {
        const next = averageAfterEntry(held, average, added, fill)
        expect(next).toBeGreaterThanOrEqual(Math.min(average, fill))
        expect(next).toBeLessThanOrEqual(Math.max(average, fill))
        if (Math.abs(average - fill) > 1e-6 * average) expect(next).not.toBe(average)
      }),
    )
  })

  it('is the price of the first entry when nothing is held', () => {
    expect(averageAfterEntry(0, 123, 2, 50)).toBe(50)
    expect(averageOfLots([])).toEqual({ quantity: 0, average: null })
  })
})

describe('targets and breakeven', () => {
  it('a target net of fees leaves exactly the promised part of the cost and lies beyond the breakeven', () => {
    const fee = real(0, 0.002)
    fc.assert(
      fc.property(side, price, quantity, real(0.001, 0.2), fee, fee, (s, average, q, gain, feeIn, feeOut) => {
        const target = netTarget(s, average, gain, feeIn, feeOut)
        const cost = average * q
        const net = grossOfExit(s, q, average, target) - cost * feeIn - target * q * feeOut
        near(net, cost * gain, cost)
        const breakeven = netTarget(s, average, 0, feeIn, feeOut)
        expect(s === 'long' ? target - breakeven : breakeven - target).toBeGreaterThan(0)
      }),
    )
  })

  it('a target on the base order earns its part of the base after all fees', () => {
    fc.assert(
      fc.property(side, real(1, 1e5), real(1, 100), real(0.001, 0.05), (s, averageEntry, q, gain) => {
        const [baseOrder, entryFees, exitFeeRate] = [
          averageEntry * q * 0.25,
          averageEntry * q * 0.0005,
          0.0004,
        ]
        const target = netTargetOnBase({
          side: s,
          averageEntry,
          quantity: q,
          gain,
          baseOrder,
          entryFees,
          exitFeeRate,
        })
        const net = grossOfExit(s, q, averageEntry, target) - entryFees - target * q * exitFeeRate
        near(net, gain * baseOrder, averageEntry * q)
      }),
    )
  })

  it('a gross target is the same share of the average on both sides, and a negative one is a stop', () => {
    expect(grossTarget('long', 200, 0.01)).toBeCloseTo(202, 12)
    expect(grossTarget('short', 200, 0.01)).toBeCloseTo(198, 12)
    expect(grossTarget('long', 200, -0.01)).toBeCloseTo(198, 12)
  })

  it('the break-even of the venue never assumes a cheaper exit than 0.055 %', () => {
    expect(breakevenPrice('long', 1, 100, 0, 0)).toBeCloseTo(100 / (1 - 0.00055), 12)
    expect(breakevenPrice('long', 1, 100, 0, 0.001)).toBeCloseTo(100 / (1 - 0.001), 12)
  })
})

describe('the liquidation price', () => {
  const position = fc.record({
    side,
    quantity,
    entryPrice: price,
    leverage: real(1.5, 100),
    takerFeeRate: real(0, 0.002),
  })

  it('is where equity equals maintenance margin plus the fee to close, whatever the tier', () => {
    fc.assert(
      fc.property(position, (p) => {
        const margin = assignedMargin(p.side, p.quantity * p.entryPrice, p.leverage, p.takerFeeRate)
        const liquidation = liquidationPrice({ ...p, margin }, tiers)
        if (liquidation === null) return
        const value = p.quantity * liquidation
        const equity = margin + unrealisedPnl(p.side, p.quantity, p.entryPrice, liquidation)
        near(
          equity,
          maintenanceMargin(tiers, value).margin + value * p.takerFeeRate,
          p.quantity * p.entryPrice,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('lies on the loss side exactly when 1/leverage exceeds maintenance rate plus fee', () => {
    fc.assert(
      fc.property(position, real(0.002, 0.1), (p, rate) => {
        const required = rate + p.takerFeeRate
        fc.pre(Math.abs(1 / p.leverage - required) > 1e-6)
        const margin = (p.quantity * p.entryPrice) / p.leverage
        const liquidation = markBasedLiquidation({ ...p, margin, rate, deduction: 0 })
        const onLossSide = p.side === 'long' ? liquidation < p.entryPrice : liquidation > p.entryPrice
        expect(onLossSide).toBe(1 / p.leverage > required)
      }),
    )
  })

  it('moves away with more margin and closer with more leverage', () => {
    const distance = (p: { side: Side; entryPrice: number }, at: number) =>
      p.side === 'long' ? p.entryPrice - at : at - p.entryPrice
    fc.assert(
      fc.property(position, real(1.01, 3), (p, more) => {
        const value = p.quantity * p.entryPrice
        const at = (leverage: number, extra: number) =>
          markBasedLiquidation({ ...p, margin: value / leverage + extra, rate: 0.005, deduction: 0 })
        expect(distance(p, at(p.leverage, value * 0.01))).toBeGreaterThan(distance(p, at(p.leverage, 0)))
        expect(distance(p, at(p.leverage * more, 0))).toBeLessThan(distance(p, at(p.leverage, 0)))
      }),
    )
  })

  it('does not exist for a long without leverage', () => {
    const long = { side: 'long', quantity: 1, entryPrice: 100, margin: 100, takerFeeRate: 0.0005 } as const
    expect(liquidationPrice(long, [{ upTo: null, rate: 0 }])).toBeNull()
  })

  it('exhausts the margin exactly, fee included, at the bankruptcy price', () => {
    fc.assert(
      fc.property(position, (p) => {
        const margin = assignedMargin(p.side, p.quantity * p.entryPrice, p.leverage, p.takerFeeRate)
        near(
          exhaustionPrice({ ...p, margin }),
          bankruptcyPrice(p.side, p.entryPrice, p.leverage),
          p.entryPrice,
        )
      }),
    )
  })
})

describe('maintenance margin', () => {
  it('is continuous over every bound of the risk table and is the largest of its lines', () => {
    fc.assert(
      fc.property(real(1, 5_000_000), (value) => {
        const lines = tierLines(tiers).map((line) => value * line.rate - line.deduction)
        near(maintenanceMargin(tiers, value).margin, Math.max(...lines), value)
      }),
    )
  })

  it('counts a value on a bound to the lower tier', () => {
    expect(maintenanceMargin(tiers, 50_000)).toMatchObject({ rate: 0.004, deduction: 0 })
    expect(maintenanceMargin(tiers, 50_000.01).rate).toBe(0.01)
  })

  it('refuses an empty risk table', () => {
    expect(() => maintenanceMargin([], 1)).toThrow(RangeError)
  })

  it.each([
    [50_000, 125],
    [50_000.01, 50],
    [9e9, 5],
  ])('a position value of %d allows leverage %d', (value, leverage) => {
    expect(maxLeverageFor(tiers, value)).toBe(leverage)
  })
})

describe('funding', () => {
  it.each([
    [null, 8, 0.0001],
    [null, 4, 0.00005],
    [0.0002, 8, 0.0002],
    [0.01, 8, 0.00375],
    [-0.01, 8, -0.00375],
  ])('a given rate of %p every %d hours charges %d', (given, hours, rate) => {
    expect(fundingRate(given, hours * HOUR_MS)).toBe(rate)
  })

  it('falls on whole multiples of the interval, strictly after the given time', () => {
    const eight = 8 * HOUR_MS
    expect(nextFundingAfter(0, eight)).toBe(eight)
    expect(nextFundingAfter(eight - 1, eight)).toBe(eight)
    expect(nextFundingAfter(eight, eight)).toBe(2 * eight)
  })
})
