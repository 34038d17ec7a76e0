import { dca } from '@/lib/domain/strategies/dca/strategy'
import { example } from './builders'
import { active, atLevel, Scene } from './scene'

const waits = { ...example, stopLossDelaySec: 900 }

const tick = (scene: Scene, price: number, seconds = 300) => {
  scene.later(seconds).price = price
  return scene.round(false).decision
}
const beyond = { long: 2_640, short: 3_360 } as const
const back = { long: 2_640.01, short: 3_359.99 } as const
const since = (scene: Scene) => dca.needs?.(scene.config, scene.look().deal).rangeSince

describe.each(['long', 'short'] as const)('a stop that waits, %s', (side) => {
  test('does not rest, and the condition says so', () => {
    const scene = active(side, waits)
    expect(scene.restingKeys()).not.toContain('stop-loss')
    expect(scene.settle().reason.detail).toMatchObject({
      stopPrice: beyond[side],
      onExchange: 'take profit, safety orders',
      atTicks: 'liquidation guard, stop loss after 900 s',
    })
  })

  test('closes once the mark has been beyond it for the whole time, and not a tick earlier', () => {
    const scene = active(side, waits)
    expect(tick(scene, beyond[side]).reason.code).toBe('orders-in-place')
    expect(since(scene)).toBe(scene.now)
    expect(tick(scene, beyond[side]).deal).toEqual({ kind: 'none' })
    expect(tick(scene, beyond[side], 599).reason.code).toBe('orders-in-place')
    expect(tick(scene, beyond[side], 1).reason).toMatchObject({
      code: 'stop-loss',
      detail: { stop: beyond[side], waitedMs: 900_000 },
    })
    scene.fill('close')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'stop-loss' })
  })

  test('starts anew when a tick finds the mark back', () => {
    const scene = active(side, waits)
    tick(scene, beyond[side])
    tick(scene, back[side], 600)
    expect(since(scene)).toBeNull()
    tick(scene, beyond[side])
    expect(tick(scene, beyond[side], 899).reason.code).toBe('orders-in-place')
    expect(tick(scene, beyond[side], 1).reason.code).toBe('stop-loss')
  })

  test('starts anew when a closed candle shows that the price came back between two ticks', () => {
    const scene = active(side, waits)
    tick(scene, beyond[side])
    scene.range = { high: back.long, low: back.short, until: scene.now }
    expect(tick(scene, beyond[side], 900).reason.code).toBe('orders-in-place')
    expect(since(scene)).toBe(scene.now)
    // Touching the stop is no return.
    scene.range = { high: beyond.long, low: beyond.short, until: scene.now }
    expect(tick(scene, beyond[side], 900).reason.code).toBe('stop-loss')
  })

  test('is never held back by candles that are missing', () => {
    const scene = active(side, waits)
    tick(scene, beyond[side])
    scene.range = null
    expect(tick(scene, beyond[side], 900).reason.code).toBe('stop-loss')
  })

  test('waits again when an entry has moved it', () => {
    const scene = active(side, { ...waits, stopLossPct: 4 })
    const price = side === 'long' ? 2_820 : 3_180
    tick(scene, price)
    scene.fill('safety/1')
    tick(scene, price, 900)
    expect(scene.deal?.status).toBe('active')
    expect(since(scene)).toBe(scene.now)
    expect(tick(scene, price, 900).reason.code).toBe('stop-loss')
  })

  test('goes on waiting while an entry is unknown, and closes beside it', () => {
    const scene = active(side, waits)
    tick(scene, beyond[side])
    scene.set('safety/1', 'UNKNOWN')
    expect(tick(scene, beyond[side], 600).reason.code).toBe('order-outcome-unknown')
    expect(tick(scene, beyond[side], 300).reason.code).toBe('stop-loss')
  })

  test('rests when a stopping bot leaves its exits behind', () => {
    const scene = active(side, waits)
    scene.facts = { permission: { kind: 'stopping', how: 'keep-exits' } }
    scene.settle()
    expect(scene.restingKeys()).toEqual(['stop-loss', 'take-profit/1'])
  })
})

describe('after the stop', () => {
  test.each([
    ['close', undefined],
    ['close-and-pause', true],
  ] as const)('%s: pauses %s', (stopLossAction, pauses) => {
    for (const how of ['resting', 'at a tick'] as const) {
      const scene = atLevel(1, 'long', { ...example, stopLossAction })
      scene.price = 2_600
      if (how === 'resting') scene.fill('stop-loss')
      scene.settle()
      expect(scene.ended?.end).toEqual({
        status: 'stopped',
        reason: 'stop-loss',
        ...(pauses !== undefined && { pauses }),
      })
    }
  })

  test('a profit, a wish of the user and the end of its time never pause', () => {
    const config = { ...example, stopLossAction: 'close-and-pause', maxDealHours: 1 } as const
    const profit = active('long', config)
    profit.fill('take-profit/1')
    profit.settle()
    const wish = active('long', config)
    wish.facts = { closeRequested: true }
    wish.settle()
    const late = active('long', config).later(3_600)
    late.settle()
    for (const { ended } of [profit, wish, late]) expect(ended?.end.pauses).toBeUndefined()
    expect(late.ended?.end).toEqual({ status: 'stopped', reason: 'time-stop' })
  })

  test('a stop is measured from the average and follows entries only, never an exit', () => {
    const scene = atLevel(2)
    const { price } = scene.resting('stop-loss')
    scene.fill('take-profit/1', 5)
    scene.settle()
    expect(scene.resting('stop-loss')).toMatchObject({ price, quantitySteps: 11 })
  })

  test('a stop works at the last level, with no balance left for adds', () => {
    const scene = atLevel(5)
    scene.facts = { account: { wallet: 10, equity: 1, available: 0, at: scene.now } }
    scene.price = 2_464
    expect(scene.round(false).decision).toMatchObject({
      reason: { code: 'stop-loss' },
      orders: [{ key: 'close', quantitySteps: 51 }, { key: 'stop-loss' }],
    })
  })
})
