import { cancelOrder, openVenue, restingOrder } from '@/lib/domain/simulation/venue'
import { MINUTE, scene, START } from './engine-scene'

describe.each(['long', 'short'] as const)('limit orders of a %s', (side) => {
  it.each([
    ['is traded through', 98.99, ['rung entry 1@99 maker']],
    ['is only touched', 99, []],
    ['is not reached', 99.01, []],
  ])('an entry fills at its own price only when it %s', (_case, low, story) => {
    const s = scene(side)
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.bar(100, 100.5, low, 100)
    expect(s.story()).toEqual(story)
  })

  it.each([
    [101.01, true],
    [101, false],
  ])('a target at 101 with the far extreme at %d fills: %p', (high, filled) => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'target', quantity: 1, limit: 101 })
    s.bar(100, high, 99.9, 100)
    expect(s.story().includes('target exit 1@101 maker')).toBe(filled)
  })

  it('an entry and a target that a bar opens beyond fill at their own price, not at the open', () => {
    const s = scene(side)
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.bar(98, 98.5, 97.5, 98)
    s.exit({ id: 'target', quantity: 1, limit: 101 }, 98)
    s.bar(103, 103.5, 102, 103)
    expect(s.story()).toEqual(['rung entry 1@99 maker', 'target exit 1@101 maker'])
  })

  it('an entry that crosses when placed trades at once as a taker, never worse than its limit', () => {
    const s = scene(side)
    s.enter({ id: 'deep', quantity: 1, limit: 105 })
    s.enter({ id: 'touch', quantity: 1, limit: 100.01 })
    expect(s.story()).toEqual(['deep entry 1@100.01 taker', 'touch entry 1@100.01 taker'])
    const volatile = scene(side)
    volatile.bar(100, 102, 98, 100, 100)
    volatile.enter({ id: 'bounded', quantity: 1, limit: 100.02 })
    expect(volatile.story()).toEqual(['bounded entry 1@100.02 taker'])
  })

  it('a target that crosses when placed trades at once as a taker, never worse than its limit', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.bar(100, 102, 98, 100, 100)
    s.exit({ id: 'target', quantity: 1, limit: 99.5 })
    expect(s.story()[1]).toBe('target exit 1@99.59 taker')
    const bounded = scene(side)
    bounded.enter({ id: 'base', quantity: 1 })
    bounded.bar(100, 102, 98, 100, 100)
    bounded.exit({ id: 'target', quantity: 1, limit: 99.99 })
    expect(bounded.story()[1]).toBe('target exit 1@99.99 taker')
  })

  it('an order takes part in the bar that opens as it is placed, and in none that opened before', () => {
    const s = scene(side)
    s.enter({ id: 'late', quantity: 1, limit: 99 }, 100, START + 1)
    s.bar(100, 100, 98, 100)
    expect(s.story()).toEqual([])
    s.enter({ id: 'at-open', quantity: 1, limit: 99 })
    s.bar(100, 100, 98, 100)
    expect(s.story()).toEqual(['late entry 1@99 maker', 'at-open entry 1@99 maker'])
  })

  it('our limits together take at most a tenth of the volume of a bar, floored to the step, and the rest keeps resting', () => {
    const s = scene(side)
    s.enter({ id: 'one', quantity: 1, limit: 99.5 })
    s.enter({ id: 'two', quantity: 1, limit: 99 })
    s.bar(100, 100, 98, 100, 12.3456)
    expect(s.story()).toEqual(['one entry 1@99.5 maker', 'two entry 0.234@99 maker'])
    expect(restingOrder(s.venue, 'two')).toMatchObject({ status: 'PARTIAL', filledSteps: 234 })
    s.bar(100, 100, 98, 100, 5)
    s.bar(100, 100, 98, 100, 5)
    expect(s.story().slice(2)).toEqual(['two entry 0.5@99 maker', 'two entry 0.266@99 maker'])
    expect(s.endings()).toEqual(['one FILLED -', 'two FILLED -'])
    expect(s.closed[1]?.fills.map((fill) => fill.quantitySteps)).toEqual([234, 500, 266])
  })

  it('a bar without trades fills no limit', () => {
    const s = scene(side)
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.bar(100, 100, 98, 100, 0)
    expect(s.story()).toEqual([])
  })

  it('rungs fill in ladder order, whatever the order they were placed in', () => {
    const s = scene(side)
    for (const price of [97, 99, 98]) s.enter({ id: `at-${price}`, quantity: 1, limit: price })
    s.bar(100, 100, 96, 100)
    expect(s.fills.map((fill) => fill.clientOrderId)).toEqual(['at-99', 'at-98', 'at-97'])
  })

  it('targets fill nearest first and the last one leaves the position exactly empty', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 0.3 })
    s.exit({ id: 'far', quantity: 0.1, limit: 102 })
    s.exit({ id: 'near', quantity: 0.2, limit: 101 })
    s.bar(100, 103, 99.9, 101)
    expect(s.story().slice(1)).toEqual(['near exit 0.2@101 maker', 'far exit 0.1@102 maker'])
    expect(s.position()).toBeNull()
    expect(s.venue.orders).toEqual([])
  })

  it('a target keeps its quantity and price after a rung has filled in the same bar', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.enter({ id: 'rung', quantity: 2, limit: 99 })
    s.exit({ id: 'target', quantity: 1, limit: 101 })
    s.bar(100, 102, 98, 100)
    expect(s.story().slice(1)).toEqual(['rung entry 2@99 maker', 'target exit 1@101 maker'])
    expect(s.position()?.quantity).toBe(2)
  })

  it('a cancelled order never fills, and what it had filled is reported with the cancel', () => {
    const s = scene(side)
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.bar(100, 100, 98, 100, 5)
    expect(cancelOrder(s.venue, 'rung', s.sink)).toMatchObject({ status: 'CANCELLED', filledSteps: 500 })
    expect(cancelOrder(s.venue, 'rung', s.sink)).toBeNull()
    s.bar(100, 100, 98, 100, 500)
    expect(s.fills).toHaveLength(1)
    expect(s.endings()).toEqual(['rung CANCELLED cancelled'])
  })

  it('targets come before rungs in mode nearest when the favourable extreme is closer to the open', () => {
    const order = (intrabar: 'pessimistic' | 'nearest', low: number) => {
      const s = scene(side, { venue: openVenue(10_000, { intrabar }) })
      s.enter({ id: 'base', quantity: 1 })
      s.enter({ id: 'rung', quantity: 1, limit: 99.5 })
      s.exit({ id: 'target', quantity: 1, limit: 100.5 })
      s.bar(100, 101, low, 100)
      return s.fills.map((fill) => fill.clientOrderId).join(' ')
    }
    expect(order('pessimistic', 98)).toBe('base rung target')
    expect(order('nearest', 98)).toBe('base target rung')
    expect(order('nearest', 99.2)).toBe('base rung target')
  })

  it('a bar that holds both a target and a rung is counted as ambiguous', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.enter({ id: 'rung', quantity: 1, limit: 99 })
    s.exit({ id: 'target', quantity: 1, limit: 101 })
    s.bar(100, 100.5, 98, 100)
    s.enter({ id: 'next', quantity: 1, limit: 98 })
    s.bar(100, 102, 97, 100)
    expect(s.venue.markets['BTC/USDT:USDT']?.ambiguousBars).toBe(1)
  })

  it('a bar that is not newer than the last one is ignored', () => {
    const s = scene(side)
    s.bar(100, 100, 99.5, 100)
    s.enter({ id: 'rung', quantity: 1, limit: 99 }, 100, START)
    s.skipTo(START)
    s.bar(100, 100, 98, 100)
    expect(s.story()).toEqual([])
    expect(s.now()).toBe(START + MINUTE)
  })
})
