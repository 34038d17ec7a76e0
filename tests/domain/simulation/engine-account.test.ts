import { fromUnits } from '@/lib/domain/money'
import { cancelOrder, markEquity, openVenue, positionKey, positionOf } from '@/lib/domain/simulation/venue'
import { instrument, MINUTE, scene, START, sumOfFlows } from './engine-scene'

describe('the account', () => {
  it.each(['long', 'short'] as const)(
    'a %s books fee and gross profit in whole units, each on its own',
    (side) => {
      const s = scene(side, { deposit: 1_000 })
      s.enter({ id: 'base', quantity: 0.333, limit: 99.37 })
      s.bar(100, 100, 99, 100)
      s.exit({ id: 'target', quantity: 0.333, limit: 101.13 })
      s.bar(100, 102, 100, 100)
      const [entry, exit] = [s.mirror(99.37), s.mirror(101.13)]
      expect(s.fills.map((fill) => [fill.feeUnits, fill.grossUnits])).toEqual([
        [Math.round(0.333 * entry * 0.0002 * 1e8), 0],
        [Math.round(0.333 * exit * 0.0002 * 1e8), Math.round(0.333 * 1.76 * 1e8)],
      ])
      expect(s.venue.walletUnits).toBe(s.venue.depositUnits + sumOfFlows(s))
      expect(s.fills[1]?.walletUnitsAfter).toBe(s.venue.walletUnits)
    },
  )

  it('a maker rebate is a negative fee', () => {
    const s = scene('long', { instrument: { ...instrument, fees: { maker: -0.0001, taker: 0.0005 } } })
    s.enter({ id: 'base', quantity: 1, limit: 99 })
    s.bar(100, 100, 98, 100)
    expect(s.fills[0]?.feeUnits).toBe(-990_000)
  })

  it('equity is wallet plus unrealised profit at the given marks, and the last mark where none is given', () => {
    const s = scene('long', { deposit: 1_000 })
    s.enter({ id: 'base', quantity: 2 })
    s.bar(100, 103, 100, 102)
    const wallet = 1_000 - fromUnits(s.fills[0]?.feeUnits ?? NaN)
    const entry = s.position()?.averageEntry ?? NaN
    expect(markEquity(s.venue, () => 101).equity).toBeCloseTo(wallet + 2 * (101 - entry), 8)
    const unknown = markEquity(s.venue, () => null)
    expect(unknown.equity).toBeCloseTo(wallet + 2 * (102 - entry), 8)
    expect(unknown.wallet).toBe(wallet)
    expect(unknown.available).toBeCloseTo(wallet - (s.position()?.margin ?? NaN), 8)
  })

  it('a bar that arrives after a newer quote does not take the mark back', () => {
    const s = scene('long', { deposit: 1_000 })
    s.enter({ id: 'base', quantity: 1 }, 105, START + 5 * MINUTE)
    const before = markEquity(s.venue, () => null)
    s.bar(100, 100, 99, 100)
    expect(markEquity(s.venue, () => null)).toEqual(before)
  })

  it('holds both sides of a symbol apart', () => {
    const venue = openVenue(10_000)
    const long = scene('long', { venue })
    const short = scene('short', { venue, leverage: 5 })
    long.enter({ id: 'long-base', quantity: 1 })
    short.enter({ id: 'short-base', quantity: 2 })
    long.exit({ id: 'long-target', quantity: 1, limit: 101 })
    long.bar(100, 102, 99, 100)
    expect(Object.keys(venue.positions)).toEqual([positionKey(instrument.symbol, 'short')])
    expect(positionOf(venue, instrument.symbol, 'short')).toMatchObject({ quantity: 2, averageEntry: 99.99 })
    expect(positionOf(venue, instrument.symbol, 'long')).toBeNull()
    expect(positionOf(venue, 'UNKNOWN', 'long')).toBeNull()
  })

  it('both sides of a symbol share the volume of a bar', () => {
    const venue = openVenue(10_000)
    const long = scene('long', { venue })
    long.enter({ id: 'long-rung', quantity: 1, limit: 99 })
    scene('short', { venue }).enter({ id: 'short-rung', quantity: 1, limit: 99 })
    long.bar(100, 102, 98, 100, 15)
    expect(long.fills.map((fill) => [fill.side, fill.quantitySteps])).toEqual([
      ['long', 1_000],
      ['short', 500],
    ])
  })

  it('the closing of an order is reported once, with all its fills', () => {
    const s = scene('long')
    s.enter({ id: 'base', quantity: 1 })
    expect(s.closed).toHaveLength(1)
    expect(s.closed[0]).toMatchObject({ clientOrderId: 'base', status: 'FILLED', filledSteps: 1_000 })
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    cancelOrder(s.venue, 'rung', s.sink)
    expect(s.closed[1]).toMatchObject({ status: 'CANCELLED', filledSteps: 0, reservedUnits: 0 })
    expect(s.closed[0]?.fills).toEqual(s.fills)
  })

  it('ids of orders, fills and events are unique and sort in the order they were given', () => {
    const s = scene('long', { deposit: 1_000 })
    for (const id of ['a', 'b', 'c']) s.enter({ id, quantity: 0.5 })
    s.bar(60, 60, 50, 55)
    const ids = [...s.fills.map((fill) => fill.fillId), ...s.events.map((event) => event.eventId)]
    expect(new Set(ids).size).toBe(5)
    const numbers = s.fills.map((fill) => fill.fillId)
    expect([...numbers].sort()).toEqual(numbers)
  })
})
