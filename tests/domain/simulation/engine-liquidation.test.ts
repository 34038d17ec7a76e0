import { fromUnits, toUnits } from '@/lib/domain/money'
import { maintenanceMargin } from '@/lib/domain/perpetuals/margin'
import { bankruptcyPrice } from '@/lib/domain/perpetuals/margin'
import { setFundingRate } from '@/lib/domain/simulation/venue'
import { instrument, MINUTE, scene, START } from './engine-scene'

const HOURS_8 = 8 * 3_600_000
const FUNDING_AT = Date.UTC(2025, 0, 1, 8)

describe.each(['long', 'short'] as const)('liquidation of a %s', (side) => {
  // In the mirrored prices the liquidation of a short is a tick-free number of its own, so the bars go by the venue's figure.
  const held = (leverage = 10, deposit = 1_000) => {
    const s = scene(side, { leverage, deposit })
    s.enter({ id: 'base', quantity: 1 })
    const at = s.mirror(s.position()?.liquidationPrice ?? NaN)
    return { s, at }
  }

  it('equity at the liquidation price equals maintenance margin plus the fee to close', () => {
    const { s } = held()
    const position = s.position()
    const price = position?.liquidationPrice ?? NaN
    const equity = (position?.margin ?? NaN) + (position?.unrealisedPnl(price) ?? NaN)
    expect(equity).toBeCloseTo(maintenanceMargin(instrument.tiers, price).margin + price * 0.00055, 7)
  })

  it.each([
    ['at', 0, true],
    ['beyond', -0.01, true],
    ['short of', 0.01, false],
  ])('a mark %s the liquidation price', (_case, distance, liquidated) => {
    const { s, at } = held()
    s.bar(100, 100.5, at + distance, 99)
    expect(s.position() === null).toBe(liquidated)
    expect(s.events.map((event) => event.kind)).toEqual(liquidated ? ['liquidation'] : [])
  })

  it('ends the position at its bankruptcy price and loses its whole margin, no more', () => {
    const { s } = held()
    const wallet = s.venue.walletUnits
    const margin = toUnits(s.position()?.margin ?? 0)
    const entry = s.position()?.averageEntry ?? NaN
    s.bar(60, 60, 50, 55)
    const fill = s.fills[1]
    expect(s.venue.walletUnits).toBe(wallet - margin)
    expect(fill).toMatchObject({ clientOrderId: null, quantitySteps: 1_000, at: START })
    expect(fill?.price).toBeCloseTo(bankruptcyPrice(side, entry, 10), 6)
    expect((fill?.grossUnits ?? 0) - (fill?.feeUnits ?? 0)).toBe(-margin)
    const event = s.events[0]
    expect(event).toMatchObject({
      kind: 'liquidation',
      quantity: 1,
      price: fill?.price,
      fillId: fill?.fillId,
    })
    expect(event?.kind === 'liquidation' ? event.fee : null).toBe(fromUnits(fill?.feeUnits ?? NaN))
  })

  it('comes before the take profit and cancels every open order of the pair', () => {
    const { s, at } = held()
    s.enter({ id: 'rung', quantity: 1, limit: 80 })
    s.exit({ id: 'target', quantity: 1, limit: 101 })
    s.bar(100, 110, at - 1, 105)
    expect(s.fills[1]?.clientOrderId).toBeNull()
    expect(s.fills).toHaveLength(2)
    expect(s.endings().slice(1)).toEqual(['rung CANCELLED liquidated', 'target CANCELLED liquidated'])
    expect(s.venue.orders).toEqual([])
  })

  it('a stop that the path meets first saves the position', () => {
    const { s, at } = held()
    s.exit({ id: 'stop', quantity: 1, stop: 95 })
    s.bar(100, 100, at - 1, 99)
    expect(s.story().slice(1)).toEqual(['stop exit 1@94.99 taker'])
  })

  it('a gap beyond stop and liquidation price liquidates', () => {
    const { s, at } = held()
    s.exit({ id: 'stop', quantity: 1, stop: 95 })
    s.bar(at - 0.5, at, at - 1, at)
    expect(s.story()[1]).toMatch(/^liquidation exit 1@/)
    expect(s.endings()[1]).toBe('stop CANCELLED liquidated')
  })

  it('is recomputed after every rung inside the bar', () => {
    const alone = held(10, 100_000)
    alone.s.bar(100, 100, alone.at, alone.at)
    expect(alone.s.position()).toBeNull()
    const { s, at } = held(10, 100_000)
    s.enter({ id: 'rung', quantity: 10, limit: 95 })
    s.bar(100, 100, at, at)
    expect(s.position()?.quantity).toBe(11)
    expect(s.mirror(s.position()?.liquidationPrice ?? NaN)).toBeLessThan(at)
  })

  it('the risk table moves the liquidation price of a larger position nearer', () => {
    const tiers = [
      { upTo: 500, rate: 0.005, maxLeverage: 100 },
      { upTo: null, rate: 0.04, maxLeverage: 20 },
    ]
    const distance = (quantity: number) => {
      const s = scene(side, { instrument: { ...instrument, tiers } })
      s.enter({ id: 'base', quantity })
      return 100 - s.mirror(s.position()?.liquidationPrice ?? NaN)
    }
    expect(distance(50)).toBeLessThan(distance(1) - 2)
  })

  it('a position beyond it at the quote of an order is liquidated before the order', () => {
    const { s, at } = held()
    expect(s.exit({ id: 'close', quantity: 1 }, at - 1)).toMatchObject({
      kind: 'refused',
      code: 'reduce-only',
    })
    expect(s.story()[1]).toMatch(/^liquidation exit 1@/)
  })

  it('a mark exactly at it is enough', () => {
    const s = scene('long')
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'close', quantity: 1 }, s.position()?.liquidationPrice ?? NaN)
    expect(s.story()[1]).toMatch(/^liquidation exit 1@/)
  })

  it('leaves the orders and the position of the other side alone', () => {
    const { s, at } = held()
    const other = scene(side === 'long' ? 'short' : 'long', { venue: s.venue })
    other.enter({ id: 'other-base', quantity: 1 })
    other.enter({ id: 'other-rung', quantity: 1, limit: 80 })
    s.bar(100, 100, at, 99)
    expect(s.position()).toBeNull()
    expect(other.position()?.quantity).toBe(1)
    expect(s.venue.orders.map((order) => order.clientOrderId)).toEqual(['other-rung'])
  })

  it('extremes of a bar that opened before the newest entry do not liquidate either', () => {
    const { s } = held()
    s.bar(100, 100, 99, 100)
    s.enter({ id: 'add', quantity: 1 }, 97, START + MINUTE + 30_000)
    s.bar(100, 100, 80, 99)
    expect(s.position()?.quantity).toBe(2)
    s.bar(99, 100, 80, 99)
    expect(s.position()).toBeNull()
  })

  it('extremes of a bar that opened before the position do not liquidate it, its close does', () => {
    const late = (low: number, close: number) => {
      const s = scene(side, { leverage: 10 })
      s.enter({ id: 'base', quantity: 1 }, 100, START + 30_000)
      s.bar(100, 100, low, close)
      return s.position()
    }
    expect(late(80, 99)).not.toBeNull()
    expect(late(80, 85)).toBeNull()
  })

  it('without leverage a fall never liquidates a long', () => {
    const s = scene('long', { leverage: 1 })
    s.enter({ id: 'base', quantity: 1 })
    s.bar(100, 100, 0.01, 0.01)
    expect(s.position()).toMatchObject({ quantity: 1, liquidationPrice: null })
  })
})

describe.each(['long', 'short'] as const)('funding of a %s', (side) => {
  const sign = side === 'long' ? 1 : -1
  const held = (deposit = 1_000, leverage = 10) => {
    const s = scene(side, { deposit, leverage })
    s.enter({ id: 'base', quantity: 2 })
    return s
  }

  it('is charged where a bar opens on a funding time, with the open as mark and 0.01 percent by default', () => {
    const s = held()
    s.skipTo(FUNDING_AT - MINUTE)
    s.bar(100, 100.5, 99.5, 100.2)
    expect(s.events).toEqual([])
    s.bar(101, 101.5, 99.5, 100)
    const amount = -sign * 2 * s.mirror(101) * 0.0001
    expect(s.events).toMatchObject([{ kind: 'funding', side, quantity: 2, rate: 0.0001, at: FUNDING_AT }])
    expect(s.events[0]).toMatchObject({ markPrice: s.mirror(101), amountUnits: toUnits(amount) })
    s.bar(101, 101.5, 99.5, 100)
    expect(s.events).toHaveLength(1)
  })

  it('counts the position held before any fill of the bar', () => {
    const s = held()
    s.skipTo(FUNDING_AT)
    s.enter({ id: 'market', quantity: 3 })
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.bar(100, 100, 98, 100)
    expect(s.position()?.quantity).toBe(6)
    expect(s.events).toMatchObject([{ quantity: 2 }])
  })

  it('comes before the fills of its bar', () => {
    const s = held()
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.exit({ id: 'target', quantity: 2, limit: 101 })
    s.skipTo(FUNDING_AT)
    s.bar(102, 102, 98, 100)
    expect(s.fills).toHaveLength(3)
    expect(s.events).toMatchObject([{ quantity: 2 }])
  })

  it('is not charged on a position opened at the funding time', () => {
    const s = scene(side)
    s.skipTo(FUNDING_AT)
    s.enter({ id: 'base', quantity: 1 })
    s.bar(100, 100, 99, 100)
    expect(s.events).toEqual([])
  })

  it('funding times inside a gap are charged at the last mark', () => {
    const s = held()
    s.bar(100, 100.5, 99.5, 100.25)
    s.skipTo(FUNDING_AT + 2 * HOURS_8 + MINUTE)
    s.bar(103, 103, 102, 103)
    expect(
      s.events.map((event) => [event.at, event.kind === 'funding' && s.mirror(event.markPrice)]),
    ).toEqual([
      [FUNDING_AT, 100.25],
      [FUNDING_AT + HOURS_8, 100.25],
      [FUNDING_AT + 2 * HOURS_8, 100.25],
    ])
  })

  it('takes the given rate, bounded to 0.375 percent', () => {
    const s = held()
    setFundingRate(s.venue, instrument, -0.0002, START)
    s.skipTo(FUNDING_AT)
    s.bar(100, 100, 100, 100)
    setFundingRate(s.venue, instrument, 0.02, START)
    s.skipTo(FUNDING_AT + HOURS_8)
    s.bar(100, 100, 100, 100)
    expect(s.events).toMatchObject([
      { rate: -0.0002, amount: sign * 0.04 },
      { rate: 0.00375, amount: sign * -0.75 },
    ])
  })

  it('comes from the free balance first and then from the margin, which brings the liquidation nearer', () => {
    const rich = held()
    const poor = held(22.1)
    for (const s of [rich, poor]) {
      const before = s.position()
      setFundingRate(s.venue, instrument, sign * 0.00375, START)
      for (const at of [FUNDING_AT, FUNDING_AT + HOURS_8, FUNDING_AT + 2 * HOURS_8]) {
        s.skipTo(at)
        s.bar(100, 100, 100, 100)
      }
      const moved = (s.position()?.margin ?? 0) - (before?.margin ?? 0)
      const nearer = s.mirror(s.position()?.liquidationPrice ?? 0) - s.mirror(before?.liquidationPrice ?? 0)
      expect(moved < 0).toBe(s === poor)
      expect(nearer > 0).toBe(s === poor)
    }
  })

  it('that leaves too little margin liquidates at once, even if the price then recovers', () => {
    const s = held(2.5, 90)
    setFundingRate(s.venue, instrument, sign * 0.00375, START)
    s.bar(100, 100, 100, 100)
    s.skipTo(FUNDING_AT + 30 * HOURS_8)
    s.bar(130, 130, 130, 130)
    expect(s.events.map((event) => event.kind).at(-1)).toBe('liquidation')
    expect(s.events.length).toBeLessThan(5)
    expect(s.position()).toBeNull()
    expect(s.venue.walletUnits).toBeGreaterThanOrEqual(0)
  })

  it('never takes more than balance and margin hold', () => {
    const s = scene('short', { deposit: 2.5, leverage: 90 })
    s.enter({ id: 'base', quantity: 2 })
    setFundingRate(s.venue, instrument, -0.00375, START)
    const wallet = s.venue.walletUnits
    s.skipTo(FUNDING_AT)
    s.bar(-700, -700, -700, -700)
    expect(s.events[0]).toMatchObject({ kind: 'funding', amountUnits: -wallet })
    expect(s.events.map((event) => event.kind)).toEqual(['funding', 'liquidation'])
    expect(s.venue.walletUnits).toBe(0)
  })
})
