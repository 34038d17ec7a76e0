import type { PairFacts } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { eth, example } from './builders'
import { quote, Scene } from './scene'

const limitConfig: DcaConfig = { ...example, baseOrderType: 'limit', baseOrderTimeoutSec: 900 }

/** A pair whose limit base order rests at 3000 (its side of the touch), the other side ten ticks away. */
function opening(side: 'long' | 'short' = 'long', config: DcaConfig = limitConfig): Scene {
  const scene = new Scene(side, config)
  at(scene, 3000)
  scene.round()
  return scene
}

/** Prices with the near touch of the scene's side at `touch`. */
function at(scene: Scene, touch: number, over: Partial<PairFacts> = {}): void {
  scene.price = touch
  const apart = scene.side === 'long' ? { ask: touch + 0.1 } : { bid: touch - 0.1 }
  scene.facts = { price: { ...quote(touch, scene.now), ...apart }, ...over }
}

function tick(scene: Scene, touch: number, over: Partial<PairFacts> = {}, seconds = 60) {
  scene.later(seconds)
  at(scene, touch, over)
  const first = scene.round()
  const second = scene.round()
  return { first, second }
}

const bases = (scene: Scene) =>
  scene.orders
    .filter(({ key }) => key === 'base')
    .map(({ attempt, status, quantitySteps, price }) => [
      attempt,
      status,
      quantitySteps,
      price.kind === 'market' ? null : price.ticks,
    ])

describe('a limit base order', () => {
  test.each(['long', 'short'] as const)('waits at the best price of its own side: %s', (side) => {
    const scene = opening(side)
    expect(bases(scene)).toEqual([[1, 'ACK', 5, 300_000]])
    expect(scene.deal?.status).toBe('opening')
  })

  test('stays where it is while the price stands still', () => {
    const scene = opening()
    const { first } = tick(scene, 3000)
    expect(first.plan).toEqual({ cancels: [], places: [] })
    expect(first.decision.reason).toMatchObject({ code: 'orders-in-place', detail: { phase: 'opening' } })
  })

  test('follows the price with its next attempt, and never with two at once', () => {
    const scene = opening()
    const { first, second } = tick(scene, 3010)
    expect(first.plan.cancels).toHaveLength(1)
    expect(first.plan.places).toEqual([])
    expect(second.plan.places).toHaveLength(1)
    // 150 buys five hundredths at 3000 and four at 3010.
    expect(bases(scene)).toEqual([
      [1, 'CANCELLED', 5, 300_000],
      [2, 'ACK', 4, 301_000],
    ])
  })

  test('is not replaced before its withdrawal is known', () => {
    const scene = opening()
    scene.set('base', 'UNKNOWN')
    expect(tick(scene, 3010).second.plan).toEqual({ cancels: [], places: [] })
    expect(bases(scene)).toHaveLength(1)
  })

  test('is withdrawn when its time is over; without a fill the deal is cancelled and the cooldown applies', () => {
    const scene = opening()
    tick(scene, 3000, {}, 899)
    expect(scene.deal).not.toBeNull()
    tick(scene, 3000, {}, 1)
    expect(scene.ended?.end).toEqual({ status: 'cancelled', reason: 'unfilled' })
    expect(scene.decide().reason.code).toBe('cooldown')
  })

  test('partly filled: the filled part has its target and stop, and the rest follows the price', () => {
    const scene = opening()
    scene.fill('base', 2, 3000)
    tick(scene, 2990)
    expect(scene.restingKeys()).toEqual(['base', 'stop-loss', 'take-profit/1'])
    expect(scene.deal?.state).toMatchObject({ basePrice: null })
    // 90 of 150 are left: three hundredths at 2990.
    expect(bases(scene).at(-1)).toEqual([2, 'ACK', 3, 299_000])
  })

  test('partly filled at the time-out: the deal goes on with what it got, its ladder from the average of all attempts', () => {
    const scene = opening()
    scene.fill('base', 2, 3000)
    tick(scene, 2990)
    scene.fill('base', 1, 2990)
    tick(scene, 2980, {}, 840)
    expect(scene.deal?.state).toMatchObject({ basePrice: (2 * 3000 + 2990) / 3, baseVolume: 150 })
    scene.settle()
    expect(scene.restingKeys()).toContain('safety/1')
    expect(scene.resting('stop-loss').quantitySteps).toBe(3)
    // Volumes stay as planned.
    expect(scene.resting('safety/1').quantitySteps).toBe(5)
  })

  test('filled in full: the ladder is laid down', () => {
    const scene = opening()
    scene.fill('base')
    scene.settle()
    expect(scene.deal?.state).toMatchObject({ basePrice: 3000 })
    expect(scene.restingKeys()).toContain('safety/5')
  })

  test('a rest too small for the venue is withdrawn, and the deal goes on', () => {
    const scene = opening()
    scene.fill('base', 4, 3000)
    tick(scene, 3000, { instrument: { ...eth, minCost: 40 } })
    expect(bases(scene)).toEqual([[1, 'CANCELLED', 5, 300_000]])
    expect(scene.deal?.state).toMatchObject({ basePrice: 3000 })
  })

  test('refused when quoted anew: the deal goes on with what had filled', () => {
    const scene = opening()
    scene.fill('base', 2, 3000)
    tick(scene, 2990)
    scene.set('base', 'REJECTED', 'insufficient-balance')
    scene.settle()
    expect(scene.deal?.state).toMatchObject({ basePrice: 3000 })
    expect(bases(scene)).toHaveLength(2)
  })

  test('waits for margin with its next quote, until its time is over', () => {
    const scene = opening()
    const poor = { account: { wallet: 1000, equity: 1000, available: 10, at: scene.now + 60_000 } }
    const { second } = tick(scene, 2990, poor)
    expect(second.plan.places).toEqual([])
    expect(second.decision.reason.code).toBe('margin-insufficient')
    expect(scene.deal).not.toBeNull()
    tick(scene, 2990, {}, 60)
    expect(bases(scene).at(-1)).toEqual([2, 'ACK', 5, 299_000])
  })

  test.each<[string, Partial<PairFacts>]>([
    ['a pause', { permission: { kind: 'exits-only', because: 'paused' } }],
    ['draining', { permission: { kind: 'drain' } }],
    ['stopping', { permission: { kind: 'stopping', how: 'keep-exits' } }],
    ['the wish to close', { closeRequested: true }],
  ])('%s withdraws it; nothing filled, the deal is cancelled', (_name, facts) => {
    const scene = opening()
    tick(scene, 3000, facts)
    scene.round()
    expect(scene.ended?.end.status).toBe('cancelled')
  })

  test.each<[string, Partial<PairFacts>]>([
    ['a pause', { permission: { kind: 'exits-only', because: 'paused' } }],
    ['draining', { permission: { kind: 'drain' } }],
  ])('%s with a part filled keeps the exits of that part', (_name, facts) => {
    const scene = opening()
    scene.fill('base', 2, 3000)
    tick(scene, 2990, facts)
    scene.round()
    expect(scene.restingKeys()).toEqual(expect.arrayContaining(['stop-loss', 'take-profit/1']))
    expect(scene.restingKeys()).not.toContain('base')
    expect(scene.deal?.state).toMatchObject({ basePrice: 3000 })
  })

  test('an attempt that never left is quoted again', () => {
    const scene = opening()
    scene.set('base', 'ABANDONED')
    tick(scene, 3000)
    expect(bases(scene)).toEqual([
      [1, 'ABANDONED', 5, 300_000],
      [2, 'ACK', 5, 300_000],
    ])
  })

  test('withdrawn to follow the price while the price goes missing: the deal waits, nothing is sent', () => {
    const scene = opening()
    scene.later(60)
    at(scene, 3010)
    scene.round()
    const { decision, plan } = (at(scene, 3010, { price: null }), scene.round())
    expect(decision.reason.code).toBe('price-missing')
    expect(plan).toEqual({ cancels: [], places: [] })
    expect(scene.deal).not.toBeNull()
  })

  test('the target of its first part fills while the rest waits: the rest is withdrawn and the deal completed', () => {
    const scene = opening()
    scene.fill('base', 2, 3000)
    tick(scene, 3000)
    scene.fill('take-profit/1')
    scene.settle()
    expect(scene.ended?.end.status).toBe('completed')
    expect(bases(scene)).toEqual([])
  })
})
