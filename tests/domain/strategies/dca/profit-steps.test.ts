import fc from 'fast-check'
import { stepSizes } from '@/lib/domain/strategies/dca/profit-steps'
import { eth, example } from './builders'
import { active, atLevel, type Scene } from './scene'

const steps = [
  { profitPct: 1, closePct: 30 },
  { profitPct: 2, closePct: 30 },
  { profitPct: 3, closePct: 40 },
]
const inSteps = { ...example, takeProfitSteps: steps }

const targets = (scene: Scene) =>
  scene.orders
    .filter(({ key, status }) => key.startsWith('take-profit') && (status === 'ACK' || status === 'PARTIAL'))
    .map(({ key, price, quantitySteps, filledSteps }) => [
      key,
      price.kind === 'limit' ? price.ticks : 0,
      quantitySteps - filledSteps,
    ])
    .sort()

describe('a profit taken in steps', () => {
  test('rests as one target for each step that together cover the position once', () => {
    const scene = atLevel(1, 'long', inSteps)
    expect(targets(scene)).toEqual([
      ['take-profit/1', 300_900, 3],
      ['take-profit/2', 303_878, 3],
      ['take-profit/3', 306_856, 4],
    ])
    expect(scene.resting('stop-loss').quantitySteps).toBe(10)
  })

  test('the rest stays at its size and price when a step fills, and nothing is added any more', () => {
    const scene = atLevel(1, 'long', inSteps)
    const [, second, third] = targets(scene)
    scene.fill('take-profit/1')
    const { reason } = scene.settle()
    expect(reason).toMatchObject({ code: 'distributing', detail: { steps: 1 } })
    expect(targets(scene)).toEqual([second, third])
    expect(scene.restingKeys()).toEqual(['stop-loss', 'take-profit/2', 'take-profit/3'])
    expect(scene.resting('stop-loss').quantitySteps).toBe(7)
    scene.later(300).price = 2_800
    scene.settle()
    expect(scene.restingKeys()).toEqual(['stop-loss', 'take-profit/2', 'take-profit/3'])
  })

  test('measured on the base order, a step that fills moves no other', () => {
    const scene = atLevel(1, 'short', { ...inSteps, takeProfitFrom: 'base' })
    const [, second, third] = targets(scene)
    scene.fill('take-profit/1')
    scene.settle()
    expect(targets(scene)).toEqual([second, third])
  })

  test('a step filled in part is not a filled step: rungs stay and the average does not change', () => {
    const scene = atLevel(1, 'long', inSteps)
    const average = scene.deal?.ledger.averageEntry
    scene.fill('take-profit/1', 1)
    expect(scene.settle().reason.code).toBe('orders-in-place')
    expect(targets(scene)).toEqual([
      ['take-profit/1', 300_900, 2],
      ['take-profit/2', 303_878, 3],
      ['take-profit/3', 306_856, 4],
    ])
    expect(scene.restingKeys()).toContain('safety/2')
    expect(scene.deal?.ledger.averageEntry).toBe(average)
  })

  test('the frozen peak stays when a rung fills beside the first step: the last step takes everything left', () => {
    const scene = atLevel(1, 'long', inSteps)
    scene.fill('take-profit/1')
    scene.fill('safety/2')
    scene.settle()
    expect(targets(scene).map(([key, , size]) => [key, size])).toEqual([
      ['take-profit/2', 3],
      ['take-profit/3', 10],
    ])
  })

  test('the last step completes the deal', () => {
    const scene = atLevel(1, 'long', inSteps)
    for (const step of [1, 2, 3] as const) {
      scene.fill(`take-profit/${step}`)
      scene.settle()
    }
    expect(scene.ended).toEqual({ end: { status: 'completed', reason: 'take-profit' }, dust: 0 })
  })

  test('a step below the minimum merges into the next, and a last one into the one before', () => {
    const scene = active('long', inSteps)
    scene.facts = { instrument: { ...eth, minQuantity: 0.02 } }
    scene.settle()
    // 30 % of five steps is one, below the minimum of two.
    expect(targets(scene).map(([key, , size]) => [key, size])).toEqual([
      ['take-profit/2', 3],
      ['take-profit/3', 2],
    ])
  })

  test('every step but the last says so in its trade', () => {
    const { orders } = atLevel(1, 'long', inSteps).decide()
    const reasons = orders === 'unchanged' ? [] : orders.map(({ key, reason }) => [key, reason])
    expect(reasons).toEqual(
      expect.arrayContaining([
        ['take-profit/1', 'take-profit-step'],
        ['take-profit/2', 'take-profit-step'],
        ['take-profit/3', undefined],
      ]),
    )
  })
})

describe('a stop that follows to break-even', () => {
  const followed = { ...inSteps, moveStopToBreakeven: true }
  test.each([
    // The average, the entry fees of taker and maker, and the taker's fee of leaving: rounded toward the market.
    ['long', 2_977.5, 298_026, 7],
    ['short', 3_020, 301_715, 7],
  ] as const)('%s: moves with the first filled step, never before', (side, average, ticks, left) => {
    const scene = atLevel(1, side, followed)
    expect(scene.deal?.ledger.averageEntry).toBeCloseTo(average, 9)
    scene.price = side === 'long' ? 3_010 : 2_980
    const before = scene.resting('stop-loss').price
    scene.fill('take-profit/1', 1)
    scene.settle()
    expect(scene.resting('stop-loss').price).toEqual(before)
    expect(scene.deal?.status).toBe('active')
    scene.fill('take-profit/1')
    scene.settle()
    expect(scene.resting('stop-loss')).toMatchObject({ price: { kind: 'stop', ticks }, quantitySteps: left })
    scene.price = (ticks * eth.tickSize * (side === 'long' ? 99 : 101)) / 100
    scene.fill('stop-loss', undefined, ticks * eth.tickSize)
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'completed', reason: 'breakeven-exit' })
    expect(scene.booked).toBeGreaterThan(0)
  })

  test('the old stop, filled before it could move, is a stop loss', () => {
    const scene = atLevel(1, 'long', followed)
    scene.fill('take-profit/1')
    scene.fill('stop-loss', 7)
    scene.set('stop-loss', 'FILLED')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'stop-loss' })
  })

  test('a mark that is beyond it already closes at once', () => {
    const scene = atLevel(1, 'long', followed)
    scene.fill('take-profit/1')
    scene.price = 2_970
    expect(scene.round(false).decision.reason).toMatchObject({ code: 'breakeven-exit' })
  })
})

test('whatever has filled, the steps are whole, above the minimum, and never more than what is left', () => {
  const shares = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 4 }).map((parts) => {
    const sum = parts.reduce((a, b) => a + b, 0)
    return parts.map((part, index) => ({ profitPct: index + 1, closePct: (part * 100) / sum }))
  })
  fc.assert(
    fc.property(
      shares,
      fc.integer({ min: 1, max: 500 }),
      fc.nat(500),
      fc.integer({ min: 1, max: 20 }),
      (list, peakSteps, filled, least) => {
        const taken = Math.min(filled, peakSteps)
        const left = peakSteps - taken
        const sizes = stepSizes(list, { peakSteps, taken, left, least })
        expect(sizes.every((size) => Number.isInteger(size) && size >= 0)).toBe(true)
        expect(sizes.reduce((a, b) => a + b, 0)).toBe(left)
        // Only an order for everything that is left may be below the minimum.
        expect(sizes.every((size) => size === 0 || size >= least || size === left)).toBe(true)
      },
    ),
    { numRuns: 1_000 },
  )
})
