import { impactOf, IMPACT_LIMIT } from '@/lib/domain/simulation/taker-price'
import { openVenue, restingOrder } from '@/lib/domain/simulation/venue'
import { marketOf } from '@/lib/domain/simulation/state'
import { instrument, scene, START } from './engine-scene'

describe('the price impact of a market order', () => {
  const market = {
    ...marketOf(openVenue(1), instrument, START),
    open: 100,
    high: 100.1,
    low: 99.9,
    volume: 50,
  }

  it('is the range of the last closed bar times the root of the share of its notional', () => {
    expect(impactOf(market, 50)).toBeCloseTo(0.0002, 12)
  })

  it('is bounded at 5 percent and nothing without volume', () => {
    expect(impactOf({ ...market, high: 150 }, 5_000)).toBe(IMPACT_LIMIT)
    expect(impactOf({ ...market, volume: 0 }, 5_000)).toBe(0)
  })
})

describe.each(['long', 'short'] as const)('market orders and stops of a %s', (side) => {
  it('a market order pays half the spread and the impact of the last closed bar, rounded to the tick against us', () => {
    const s = scene(side)
    s.bar(100, 100.1, 99.9, 100, 100)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'close', quantity: 1 })
    // One tick of spread and 0.02 % of impact: 0.03.
    expect(s.story()).toEqual(['base entry 1@100.03 taker', 'close exit 1@99.97 taker'])
  })

  it('rounds what falls between two ticks against us, entering and leaving', () => {
    const s = scene(side)
    s.bar(100, 100.1, 99.9, 100, 300)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'close', quantity: 1 })
    // 0.01 of spread and 0.01155 of impact.
    expect(s.story()).toEqual(['base entry 1@100.03 taker', 'close exit 1@99.97 taker'])
  })

  it('a bar without trades leaves the last one with volume as the measure of impact', () => {
    const s = scene(side)
    s.bar(100, 100.1, 99.9, 100, 100)
    s.bar(100, 100, 100, 100, 0)
    s.enter({ id: 'base', quantity: 1 })
    expect(s.story()).toEqual(['base entry 1@100.03 taker'])
  })

  it('what exceeds the price limit of 5 percent is cancelled', () => {
    const s = scene(side, { deposit: 100_000 })
    s.bar(100, 105, 95, 100, 10)
    s.enter({ id: 'base', quantity: 10 })
    expect(s.story()).toEqual(['base entry 2.5@105.01 taker'])
    expect(s.endings()).toEqual(['base CANCELLED price-limit'])
  })

  it('the rest of a crossing limit beyond the price limit keeps resting', () => {
    const s = scene(side, { deposit: 100_000 })
    s.bar(100, 105, 95, 100, 10)
    s.enter({ id: 'deep', quantity: 10, limit: 103 })
    expect(s.story()).toEqual(['deep entry 2.5@103 taker'])
    expect(restingOrder(s.venue, 'deep')).toMatchObject({ status: 'PARTIAL', filledSteps: 2_500 })
  })

  it.each([
    ['moved through: from the trigger', 100, 94, 'stop exit 1@94.99 taker'],
    ['touched: it triggers', 100, 95, 'stop exit 1@94.99 taker'],
    ['opened beyond: from the open', 93, 92.5, 'stop exit 1@92.99 taker'],
  ])('a stop whose trigger is %s', (_case, open, low, story) => {
    const s = scene(side, { leverage: 5 })
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'stop', quantity: 1, stop: 95 })
    s.bar(open, Math.max(open, 100), low, 99)
    expect(s.story().slice(1)).toEqual([story])
    expect(s.endings()).toEqual(['base FILLED -', 'stop FILLED -'])
  })

  it('a bar that lies wholly beyond a stop executes it', () => {
    const s = scene(side, { leverage: 5 })
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'stop', quantity: 1, stop: 95 })
    s.bar(93, 93.5, 92.5, 93)
    expect(s.story().slice(1)).toEqual(['stop exit 1@92.99 taker'])
  })

  it('a stop that is not reached rests', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'stop', quantity: 1, stop: 95 })
    s.bar(100, 100, 95.01, 99)
    expect(s.fills).toHaveLength(1)
  })

  it('a stop that the mark has passed already executes as it is placed', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'stop', quantity: 1, stop: 99.5 }, 99)
    expect(s.story().slice(1)).toEqual(['stop exit 1@98.99 taker'])
    expect(s.venue.orders).toEqual([])
  })

  it('a stop always executes, whole and in a bar without trades', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'stop', quantity: 1, stop: 95 })
    s.bar(100, 100, 94, 94, 0)
    expect(s.position()).toBeNull()
  })

  it('a stop placed beyond its trigger executes whole, whatever the price limit', () => {
    const s = scene(side, { deposit: 100_000, leverage: 1 })
    s.enter({ id: 'base', quantity: 10 })
    s.bar(100, 105, 95, 100, 10)
    s.exit({ id: 'stop', quantity: 10, stop: 101 })
    expect(s.story().slice(1)).toEqual(['stop exit 10@94.99 taker'])
  })

  it('what a stop trades counts against the volume left for limits', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.enter({ id: 'rung', quantity: 1, limit: 97 })
    s.exit({ id: 'stop', quantity: 1, stop: 98 })
    s.bar(100, 100, 96, 99, 15)
    expect(s.fills.map((fill) => [fill.clientOrderId, fill.quantitySteps]).slice(1)).toEqual([
      ['stop', 1_000],
      ['rung', 500],
    ])
  })

  it('a stop and a rung at the same price: the stop, which is touched, comes before the rung, which is traded through', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.enter({ id: 'rung', quantity: 2, limit: 95 })
    s.exit({ id: 'stop', quantity: 1, stop: 95 })
    s.bar(100, 100, 94, 94)
    expect(s.fills.map((fill) => fill.clientOrderId)).toEqual(['base', 'stop', 'rung'])
    expect(s.position()?.quantity).toBe(2)
  })

  it('the extreme against the position comes first: a bar that reaches stop and target stops out', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'target', quantity: 1, limit: 101 })
    s.exit({ id: 'stop', quantity: 1, stop: 99 })
    s.bar(100, 105, 98, 104)
    expect(s.story().slice(1)).toEqual(['stop exit 1@98.99 taker'])
    expect(s.endings()).toEqual(['base FILLED -', 'stop FILLED -', 'target CANCELLED position-closed'])
  })

  it('a target that the open has gapped beyond fills before the extreme against the position', () => {
    const s = scene(side)
    s.enter({ id: 'base', quantity: 1 })
    s.exit({ id: 'target', quantity: 1, limit: 101 })
    s.exit({ id: 'stop', quantity: 1, stop: 99 })
    s.bar(102, 105, 98, 104)
    expect(s.story().slice(1)).toEqual(['target exit 1@101 maker'])
  })
})
