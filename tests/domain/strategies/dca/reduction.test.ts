import { floorToSteps } from '@/lib/domain/perpetuals/quantize'
import { eth, example } from './builders'
import { active, atLevel, type Scene } from './scene'

// Liquidation at 2,500 and 3,500, average 3,000: the buffers of 0.5 and 0.2 lie at 2,750 and 2,600 (3,250 and 3,400).
const reducing = {
  ...example,
  ...{ stopLossPct: null, liquidationBuffer: 0.2, liquidationReduceBuffer: 0.5, liquidationReducePct: 50 },
}
const line = { long: 2_750, short: 3_250 } as const
const guard = { long: 2_600, short: 3_400 } as const

/** The pair with a liquidation price of the venue that stays 500 away from the average. */
function near(scene: Scene, price: number): Scene {
  const s = scene.side === 'long' ? 1 : -1
  scene.price = price
  scene.facts = {}
  const { position } = scene.look()
  if (position === null) return scene
  const liquidationPrice = position.averageEntry - s * 500
  scene.facts = { position: { ...position, liquidationPrice } }
  return scene
}

const keys = (scene: Scene) => {
  const { orders } = scene.decide()
  return orders === 'unchanged' ? [] : orders.map(({ key }) => key)
}

describe.each(['long', 'short'] as const)('on the way to liquidation, %s', (side) => {
  const s = side === 'long' ? 1 : -1

  test('nothing happens on the safe side of the line', () => {
    const scene = near(active(side, reducing), line[side] + s * 0.01)
    expect(scene.decide().reason.code).toBe('orders-in-place')
    expect(keys(scene)).toContain('safety/1')
  })

  test('at the line adds are withdrawn and a part is sold, once; at the guard the rest is closed', () => {
    const scene = near(active(side, reducing), line[side])
    const first = scene.round(false).decision
    expect(first.reason).toMatchObject({
      code: 'reduce-step',
      detail: { stage: 'reduce', guard: line[side], level: 0, quantity: 0.02, estimated: false },
    })
    // Half of five steps, rounded down; the target leaves out what is being sold.
    expect(first.orders).toMatchObject([
      { key: 'take-profit/1', quantitySteps: 3 },
      {
        key: 'reduce/0',
        quantitySteps: 2,
        price: { kind: 'market' },
        reduceOnly: true,
        reason: 'reduce-step',
      },
    ])
    scene.fill('reduce/0')
    for (let tick = 0; tick < 10; tick++) {
      near(scene.later(300), line[side])
      const { decision, plan } = scene.round(false)
      expect(decision.reason.code).toBe('liquidation-too-close')
      expect(plan.places.filter(({ key }) => key !== 'take-profit/1')).toEqual([])
      expect(scene.restingKeys().filter((key) => key.startsWith('safety'))).toEqual([])
    }
    near(scene.later(300), guard[side])
    expect(scene.decide().reason.code).toBe('liquidation-guard')
  })

  test('rungs return when the mark is back, and the next level may be reduced again', () => {
    const scene = near(active(side, reducing), line[side])
    scene.round()
    near(scene.later(300), 3_000)
    scene.settle()
    expect(scene.restingKeys()).toContain('safety/1')
    scene.fill('safety/1')
    near(scene, 3_000 - s * 45)
    scene.settle()
    near(scene, (scene.deal?.ledger.averageEntry ?? 0) - s * 250.1)
    expect(keys(scene)).toContain('reduce/1')
  })

  test('no stop of the position is touched by it, and its average stays', () => {
    const scene = active(side, { ...reducing, stopLossPct: 12 })
    const average = scene.deal?.ledger.averageEntry
    near(scene, line[side])
    scene.round()
    expect(scene.deal?.ledger).toMatchObject({ quantity: 0.03, averageEntry: average })
    near(scene, line[side])
    scene.round()
    scene.round()
    expect(scene.resting('stop-loss').quantitySteps).toBe(3)
  })
})

describe('the part that is sold', () => {
  test('is none at all below the minimum', () => {
    const scene = active('long', reducing)
    near(scene, 2_750)
    scene.facts = { ...scene.facts, instrument: { ...eth, minQuantity: 0.03 } }
    expect(keys(scene).filter((key) => key.startsWith('reduce'))).toEqual([])
    expect(scene.decide().reason.code).toBe('liquidation-too-close')
  })

  test('is never more than one market order may carry', () => {
    const scene = atLevel(3, 'long', reducing)
    near(scene, (scene.deal?.ledger.averageEntry ?? 0) - 260)
    scene.facts = { ...scene.facts, instrument: { ...eth, maxMarketQuantity: 0.05 } }
    expect(scene.decide().orders).toContainEqual(
      expect.objectContaining({ key: 'reduce/3', quantitySteps: 5 }),
    )
  })

  test('leaves targets that together cover what is left', () => {
    const steps = [
      { profitPct: 1, closePct: 50 },
      { profitPct: 2, closePct: 50 },
    ]
    const scene = atLevel(3, 'long', { ...reducing, takeProfitSteps: steps })
    near(scene, (scene.deal?.ledger.averageEntry ?? 0) - 260)
    const { orders } = scene.decide()
    const wanted = orders === 'unchanged' ? [] : orders.filter(({ key }) => key !== 'stop-loss')
    const held = floorToSteps(scene.deal?.ledger.quantity ?? 0, eth.quantityStep)
    expect(wanted.reduce((sum, { quantitySteps }) => sum + quantitySteps, 0)).toBe(held)
  })
})
