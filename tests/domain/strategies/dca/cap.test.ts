import fc from 'fast-check'
import { isResting, remainingSteps } from '@/lib/domain/orders/order'
import { eth, example } from './builders'
import { active, Scene } from './scene'

// Base 30 of margin; rungs 29.55, 34.81, 45.38, 60.69, 85.28 at five times leverage.
const capped = { ...example, maxMarginPct: 20, capResumeRatio: 0.9 }

const rungs = (scene: Scene) =>
  scene.orders
    .filter(({ key, status }) => key.startsWith('safety') && isResting(status))
    .map((order) => [order.key, remainingSteps(order)])

/** Margin of the position and of all rungs that rest, at their prices. */
function margin(scene: Scene): number {
  const { quantity = 0, averageEntry = 0 } = scene.deal?.ledger ?? {}
  const resting = scene.orders
    .filter(({ key, status }) => key.startsWith('safety') && isResting(status))
    .reduce((sum, order) => {
      const price = order.price.kind === 'limit' ? order.price.ticks * eth.tickSize : 0
      return sum + remainingSteps(order) * eth.quantityStep * price
    }, 0)
  return (quantity * (averageEntry ?? 0) + resting) / 5
}

describe('the exposure cap', () => {
  test('includes rungs up to it, cuts the next one to the room left, and leaves out the rest', () => {
    const scene = active('long', capped)
    // 100 - 30 - 29.55 - 34.812 = 5.638: less than one step of the third rung, which is 5.6724.
    expect(rungs(scene)).toEqual([
      ['safety/1', 5],
      ['safety/2', 6],
    ])
    expect(scene.decide().reason).toMatchObject({
      code: 'exposure-cap',
      detail: { level: 3, limit: 100 },
    })
    const wider = active('long', { ...capped, maxMarginPct: 24 })
    expect(rungs(wider)).toEqual([
      ['safety/1', 5],
      ['safety/2', 6],
      ['safety/3', 4],
    ])
  })

  test('a rung cut below the minimum is left out', () => {
    const scene = new Scene('long', { ...capped, maxMarginPct: 24 })
    scene.facts = { instrument: { ...eth, minCost: 115 } }
    scene.settle()
    expect(rungs(scene).map(([key]) => key)).toEqual(['safety/1', 'safety/2'])
  })

  test('once reached, nothing is added until the next rung clearly fits', () => {
    const scene = active('long', capped)
    expect(scene.deal?.state).toMatchObject({ capped: true })
    // A part of the target frees margin: 18 held and 45.38 wanted, below 90 of 100.
    scene.fill('take-profit/1', 2)
    scene.settle()
    expect(rungs(scene)).toEqual([
      ['safety/1', 5],
      ['safety/2', 6],
      ['safety/3', 3],
    ])
    const tight = active('long', { ...capped, capResumeRatio: 0.6 })
    tight.fill('take-profit/1', 2)
    tight.settle()
    expect(rungs(tight)).toEqual([
      ['safety/1', 5],
      ['safety/2', 6],
    ])
  })

  test('the cap never sells: a position above it keeps its exits and gets no rung', () => {
    const scene = active('long', capped)
    scene.price = 2_901
    scene.fill('safety/1')
    scene.fill('safety/2')
    const { orders, reason } = scene.settle()
    expect(reason.code).toBe('exposure-cap')
    expect(orders).toMatchObject([{ key: 'stop-loss', quantitySteps: 16 }, { key: 'take-profit/1' }])
  })

  test('a base order above it is not sent', () => {
    const { orders, reason } = new Scene('long', { ...capped, maxMarginPct: 5 }).decide()
    expect(orders).toBe('unchanged')
    expect(reason).toMatchObject({ code: 'exposure-cap', detail: { limit: 25, needed: 30 } })
  })

  test('I6, and nothing flaps: at a constant price no rung is placed and withdrawn within ten ticks', () => {
    let wasCapped = 0
    const configs = fc.record({
      maxMarginPct: fc.integer({ min: 8, max: 60 }),
      capResumeRatio: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
      volumeScale: fc.double({ min: 0.8, max: 1.5, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom('long' as const, 'short' as const),
        configs,
        fc.array(fc.record({ pick: fc.nat(8), part: fc.integer({ min: 1, max: 6 }) }), { maxLength: 8 }),
        (side, drawn, fills) => {
          const config = { ...example, ...drawn }
          const limit = (drawn.maxMarginPct * config.allocatedCapital) / 100
          const scene = active(side, config)
          for (const { pick, part } of fills) {
            const resting = scene.orders.filter(({ key, status }) => isResting(status) && key !== 'stop-loss')
            const order = resting[pick % Math.max(1, resting.length)]
            if (order === undefined || scene.deal === null) break
            const held = Math.round(scene.deal.ledger.quantity / eth.quantityStep)
            const most = Math.min(part, remainingSteps(order), order.reduceOnly ? held - 1 : Infinity)
            if (most > 0) scene.fill(order.key, most)
            scene.settle()
            if (margin(scene) > limit * (1 + 1e-9)) throw new Error(`margin ${margin(scene)} above ${limit}`)
          }
          if (scene.decide().reason.code === 'exposure-cap') wasCapped++
          const before = rungs(scene)
          for (let tick = 0; tick < 10; tick++) {
            scene.later(300)
            const { plan } = scene.round()
            expect([plan.cancels, plan.places]).toEqual([[], []])
          }
          expect(rungs(scene)).toEqual(before)
        },
      ),
      { numRuns: 200 },
    )
    expect(wasCapped).toBeGreaterThan(40)
  })
})
