import { dca } from '@/lib/domain/strategies/dca/strategy'
import { example } from './builders'
import { active, quote, Scene } from './scene'

// 1.5 % net of the base order's taker fee and the exit's, which trades at the market: 3000 * 1.01555 / 0.99945, 3000 * 0.98445 / 1.00055.
const trailing = { ...example, trailingPct: 1 }
const TARGET = 3_048.33
const TARGET_SHORT = 2_951.72

const tick = (scene: Scene, price: number, seconds = 300) => {
  scene.later(seconds).price = price
  return scene.settle()
}
const range = (scene: Scene, high: number, low = high) => ({ high, low, until: scene.now })
const since = (scene: Scene) => dca.needs?.(scene.config, scene.look().deal).rangeSince

describe('a trailing target', () => {
  test('does not rest before it is crossed, and the condition says what lives in ticks', () => {
    const scene = active('long', trailing)
    const { reason } = scene.settle()
    expect(scene.restingKeys()).not.toContain('take-profit/1')
    expect(scene.restingKeys()).toContain('stop-loss')
    expect(reason).toMatchObject({
      code: 'orders-in-place',
      detail: {
        takeProfitPrice: TARGET,
        onExchange: 'stop loss, safety orders',
        atTicks: 'liquidation guard, trailing take profit',
      },
    })
  })

  test.each([
    ['long', TARGET, TARGET - 0.01],
    ['short', TARGET_SHORT, TARGET_SHORT + 0.01],
  ] as const)('%s: begins to trail at the target and not a tick before', (side, target, before) => {
    const scene = active(side, trailing)
    expect(tick(scene, before).reason.code).toBe('orders-in-place')
    const { reason } = tick(scene, target)
    expect(reason).toMatchObject({ code: 'trailing', detail: { best: target } })
    expect(reason.detail.exitPrice).toBeCloseTo(target * (side === 'long' ? 0.99 : 1.01), 9)
    expect(scene.deal?.status).toBe('trailing')
    expect(scene.restingKeys()).toEqual([
      ...['safety/1', 'safety/2', 'safety/3', 'safety/4', 'safety/5', 'stop-loss'],
    ])
  })

  test('follows the best price and sells at the market after the retracement', () => {
    const scene = active('long', trailing)
    tick(scene, 3_060)
    expect(tick(scene, 3_120).reason.detail).toMatchObject({ best: 3_120 })
    expect(tick(scene, 3_088.81).reason).toMatchObject({ code: 'trailing', detail: { best: 3_120 } })
    scene.later(300).price = 3_088.8
    const { decision } = scene.round(false)
    expect(decision.reason).toMatchObject({
      code: 'trailing-exit',
      detail: { best: 3_120, exitPrice: 3_088.8, price: 3_088.8 },
    })
    expect(decision.orders).toMatchObject([{ key: 'close', reason: 'trailing-exit' }, { key: 'stop-loss' }])
    scene.fill('close')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'completed', reason: 'trailing-exit' })
  })

  test.each([
    ['long', 3_110, 3_075],
    ['short', 2_890, 2_920],
  ] as const)('%s: takes its best from closed candles between the ticks', (side, best, now) => {
    const scene = active(side, trailing)
    const from = scene.now
    expect(since(scene)).toBe(from)
    scene.later(300).price = now
    scene.range = { high: Math.max(best, now), low: Math.min(best, now), until: scene.now }
    expect(scene.round(false).decision.reason).toMatchObject({ code: 'trailing-exit', detail: { best } })
  })

  test('a high from before the last entry never arms it', () => {
    const scene = active('long', trailing)
    scene.later(300).price = 2_955
    scene.fill('safety/1')
    // The candles of the interval reached far above the new, lower target before the rung filled.
    scene.range = range(scene, 3_040, 2_955)
    expect(scene.settle().reason.code).not.toBe('trailing')
    expect(scene.deal?.status).toBe('active')
    expect(since(scene)).toBe(scene.now)
    scene.range = null
    expect(tick(scene, 3_025).reason.code).toBe('trailing')
  })

  test('not even where the entry left the target where it was', () => {
    const scene = new Scene('long', trailing)
    scene.round(false)
    scene.fill('base', 2)
    scene.settle()
    scene.later(300)
    scene.fill('base')
    // Three of five steps were bought after this high, at the price of the first two.
    scene.range = range(scene, 3_100, 2_990)
    expect(scene.settle().reason.detail).toMatchObject({ takeProfitPrice: TARGET })
    expect(scene.deal?.status).toBe('active')
    expect(since(scene)).toBe(scene.now)
  })

  test('a target that moves without an entry is watched anew', () => {
    const scene = active('long', trailing)
    const dearer = { fees: { maker: 0.0002, taker: 0.002 } }
    scene.facts = dearer
    scene.range = range(scene, 3_060, 2_990)
    expect(tick(scene, TARGET).reason.detail.takeProfitPrice).toBeGreaterThan(TARGET)
    expect(scene.deal?.status).toBe('active')
    expect(since(scene)).toBe(scene.now)
  })

  test('a retracement that falls beyond break-even sells nothing: the target rests again until it moves', () => {
    const scene = active('long', { ...trailing, trailingPct: 3 })
    tick(scene, 3_060)
    const { reason } = tick(scene, 2_960)
    expect(reason.code).toBe('orders-in-place')
    expect(scene.deal?.status).toBe('active')
    expect(scene.resting('take-profit/1').price).toEqual({ kind: 'limit', ticks: 304_833 })
    expect(since(scene)).toBeNull()
    tick(scene, 2_955)
    scene.fill('safety/1')
    scene.settle()
    expect(scene.restingKeys()).not.toContain('take-profit/1')
    expect(since(scene)).toBe(scene.now)
  })

  test('the price a sale would get decides whether there is a profit, not the last one', () => {
    const scene = active('long', { ...trailing, trailingPct: 1.4 })
    tick(scene, 3_060)
    scene.later(300)
    // The last price is just above break-even (3,003.30), the bid below it.
    scene.facts = { price: { ...quote(3_004, scene.now), bid: 3_003 } }
    expect(scene.settle().reason.code).toBe('orders-in-place')
  })

  test('spiked and back between two ticks, it arms and sells in one', () => {
    const scene = active('long', trailing)
    scene.later(300).price = 3_020
    scene.range = range(scene, 3_100, 3_000)
    expect(scene.round(false).decision.reason.code).toBe('trailing-exit')
  })

  test('nothing is written while nothing new is seen, and the watch moves on every few hours', () => {
    const scene = active('long', trailing)
    const from = scene.now
    for (let hour = 0; hour < 4 * 12 - 1; hour++) {
      scene.later(300)
      scene.range = range(scene, 3_010, 2_990)
      expect(scene.decide().deal).toEqual({ kind: 'none' })
      expect(since(scene)).toBe(from)
    }
    scene.later(300)
    scene.range = range(scene, 3_010, 2_990)
    scene.settle()
    expect(since(scene)).toBe(scene.now)
  })

  test('a stopping bot that keeps its exits leaves a resting target behind', () => {
    const scene = active('long', trailing)
    tick(scene, 3_060)
    scene.facts = { permission: { kind: 'stopping', how: 'keep-exits' } }
    scene.settle()
    expect(scene.restingKeys()).toEqual(['stop-loss', 'take-profit/1'])
  })

  test('the stop stays on the whole position and rungs keep filling while it trails', () => {
    const scene = active('long', { ...trailing, trailingPct: 5 })
    tick(scene, 3_060)
    tick(scene, 2_955)
    scene.fill('safety/1')
    scene.settle()
    expect(scene.deal?.status).toBe('active')
    expect(scene.resting('stop-loss').quantitySteps).toBe(10)
  })
})
