import type { ReasonCode } from '@/lib/domain/strategies/reasons'
import { dca } from '@/lib/domain/strategies/dca/strategy'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { eth, example } from './builders'
import { active, Scene } from './scene'

const HOUR = 3_600
const DAY_MS = 86_400_000

const tick = (scene: Scene, price: number, seconds = 300) => {
  scene.later(seconds).price = price
  return scene.settle()
}
const mirrored = (side: 'long' | 'short', price: number) => (side === 'long' ? price : 6_000 - price)
const noRungs: DcaConfig = { ...example, maxSafetyOrders: 0, activeSafetyOrders: 0, stopLossPct: null }

describe('the largest loss of a deal', () => {
  // 2 % of 500 = 10. Bought 0.05 at 3000 for a fee of 0.0825; leaving costs 0.055 % of what it brings.
  const limited = { ...noRungs, maxDealLossPct: 2 }
  test.each([
    ['long', (150 + 0.0825 - 10) / (0.05 * (1 - 0.00055))],
    ['short', (150 - 0.0825 + 10) / (0.05 * (1 + 0.00055))],
  ] as const)('%s: closes where the deal would end with it, fees included', (side, mark) => {
    const s = side === 'long' ? 1 : -1
    const scene = active(side, limited)
    scene.price = mark + s * 0.001
    expect(scene.decide().reason.code).toBe('orders-in-place')
    scene.price = mark - s * 0.001
    const { decision } = scene.round(false)
    expect(decision.reason).toMatchObject({ code: 'deal-loss', detail: { limit: -10 } })
    scene.fill('close')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'deal-loss' })
    expect(scene.booked).toBeCloseTo(-10, 3)
  })

  test('funding that was paid counts', () => {
    const scene = active('long', limited)
    scene.price = 2_820
    expect(scene.decide().reason.code).toBe('orders-in-place')
    if (scene.deal !== null) {
      scene.deal = { ...scene.deal, ledger: { ...scene.deal.ledger, funding: -2 } }
    }
    expect(scene.decide().reason.code).toBe('deal-loss')
  })
})

describe('the longest deal', () => {
  test('closes when its time is over and not a second earlier', () => {
    const scene = active('long', { ...example, maxDealHours: 12 })
    expect(scene.later(12 * HOUR - 1).decide().reason.code).toBe('orders-in-place')
    const { reason } = scene.later(1).decide()
    expect(reason).toMatchObject({ code: 'time-stop', detail: { hours: 12 } })
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'time-stop' })
  })
})

describe('the largest loss of a day', () => {
  const daily = { ...noRungs, dailyLossPct: 2, cooldownSec: 0, maxDealLossPct: null }

  test.each(['long', 'short'] as const)('%s: closes and halts until 00:00 UTC', (side) => {
    const scene = active(side, daily)
    // The day begins with the entry's fee already paid: its first result was zero.
    expect(tick(scene, mirrored(side, 2_802)).reason.code).toBe('orders-in-place')
    scene.later(300).price = mirrored(side, 2_801)
    const midnight = Math.floor(scene.now / DAY_MS) * DAY_MS + DAY_MS
    const { reason } = scene.decide()
    expect(reason).toMatchObject({
      code: 'daily-loss',
      detail: { limit: -10, until: midnight, dayFrom: midnight - DAY_MS, boundary: '00:00 UTC' },
    })
    expect(reason.detail.value).toBeCloseTo(-0.05 * 199 - 0.0825, 9)
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'daily-loss' })
    expect(tick(scene, 3_000).reason).toMatchObject({ code: 'daily-loss', detail: { until: midnight } })
    scene.now = midnight - 1
    expect(scene.decide().reason.code).toBe('daily-loss')
    scene.now = midnight
    expect(scene.settle().reason.code).toBe('orders-in-place')
  })

  test('the halt survives a lost memory', () => {
    const scene = active('long', daily)
    tick(scene, 2_795)
    scene.memory = null
    expect(tick(scene, 3_000).reason.code).toBe('daily-loss')
  })

  test('a loss that came otherwise halts as well', () => {
    const scene = active('long', { ...daily, stopLossPct: 8 })
    scene.price = 2_760
    scene.fill('stop-loss', undefined, 2_755)
    scene.settle()
    expect(scene.ended?.end.reason).toBe('stop-loss')
    expect(tick(scene, 3_000).reason.code).toBe('daily-loss')
  })

  test('each day starts anew with the result it begins with', () => {
    const scene = active('long', daily)
    tick(scene, 2_850)
    scene.now = Math.floor(scene.now / DAY_MS) * DAY_MS + DAY_MS
    scene.settle()
    expect(tick(scene, 2_651).reason.code).toBe('orders-in-place')
    expect(tick(scene, 2_649).reason).toMatchObject({ code: 'daily-loss' })
  })

  test('profit of the day has to be lost first', () => {
    const scene = active('long', daily)
    scene.fill('take-profit/1')
    scene.settle()
    scene.later(300)
    scene.settle()
    expect(scene.booked).toBeGreaterThan(2)
    const entry = scene.deal?.ledger.averageEntry ?? 0
    expect(tick(scene, entry - 220).reason.code).toBe('orders-in-place')
    expect(tick(scene, entry - 250).reason.code).toBe('daily-loss')
  })
})

describe('the largest drawdown', () => {
  const fallen = { ...noRungs, maxDrawdownPct: 2, drawdownHaltHours: 5, cooldownSec: 0, takeProfitPct: 20 }

  test.each(['long', 'short'] as const)('%s: is measured from the best result so far', (side) => {
    const scene = active(side, fallen)
    tick(scene, mirrored(side, 3_100))
    expect(tick(scene, mirrored(side, 2_900.01)).reason.code).toBe('orders-in-place')
    const { reason } = tick(scene, mirrored(side, 2_900))
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'drawdown' })
    expect(reason).toMatchObject({ code: 'drawdown', detail: { limit: -10 } })
  })

  test('halts for its hours, then measures anew', () => {
    const scene = active('long', fallen)
    tick(scene, 3_100)
    tick(scene, 2_900)
    const ended = scene.now
    expect(scene.settle().reason.detail.until).toBe(ended + 5 * HOUR * 1_000)
    scene.now = ended + 5 * HOUR * 1_000 - 1
    expect(scene.settle().reason.code).toBe('drawdown')
    scene.later(0.001)
    expect(scene.settle().reason.code).toBe('orders-in-place')
    // What was lost before the halt counts no more.
    const entry = scene.deal?.ledger.averageEntry ?? 0
    expect(tick(scene, entry - 197).reason.code).toBe('orders-in-place')
    expect(tick(scene, entry - 199).reason.code).toBe('drawdown')
  })

  test('the halt survives a lost memory, and a drawdown that came otherwise halts as well', () => {
    const lost = active('long', fallen)
    tick(lost, 3_100)
    tick(lost, 2_900)
    lost.memory = null
    expect(tick(lost, 2_900, HOUR).reason.code).toBe('drawdown')
    const stopped = active('long', { ...fallen, stopLossPct: 7 })
    stopped.price = 2_780
    stopped.fill('stop-loss', undefined, 2_780)
    stopped.settle()
    expect(tick(stopped, 3_000, HOUR).reason.code).toBe('drawdown')
    expect(tick(stopped, 3_000, 4 * HOUR).reason.code).toBe('orders-in-place')
  })

  test('nothing is remembered while nothing new is seen', () => {
    const scene = active('long', fallen)
    tick(scene, 3_050)
    expect(scene.later(300).decide().memory).toBeUndefined()
    scene.price = 3_051
    expect(scene.decide().memory).toMatchObject({ breakers: { peak: expect.any(Number) as number } })
  })

  test('without a price nothing is measured and nothing changes', () => {
    const scene = active('long', fallen)
    scene.facts = { price: null }
    expect(scene.decide()).toMatchObject({ orders: 'unchanged', deal: { kind: 'none' } })
    expect(scene.decide().memory).toBeUndefined()
  })
})

describe('the halt after stops', () => {
  const halts = { ...example, cooldownSec: 0, haltAfterStops: { count: 2, hours: 24 } }
  const stop = (scene: Scene) => {
    scene.price = 2_630
    scene.fill('stop-loss', undefined, 2_630)
    scene.settle()
    scene.price = 3_000
  }

  test('opens nothing after so many stopped deals within the window', () => {
    const scene = active('long', halts)
    stop(scene)
    const first = scene.now
    tick(scene, 3_000, HOUR)
    expect(scene.deal).not.toBeNull()
    stop(scene)
    const until = first + 24 * HOUR * 1_000
    expect(tick(scene, 3_000).reason).toEqual({
      code: 'halted-after-stops',
      detail: { value: 2, limit: 2, hours: 24, until },
    })
    scene.now = until - 1
    expect(scene.decide().reason.code).toBe('halted-after-stops')
    scene.now = until
    expect(scene.settle().reason.code).toBe('orders-in-place')
  })

  test('a deal in progress is managed to its end', () => {
    const scene = active('long', halts)
    scene.facts = {
      record: { realised: 0, stops: [1, 2, 3].map((n) => ({ at: scene.now - n, reason: 'stop-loss' })) },
    }
    expect(scene.settle().reason.code).toBe('orders-in-place')
    expect(scene.restingKeys()).toContain('safety/1')
  })
})

describe('guards in their order', () => {
  const all = {
    ...example,
    ...{ stopLossPct: 10, maxDealLossPct: 1, dailyLossPct: 1, maxDrawdownPct: 1, maxDealHours: 1 },
  }
  /** Everything is beyond its limit; then one limit after the other is taken away. */
  test.each<[Partial<DcaConfig>, ReasonCode]>([
    [{}, 'liquidation-guard'],
    [{ liquidationBuffer: 0.05 }, 'stop-loss'],
    [{ liquidationBuffer: 0.05, stopLossPct: null }, 'deal-loss'],
    [{ liquidationBuffer: 0.05, stopLossPct: null, maxDealLossPct: null }, 'daily-loss'],
    [{ liquidationBuffer: 0.05, stopLossPct: null, maxDealLossPct: null, dailyLossPct: null }, 'drawdown'],
    [
      {
        ...{ liquidationBuffer: 0.05, stopLossPct: null, maxDealLossPct: null },
        ...{ dailyLossPct: null, maxDrawdownPct: null },
      },
      'time-stop',
    ],
  ])('%j: %s comes first', (change, code) => {
    for (const side of ['long', 'short'] as const) {
      const scene = active(side, { ...all, ...change })
      scene.later(HOUR).price = mirrored(side, 2_600)
      const held = scene.look().position
      if (held === null) throw new Error('the position is missing')
      scene.facts = { position: { ...held, liquidationPrice: mirrored(side, 2_520) } }
      expect(scene.decide().reason.code).toBe(code)
    }
  })

  test('a wish of the user comes before every guard, and closes without a price', () => {
    const scene = active('long', all)
    scene.later(HOUR).price = 2_600
    scene.facts = { closeRequested: true, price: null }
    expect(scene.decide().reason.code).toBe('user-close')
  })

  test.each(['paused', 'manage-only'] as const)('no halt and no %s keeps an exit away', (because) => {
    const scene = active('long', all)
    scene.facts = { permission: { kind: 'exits-only', because } }
    scene.price = 2_600
    expect(scene.decide().reason.code).toBe('stop-loss')
  })

  test('a frozen platform lets protective closes through', () => {
    const scene = active('long', { ...all, stopLossPct: null })
    scene.facts = { permission: { kind: 'settle-only', because: 'frozen' } }
    scene.price = 2_800
    expect(scene.decide().reason.code).toBe('deal-loss')
  })
})

test('a back-test passes over no mark at which a limit acts', () => {
  const limited = {
    ...example,
    ...{ maxDealLossPct: 3, dailyLossPct: 4, maxDrawdownPct: 2, maxDealHours: 6, takeProfitPct: 50 },
  }
  for (const side of ['long', 'short'] as const) {
    const s = side === 'long' ? 1 : -1
    const scene = active(side, limited)
    const decision = scene.settle()
    const quiet = dca.quiet?.(scene.look(), scene.config, decision)
    if (quiet == null) throw new Error('the pair is not quiet')
    const [loss, profit] = side === 'long' ? [quiet.low, quiet.high] : [quiet.high, quiet.low]
    const inside = loss + s * 2 * eth.tickSize
    scene.price = inside
    expect(scene.decide()).toMatchObject({ deal: { kind: 'none' } })
    expect(scene.decide().memory).toBeUndefined()
    scene.price = loss - s * eth.tickSize
    expect(scene.decide().reason.code).toBe('drawdown')
    scene.price = profit + s * eth.tickSize
    expect(scene.decide().memory).toBeDefined()
    const midnight = Math.floor(scene.now / DAY_MS) * DAY_MS + DAY_MS
    expect(quiet.until).toBe(Math.min(midnight, scene.now + 6 * HOUR * 1_000))
  }
})
