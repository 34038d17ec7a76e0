import fc from 'fast-check'
import { isResting, remainingSteps } from '@/lib/domain/orders/order'
import { planOrders } from '@/lib/domain/orders/plan-orders'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { PairFacts, Permission } from '@/lib/domain/strategies/contract'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { eth, example } from './builders'
import { quote, Scene } from './scene'
import { play, resolveUnknown, steps, type Step } from './script'

const sides = fc.constantFrom<Side>('long', 'short')

/** Every way out of a deal and every guard, in any mixture that the settings allow. */
const configs: fc.Arbitrary<DcaConfig> = fc
  .record({
    maxSafetyOrders: fc.integer({ min: 1, max: 6 }),
    out: fc.constantFrom('plain', 'steps', 'trailing'),
    trailingPct: fc.constantFrom(0.3, 2),
    shares: fc.constantFrom([50, 50], [20, 30, 50], [10, 10, 10, 70]),
    moveStopToBreakeven: fc.boolean(),
    takeProfitFrom: fc.constantFrom('average' as const, 'base' as const),
    stopLossPct: fc.constantFrom(null, 4, 12),
    stopLossDelaySec: fc.constantFrom(0, 0, 120),
    maxDealHours: fc.constantFrom(null, 1),
    maxDealLossPct: fc.constantFrom(null, 3),
    dailyLossPct: fc.constantFrom(null, 4),
    maxDrawdownPct: fc.constantFrom(null, 4),
    liquidationReduceBuffer: fc.constantFrom(null, 0.8),
    maxMarginPct: fc.constantFrom(100, 30),
  })
  .map(({ out, shares, trailingPct, moveStopToBreakeven, ...drawn }) => ({
    ...example,
    ...drawn,
    activeSafetyOrders: drawn.maxSafetyOrders,
    ...(out === 'trailing' && { trailingPct }),
    ...(out === 'steps' && {
      takeProfitSteps: shares.map((closePct, index) => ({ profitPct: index + 1, closePct })),
      moveStopToBreakeven,
    }),
    stopLossDelaySec: drawn.stopLossPct === null ? 0 : drawn.stopLossDelaySec,
  }))

const heldSteps = (scene: Scene) => Math.round((scene.deal?.ledger.quantity ?? 0) / eth.quantityStep)

/** Plays a script and gives the candles of each stretch to whoever asks. */
function playAll(scene: Scene, script: readonly Step[], each: () => void = () => undefined): void {
  for (const step of script) {
    const before = scene.price
    play(scene, step)
    const [high, low] = [Math.max(before, scene.price), Math.min(before, scene.price)]
    scene.range = { high, low, until: scene.now }
    each()
    scene.round()
  }
}

function atRest(scene: Scene): void {
  resolveUnknown(scene)
  scene.facts = {}
  scene.range = null
  scene.settle()
}

const failed = (scene: Scene, what: string, got: unknown): never => {
  throw new Error(`${what}: ${JSON.stringify(got)} with ${JSON.stringify(scene.config)}`)
}

describe('with every way out of a deal', () => {
  test('I8, I9: exits that rest or are wished for never exceed the position, each for itself and targets together', () => {
    let partial = 0
    fc.assert(
      fc.property(sides, configs, steps, (side, config, script) => {
        const scene = new Scene(side, config)
        playAll(scene, script, () => {
          const { orders } = scene.decide()
          if (orders === 'unchanged') return
          const held = heldSteps(scene)
          const closing = orders.some(({ key }) => key === 'close')
          const exits = orders.filter(
            ({ reduceOnly, key }) => reduceOnly && !(closing && key === 'stop-loss'),
          )
          if (exits.some(({ quantitySteps }) => !Number.isInteger(quantitySteps) || quantitySteps < 1)) {
            failed(scene, 'a broken quantity', exits)
          }
          // A stop lies dormant until its trigger; all others may fill side by side.
          const stops = exits.filter(({ key }) => key === 'stop-loss')
          const others = exits.filter(({ key }) => key !== 'stop-loss')
          const sum = others.reduce((total, { quantitySteps }) => total + quantitySteps, 0)
          if (sum > held || stops.some(({ quantitySteps }) => quantitySteps > held)) {
            failed(scene, `exits beyond the position of ${held}`, exits)
          }
          if (others.length > 1) partial++
        })
      }),
      { numRuns: 250 },
    )
    expect(partial).toBeGreaterThan(100)
  })

  test('I7: the same tick twice sends nothing new, and at a constant price nothing flaps within ten ticks', () => {
    fc.assert(
      fc.property(sides, configs, steps, (side, config, script) => {
        const scene = new Scene(side, config)
        playAll(scene, script)
        atRest(scene)
        const again = planOrders(scene.decide().orders, scene.orders)
        expect(again).toEqual({ cancels: [], places: [] })
        // A deal's end and the next one's beginning are no flapping: only what happens within one deal counts.
        const number = scene.deal?.number
        for (let tick = 0; tick < 10; tick++) {
          scene.later(10)
          const { plan, decision } = scene.round()
          if (scene.deal === null || scene.deal.number !== number || scene.deal.status === 'closing') return
          if (plan.places.length + plan.cancels.length > 0) failed(scene, decision.reason.code, plan)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('a position at rest has its exits: what does not rest is named as living in ticks', () => {
    fc.assert(
      fc.property(sides, configs, steps, (side, config, script) => {
        const scene = new Scene(side, config)
        playAll(scene, script)
        atRest(scene)
        const { deal } = scene
        if (deal === null || deal.status === 'closing' || heldSteps(scene) === 0) return
        const decision = scene.decide()
        const told = [decision.reason, ...decision.further].find((reason) => 'atTicks' in reason.detail)
        const detail: Reason['detail'] = told?.detail ?? {}
        const resting = scene.orders.filter(({ status }) => isResting(status))
        const sizeOf = (prefix: string) =>
          resting
            .filter(({ key }) => key.startsWith(prefix))
            .reduce((sum, order) => sum + remainingSteps(order), 0)
        const held = heldSteps(scene)
        const targets = sizeOf('take-profit/')
        const isTrailed = String(detail.atTicks).includes('trailing take profit')
        if (targets !== (isTrailed ? 0 : held)) failed(scene, `targets of ${targets} for ${held}`, decision)
        const stop = sizeOf('stop-loss')
        const waits = String(detail.atTicks).includes('stop loss after')
        const wanted = waits || detail.stopPrice === null ? 0 : held
        if (stop !== wanted) failed(scene, `a stop of ${stop} for ${held}`, decision)
      }),
      { numRuns: 200 },
    )
  })

  test('I11: a missing or stale input adds nothing and withdraws nothing', () => {
    const gaps: fc.Arbitrary<(scene: Scene) => Partial<PairFacts>> = fc.constantFrom(
      () => ({ account: null, position: null }),
      () => ({ price: null }),
      (scene: Scene) => ({ price: quote(scene.price, scene.now - 60_001) }),
      () => ({ instrument: null, orders: [] }),
    )
    fc.assert(
      fc.property(sides, configs, steps, gaps, (side, config, script, gap) => {
        const scene = new Scene(side, config)
        playAll(
          scene,
          script.filter((each) => each.do !== 'close'),
        )
        atRest(scene)
        scene.facts = gap(scene)
        const { cancels, places } = planOrders(scene.decide().orders, scene.orders)
        expect([cancels, places.filter((order) => order.key !== 'close')]).toEqual([[], []])
      }),
      { numRuns: 120 },
    )
  })

  test('I12: without permission, and while halted, only reducing orders are sent', () => {
    const barred = fc.constantFrom<Permission>(
      { kind: 'exits-only', because: 'paused' },
      { kind: 'exits-only', because: 'manage-only' },
      { kind: 'stopping', how: 'keep-exits' },
      { kind: 'stopping', how: 'close' },
      { kind: 'settle-only', because: 'frozen' },
    )
    fc.assert(
      fc.property(sides, configs, steps, barred, (side, config, script, permission) => {
        const scene = new Scene(side, config)
        playAll(scene, script)
        scene.facts = { permission }
        for (let round = 0; round < 6; round++) {
          const { plan } = scene.later(60).round()
          expect(plan.places.filter((order) => !order.reduceOnly)).toEqual([])
        }
        const halted = new Scene(side, { ...config, dailyLossPct: 4, cooldownSec: 0 })
        halted.lastDeal = { number: 1, endedAt: halted.now, status: 'stopped' }
        halted.stops = [{ at: halted.now, reason: 'daily-loss' }]
        expect(halted.decide()).toMatchObject({ orders: 'unchanged', reason: { code: 'daily-loss' } })
      }),
      { numRuns: 100 },
    )
  })
})

test('I10: reflected prices give the short the same exits, states and reasons', () => {
  const path = fc.array(fc.double({ min: -0.06, max: 0.06, noNaN: true }), { minLength: 2, maxLength: 14 })
  let compared = 0
  fc.assert(
    fc.property(configs, path, (drawn, moves) => {
      // Without rungs and fees both sides hold the same size at the same price: all that differs is the reflection.
      const config: DcaConfig = {
        ...drawn,
        ...{ maxSafetyOrders: 0, activeSafetyOrders: 0, takeProfitNetOfFees: false, takeProfitPct: 2 },
        ...{ maxDealLossPct: null, dailyLossPct: null, maxDrawdownPct: null, moveStopToBreakeven: false },
        ...{ trailingPct: drawn.trailingPct === 0 ? 0 : 1, liquidationReduceBuffer: null },
      }
      const [long, short] = [new Scene('long', config), new Scene('short', config)]
      for (const move of [0, ...moves]) {
        const offset = Math.round(300_000 * move) / 100
        const [a, b] = [long, short].map((scene) => {
          const s = scene.side === 'long' ? 1 : -1
          const before = scene.price
          scene.later(60).price = Math.round((3_000 + s * offset) * 100) / 100
          const [high, low] = [Math.max(before, scene.price), Math.min(before, scene.price)]
          scene.range = { high, low, until: scene.now }
          fillTargets(scene)
          const { decision, plan } = scene.round()
          return {
            places: plan.places.map(({ key, quantitySteps, price }) => [
              key,
              quantitySteps,
              price.kind === 'market' ? 0 : s * (price.ticks - 300_000),
            ]),
            cancels: plan.cancels.map(({ key }) => key),
            reason: decision.reason.code,
            deal: decision.deal.kind,
            status: scene.deal?.status,
          }
        })
        // The retracement is a share of the best price, which is no reflection: the comparison ends where it decides.
        if (a?.reason !== b?.reason && [a?.status, b?.status].includes('trailing')) return
        if (a?.reason === 'trailing-exit' || b?.reason === 'trailing-exit') return
        expect(b).toEqual(a)
        compared++
        if (long.deal === null || short.deal === null) return
      }
    }),
    { numRuns: 300 },
  )
  expect(compared).toBeGreaterThan(1_000)
})

/** The venue fills every target that the price has passed. */
function fillTargets(scene: Scene): void {
  const s = scene.side === 'long' ? 1 : -1
  for (const order of scene.orders) {
    if (!isResting(order.status) || order.price.kind !== 'limit') continue
    if (s * (scene.price - order.price.ticks * eth.tickSize) > 0) scene.fill(order.key)
  }
}
