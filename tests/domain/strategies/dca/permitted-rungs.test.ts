import fc from 'fast-check'
import { planOrders } from '@/lib/domain/orders/plan-orders'
import { noSignals, type Signal, type SignalSpec, type Signals } from '@/lib/domain/signals/signal'
import type { Condition } from '@/lib/domain/strategies/dca/conditions/condition'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { quiet } from '@/lib/domain/strategies/dca/quiet'
import { ready, signalsBy } from '@/tests/support/builders/signals'
import { example } from './builders'
import { active, type Scene } from './scene'

const MINUTE = 60_000
const rsiSpec: SignalSpec = { kind: 'rsi', timeframe: '1h', period: 14 }
const speed: SignalSpec = { kind: 'decline', timeframe: '5m' }
const low: Condition = { kind: 'rsi', timeframe: '1h', period: 14, when: 'below', value: 30 }
const waiting: DcaConfig = { ...example, safetyConditions: [low], activeSafetyOrders: 2 }
const guarded: DcaConfig = { ...example, crashGuard: true }

const strength = (scene: Scene, rsi: number): Signals =>
  signalsBy([rsiSpec, ready(scene.now, { rsi, isFlat: false })])

function pace(scene: Scene, long: string, short = 'slow'): Signals {
  const scores: Readonly<Record<string, number>> = { slow: 0, moderate: 20, fast: 40, crash: 70 }
  const values = { long, longScore: scores[long] ?? 0, short, shortScore: scores[short] ?? 0 }
  return signalsBy([speed, ready(scene.now, values)])
}

const missing: Signal = { status: 'missing', have: 3, need: 71 }
const rungs = (scene: Scene) => scene.restingKeys().filter((key) => key.startsWith('safety'))

/** A deal at 3000 whose rungs wait; then the price goes to `price` and the strength to `rsi`. */
function moved(price: number, rsi: number | null, side: 'long' | 'short' = 'long', config = waiting) {
  const scene = active(side, config)
  scene.later(60)
  scene.price = price
  scene.facts = { signals: rsi === null ? noSignals : strength(scene, rsi) }
  return { scene, decision: scene.settle() }
}

describe('safety orders with conditions', () => {
  test('do not rest', () => {
    const { scene, decision } = moved(3000, 20)
    expect(scene.restingKeys()).toEqual(['stop-loss', 'take-profit/1'])
    expect(decision.reason).toMatchObject({ code: 'orders-in-place', detail: { nextRungPrice: 2955 } })
  })

  test('are sent together at their own prices once the price has passed them and all conditions hold', () => {
    // Rungs 1 to 3 lie at 2955, 2901 and 2836.20; two may be sent at once.
    const { scene } = moved(2830, 20)
    expect(rungs(scene)).toEqual(['safety/1', 'safety/2'])
    expect(scene.resting('safety/2').price).toEqual({ kind: 'limit', ticks: 290_100 })
  })

  test('count as passed from the very price of the rung on', () => {
    expect(rungs(moved(2955, 20).scene)).toEqual(['safety/1'])
    expect(rungs(moved(2955.01, 20).scene)).toEqual([])
  })

  test('of a short lie above', () => {
    expect(rungs(moved(3045, 20, 'short').scene)).toEqual(['safety/1'])
    expect(rungs(moved(2955, 20, 'short').scene)).toEqual([])
  })

  test('wait while a condition does not hold, and say for what', () => {
    const { scene, decision } = moved(2900, 31)
    expect(rungs(scene)).toEqual([])
    expect(decision.reason).toEqual({
      code: 'safety-condition',
      detail: { condition: 'RSI(14) on 1h below 30', value: 31, threshold: 30 },
    })
  })

  test('that were sent and have not filled are withdrawn when the condition ends, or the price comes back', () => {
    const { scene } = moved(2950, 20)
    expect(rungs(scene)).toEqual(['safety/1'])
    scene.facts = { signals: strength(scene, 40) }
    scene.settle()
    expect(rungs(scene)).toEqual([])
    const { scene: other } = moved(2950, 20)
    other.price = 2960
    other.settle()
    expect(rungs(other)).toEqual([])
  })

  test('that have begun to fill keep resting with their rest', () => {
    const { scene } = moved(2950, 20)
    scene.fill('safety/1', 2)
    scene.facts = { signals: strength(scene, 40) }
    scene.price = 2980
    scene.settle()
    expect(rungs(scene)).toEqual(['safety/1'])
  })

  test('without candles: nothing new is sent, and what rests stays', () => {
    const { scene: none, decision } = moved(2900, null)
    expect(rungs(none)).toEqual([])
    expect(decision.reason.code).toBe('candles-missing')
    const { scene } = moved(2950, 20)
    scene.facts = { signals: signalsBy([rsiSpec, missing]) }
    scene.price = 2890
    expect(scene.round().plan).toEqual({ cancels: [], places: [] })
    expect(rungs(scene)).toEqual(['safety/1'])
  })
})

describe('the crash guard', () => {
  test.each([
    ['slow', 5],
    ['moderate', 5],
    ['fast', 0],
    ['crash', 0],
  ])('in a %s move %d safety orders rest', (kind, count) => {
    const scene = active('long', example)
    const guardedScene = Object.assign(scene, { config: guarded })
    guardedScene.facts = { signals: pace(scene, kind, 'slow') }
    const decision = guardedScene.settle()
    expect(rungs(guardedScene)).toHaveLength(count)
    expect(guardedScene.restingKeys()).toEqual(expect.arrayContaining(['stop-loss', 'take-profit/1']))
    if (count === 0) {
      expect(decision.reason).toMatchObject({ code: 'dangerous-move', detail: { threshold: 40, kind } })
    }
  })

  test('looks at moves against its own side only', () => {
    const scene = active('short', guarded)
    scene.facts = { signals: pace(scene, 'crash', 'slow') }
    scene.settle()
    expect(rungs(scene)).toHaveLength(5)
    scene.facts = { signals: pace(scene, 'slow', 'crash') }
    scene.settle()
    expect(rungs(scene)).toHaveLength(0)
  })

  test('lets the rungs return when the move is over', () => {
    const scene = active('long', guarded)
    scene.facts = { signals: pace(scene, 'crash') }
    scene.settle()
    scene.facts = { signals: pace(scene, 'moderate') }
    scene.settle()
    expect(rungs(scene)).toHaveLength(5)
  })

  test('without candles lays no rung and withdraws none', () => {
    const scene = active('long', guarded)
    expect(rungs(scene)).toEqual([])
    expect(scene.decide().reason.code).toBe('candles-missing')
    scene.facts = { signals: pace(scene, 'slow') }
    scene.settle()
    scene.facts = { signals: noSignals }
    expect(scene.round().plan).toEqual({ cancels: [], places: [] })
    expect(rungs(scene)).toHaveLength(5)
  })
})

test('I11: signals that go missing or stale add nothing and withdraw nothing, whatever rests', () => {
  const prices = fc.array(fc.integer({ min: 2_700, max: 3_040 }), { minLength: 1, maxLength: 6 })
  const kinds = fc.constantFrom<DcaConfig>(waiting, guarded, { ...waiting, crashGuard: true })
  const states = fc.constantFrom<Signal | null>(null, missing, {
    ...{ status: 'stale', closedAt: 0, limitMs: 2 * 3_600_000 },
  })
  let rested = 0
  fc.assert(
    fc.property(kinds, prices, fc.integer({ min: 15, max: 45 }), states, (config, path, rsi, state) => {
      const scene = active('long', config)
      for (const price of path) {
        scene.later(60)
        scene.price = price
        scene.facts = { signals: { ...strength(scene, rsi), ...pace(scene, 'slow') } }
        scene.round()
        scene.round()
      }
      if (scene.deal === null || scene.deal.status !== 'active') return
      if (scene.decide().deal.kind !== 'none') return
      rested += rungs(scene).length
      scene.price = 2_750
      scene.facts = { signals: state === null ? noSignals : signalsBy([rsiSpec, state], [speed, state]) }
      const { cancels, places } = planOrders(scene.decide().orders, scene.orders)
      expect([cancels, places.filter(({ reduceOnly }) => !reduceOnly)]).toEqual([[], []])
    }),
    { numRuns: 150 },
  )
  expect(rested).toBeGreaterThan(50)
})

test('between the prices of its rungs and until the next candle a deal that waits for conditions need not be asked', () => {
  const { scene, decision } = moved(2910, 31)
  const found = quiet(scene.look(), waiting, decision)
  const hour = 60 * MINUTE
  expect(found).toMatchObject({ low: 2901, high: 2955, until: (Math.floor(scene.now / hour) + 1) * hour })
  const calm = active('long', guarded)
  calm.facts = { signals: pace(calm, 'slow') }
  const until = (Math.floor(calm.now / (5 * MINUTE)) + 1) * 5 * MINUTE
  expect(quiet(calm.look(), guarded, calm.settle())).toMatchObject({ until })
})
