import fc from 'fast-check'
import { toUnits } from '@/lib/domain/money'
import {
  cancelOrder,
  leverageOf,
  markEquity,
  openVenue,
  placeOrder,
  setFundingRate,
  setLeverage,
} from '@/lib/domain/simulation/venue'
import { instrument, recorder, scene, START } from './engine-scene'

const available = (s: ReturnType<typeof scene>) => markEquity(s.venue, () => null).available

describe('margin of resting entries', () => {
  it('a resting entry reserves margin, closing fee and taker fee of its limit price', () => {
    const s = scene('long', { deposit: 1_000 })
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    expect(available(s)).toBeCloseTo(1_000 - (9.9 + 99 * 0.9 * 0.00055 + 99 * 0.00055), 8)
    cancelOrder(s.venue, 'rung', s.sink)
    expect(available(s)).toBe(1_000)
  })

  it('a partial fill turns its share of the reservation into margin', () => {
    const s = scene('long', { deposit: 1_000 })
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.bar(100, 100, 98, 100, 5)
    const share = 49.5 * (0.1 + 0.9 * 0.00055)
    expect(s.position()?.margin).toBeCloseTo(share, 8)
    expect(available(s)).toBeCloseTo(1_000 - 2 * share - 49.5 * 0.0002 - 49.5 * 0.00055, 8)
  })

  it('a partial exit releases its share of the margin', () => {
    const s = scene('long', { deposit: 1_000 })
    s.enter({ id: 'base', quantity: 1 })
    const margin = s.position()?.margin ?? NaN
    s.exit({ id: 'quarter', quantity: 0.25 })
    expect(s.position()?.margin).toBeCloseTo(0.75 * margin, 8)
    expect(s.position()?.averageEntry).toBe(100.01)
  })

  it('margin is checked when an order is placed, reservations included', () => {
    const s = scene('long', { deposit: 15 })
    expect(s.enter({ id: 'one', quantity: 1, limit: 99 }).kind).toBe('accepted')
    expect(s.enter({ id: 'two', quantity: 1, limit: 98 })).toMatchObject({
      kind: 'refused',
      code: 'margin-insufficient',
    })
    expect(s.enter({ id: 'market', quantity: 1 })).toMatchObject({ code: 'margin-insufficient' })
    expect(s.fills).toEqual([])
  })

  it.each(['long', 'short'] as const)('margin of a %s is checked again when the order fills', (side) => {
    // The deposit covers the order to the cent; funding of the other side's position then takes from it.
    const other = side === 'long' ? 'short' : 'long'
    const venue = openVenue(side === 'long' ? 199.6 : 201.5)
    const holder = scene(other, { venue, leverage: 1 })
    holder.enter({ id: 'held', quantity: 1 })
    const s = scene(side, { venue, leverage: 1 })
    expect(s.enter({ id: 'rung', quantity: 1, limit: 99 }).kind).toBe('accepted')
    setFundingRate(venue, instrument, other === 'long' ? 0.01 : -0.01, START)
    for (let at = START; at < START + 48 * 3_600_000; at += 8 * 3_600_000) {
      s.skipTo(at)
      s.bar(100, 100, 99.5, 100)
    }
    s.bar(100, 100, 98, 100)
    expect(s.endings()).toEqual(['rung CANCELLED margin-insufficient'])
    expect(s.position()).toBeNull()
  })

  it('a fully reserved account fills its order to the last step, whatever the parts', () => {
    const dear = {
      ...instrument,
      fees: { maker: 0.00055, taker: 0.00055 },
      // No funding comes between the parts.
      fundingIntervalMs: 1e12,
    }
    const rung = fc.record({
      steps: fc.integer({ min: 100, max: 5_000 }),
      ticks: fc.integer({ min: 9_000, max: 9_999 }),
      part: fc.integer({ min: 7, max: 900 }),
      leverage: fc.integer({ min: 1, max: 100 }),
    })
    fc.assert(
      fc.property(rung, ({ steps, ticks, part, leverage }) => {
        const order = { id: 'rung', quantity: steps / 1_000, limit: ticks / 100 }
        const rich = scene('long', { instrument: dear, leverage })
        rich.enter(order)
        const s = scene('long', { instrument: dear, leverage, deposit: 10_000 - available(rich) })
        s.enter(order)
        expect(available(s)).toBe(0)
        for (let filled = 0; filled < steps; filled += part)
          s.bar(100, 100, (ticks - 1) / 100, 100, part / 100)
        expect(s.endings()).toEqual(['rung FILLED -'])
      }),
      { numRuns: 200 },
    )
  })

  it('the risk table bounds the size that a leverage may hold', () => {
    const tiers = [
      { upTo: 1_000, rate: 0.005, maxLeverage: 100 },
      { upTo: null, rate: 0.05, maxLeverage: 5 },
    ]
    const s = scene('long', { instrument: { ...instrument, tiers } })
    expect(s.enter({ id: 'small', quantity: 5 }).kind).toBe('accepted')
    expect(s.enter({ id: 'large', quantity: 6 })).toMatchObject({ kind: 'refused', code: 'risk-limit' })
  })
})

describe('leverage', () => {
  it('beyond the risk table is refused with the largest one allowed', () => {
    const result = setLeverage(openVenue(100), instrument, 'long', 101)
    expect(result).toEqual({ ok: false, error: { kind: 'leverage-too-high', max: 100 } })
  })

  it('does not change under an open position, and repeating the one in force is success', () => {
    const s = scene('long')
    s.enter({ id: 'base', quantity: 1 })
    expect(setLeverage(s.venue, instrument, 'long', 20)).toEqual({
      ok: false,
      error: { kind: 'position-open' },
    })
    expect(setLeverage(s.venue, instrument, 'long', 10).ok).toBe(true)
    expect(setLeverage(s.venue, instrument, 'short', 20).ok).toBe(true)
    expect(leverageOf(s.venue, instrument.symbol, 'long')).toBe(10)
  })

  it('changes what resting entries reserve', () => {
    const s = scene('long', { deposit: 1_000, leverage: 10 })
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    const before = available(s)
    setLeverage(s.venue, instrument, 'long', 5)
    expect(before - available(s)).toBeCloseTo(9.9 - 99 * 0.1 * 0.00055, 8)
  })

  it('below 1 is a defect of the caller', () => {
    expect(() => setLeverage(openVenue(100), instrument, 'long', 0.5)).toThrow(RangeError)
  })
})

describe('what the venue refuses', () => {
  const order = {
    clientOrderId: 'x',
    symbol: instrument.symbol,
    positionSide: 'long',
    side: 'buy',
    price: { kind: 'limit', ticks: 9_900 },
    quantitySteps: 1_000,
    reduceOnly: false,
  } as const
  const exit = { ...order, side: 'sell', reduceOnly: true } as const

  it.each([
    ['another symbol', { ...order, symbol: 'ETH/USDT:USDT' }, 'wrong-symbol'],
    ['no quantity', { ...order, quantitySteps: 0 }, 'quantity-invalid'],
    ['part of a step', { ...order, quantitySteps: 0.5 }, 'quantity-invalid'],
    ['no price', { ...order, price: { kind: 'limit', ticks: 0 } }, 'price-invalid'],
    ['part of a tick', { ...order, price: { kind: 'limit', ticks: 1.5 } }, 'price-invalid'],
    ['an entry below the minimum cost', { ...order, quantitySteps: 50 }, 'below-minimum-cost'],
    ['a limit above the maximum', { ...order, quantitySteps: 1_000_001 }, 'above-maximum-quantity'],
    [
      'a market order above its own maximum',
      { ...order, price: { kind: 'market' }, quantitySteps: 500_001 },
      'above-maximum-quantity',
    ],
    ['a reduce-only order on the entry side', { ...order, reduceOnly: true }, 'reduce-only'],
    ['an exit without a position', exit, 'reduce-only'],
    ['a stop that would add', { ...order, price: { kind: 'stop', ticks: 11_000 } }, 'stop-not-reduce-only'],
  ] as const)('%s', (_case, refused, code) => {
    const venue = openVenue(1e7)
    const { sink, recording } = recorder()
    const quote = { last: 100, mark: 100, bid: 99.99, ask: 100.01, at: START }
    expect(placeOrder(venue, instrument, quote, refused, sink)).toMatchObject({ kind: 'refused', code })
    expect(venue.orders).toEqual([])
    expect(recording).toEqual({ fills: [], closed: [], events: [] })
  })

  it('a client order id that rests already', () => {
    const s = scene('long')
    expect(s.enter({ id: 'same', quantity: 1, limit: 99 }).kind).toBe('accepted')
    expect(s.enter({ id: 'same', quantity: 1, limit: 98 })).toMatchObject({
      code: 'duplicate-client-order-id',
    })
    expect(s.venue.orders).toHaveLength(1)
  })

  it('a quantity below the minimum, unless it closes the whole position', () => {
    const coarse = { ...instrument, minQuantity: 0.5 }
    const s = scene('long', { instrument: coarse })
    expect(s.enter({ id: 'small', quantity: 0.4 })).toMatchObject({ code: 'below-minimum-quantity' })
    s.enter({ id: 'base', quantity: 0.7 })
    expect(s.exit({ id: 'part', quantity: 0.3 })).toMatchObject({ code: 'below-minimum-quantity' })
    s.exit({ id: 'half', quantity: 0.5 })
    expect(s.exit({ id: 'rest', quantity: 0.2 }).kind).toBe('accepted')
    expect(s.position()).toBeNull()
  })
})

describe.each(['long', 'short'] as const)('reduce-only orders of a %s', (side) => {
  it('a market exit never exceeds the position: its rest is cancelled', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'close', quantity: 3 })
    expect(s.story().slice(1)).toEqual(['close exit 1@99.99 taker'])
    expect(s.endings()).toEqual(['base FILLED -', 'close CANCELLED reduce-only'])
    expect(s.position()).toBeNull()
  })

  it('resting exits that together exceed the position shrink as it shrinks, and end with it', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'first', quantity: 0.7, limit: 101 })
    s.exit({ id: 'second', quantity: 0.7, limit: 102 })
    s.exit({ id: 'third', quantity: 0.7, limit: 103 })
    s.bar(100, 105, 100, 104)
    expect(s.story().slice(1)).toEqual(['first exit 0.7@101 maker', 'second exit 0.3@102 maker'])
    expect(s.endings().slice(1)).toEqual([
      'first FILLED -',
      'second CANCELLED reduce-only',
      'third CANCELLED position-closed',
    ])
  })

  it('closing the position cancels its exits and leaves its resting entries', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.enter({ id: 'rung', quantity: 1, limit: 95 })
    s.exit({ id: 'stop', quantity: 1, stop: 90.9 })
    s.exit({ id: 'close', quantity: 1 })
    expect(s.venue.orders.map((order) => order.clientOrderId)).toEqual(['rung'])
  })

  it('an exit at market never loses more than the margin of its position', () => {
    const s = scene(side, { leverage: 100, deposit: 1_000 })
    s.bar(100, 104, 96, 100, 10)
    s.enter({ id: 'base', quantity: 1 }, 100)
    const margin = toUnits(s.position()?.margin ?? 0)
    s.exit({ id: 'close', quantity: 1 }, 102.1)
    const exit = s.fills[1]
    expect(exit?.clientOrderId).toBe('close')
    expect((exit?.feeUnits ?? 0) - (exit?.grossUnits ?? 0)).toBeLessThanOrEqual(margin)
    expect((exit?.feeUnits ?? 0) - (exit?.grossUnits ?? 0)).toBeGreaterThan(margin * 0.9)
  })
})
