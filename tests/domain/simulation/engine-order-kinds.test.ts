import { restingOrder } from '@/lib/domain/simulation/venue'
import { instrument, scene } from './engine-scene'

// The book of the scene at 100: bid 99.99, ask 100.01.
describe.each(['long', 'short'] as const)('immediate-or-cancel orders of a %s', (side) => {
  it('trade at once at the price of a market order where their limit allows it', () => {
    const s = scene(side)
    s.bar(100, 100.1, 99.9, 100, 100)
    s.enter({ id: 'add', quantity: 1, ioc: 100.5 })
    s.exit({ id: 'close', quantity: 1, ioc: 99.5 })
    expect(s.story()).toEqual(['add entry 1@100.03 taker', 'close exit 1@99.97 taker'])
    expect(s.endings()).toEqual(['add FILLED -', 'close FILLED -'])
  })

  it('get what the book gives within their limit, and the rest ends', () => {
    const s = scene(side, { deposit: 100_000 })
    s.bar(100, 105, 95, 100, 10)
    // Spread 0.01, so that 0.99 % of impact is left: (0.0099 / 0.1)^2 of the bar's notional.
    s.enter({ id: 'add', quantity: 1, ioc: 101 })
    expect(s.story()).toEqual(['add entry 0.098@101 taker'])
    expect(s.endings()).toEqual(['add CANCELLED price-limit'])
    expect(restingOrder(s.venue, 'add')).toBeNull()
  })

  it('never rest where their limit does not reach the book', () => {
    const s = scene(side)
    s.bar(100, 100.1, 99.9, 100, 100)
    const placed = s.enter({ id: 'add', quantity: 1, ioc: 100 })
    expect(placed.kind).toBe('accepted')
    expect(s.story()).toEqual([])
    expect(s.endings()).toEqual(['add CANCELLED price-limit'])
    expect(s.venue.orders).toEqual([])
  })

  it('reduce at most what the position holds', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'close', quantity: 3, ioc: 99.5 })
    expect(s.position()).toBeNull()
    expect(s.endings()).toEqual(['base FILLED -', 'close CANCELLED reduce-only'])
  })
})

describe.each(['long', 'short'] as const)('post-only orders of a %s', (side) => {
  it('rest and fill as makers where price trades through them', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1, postOnly: 99.99 })
    s.bar(100, 100.1, 99.99, 100)
    expect(s.story()).toEqual([])
    s.bar(100, 100.1, 99.9, 100)
    s.exit({ id: 'target', quantity: 1, postOnly: 101 })
    s.bar(100, 101.2, 100, 101)
    expect(s.story()).toEqual(['base entry 1@99.99 maker', 'target exit 1@101 maker'])
  })

  it.each([
    ['touches', 100.01],
    ['lies beyond', 103],
  ])('are refused where their price %s the other side of the book', (_case, postOnly) => {
    const s = scene(side)
    expect(s.enter({ id: 'base', quantity: 1, postOnly })).toMatchObject({
      kind: 'refused',
      code: 'post-only-would-cross',
    })
    expect(s.venue.orders).toEqual([])
  })
})

it('immediate and post-only orders are limits: the larger quantity of limits is theirs', () => {
  const s = scene('long', { deposit: 10_000_000, leverage: 1 })
  const quantity = instrument.maxMarketQuantity + 1
  expect(s.enter({ id: 'market', quantity })).toMatchObject({ code: 'above-maximum-quantity' })
  expect(s.enter({ id: 'ioc', quantity, ioc: 101 })).toMatchObject({ kind: 'accepted' })
  expect(s.enter({ id: 'maker', quantity, postOnly: 99 })).toMatchObject({ kind: 'accepted' })
})
