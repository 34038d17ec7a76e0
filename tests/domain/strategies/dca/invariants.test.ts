import fc from 'fast-check'
import { isResting, remainingSteps, type KnownOrder } from '@/lib/domain/orders/order'
import { planOrders } from '@/lib/domain/orders/plan-orders'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { PairFacts, Permission } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { decide } from '@/lib/domain/strategies/dca/decide'
import { breakevenOf, stopPrice, targetPrice, type Held } from '@/lib/domain/strategies/dca/targets'
import { grossOfExit } from '@/lib/domain/perpetuals/position'
import { eth, example } from './builders'
import { quote, Scene } from './scene'
import { play, resolveUnknown, steps } from './script'

const sides = fc.constantFrom<Side>('long', 'short')
const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true })

const configs: fc.Arbitrary<DcaConfig> = fc
  .record({
    maxSafetyOrders: fc.integer({ min: 0, max: 6 }),
    active: fc.integer({ min: 1, max: 6 }),
    priceDeviationPct: amount(0.5, 2),
    volumeScale: amount(0.8, 1.4),
    takeProfitFrom: fc.constantFrom('average' as const, 'base' as const),
    stopLossPct: fc.option(amount(8, 14), { nil: null }),
    stopLossFrom: fc.constantFrom('average' as const, 'base' as const),
  })
  .map(({ active, ...drawn }) => ({
    ...example,
    ...drawn,
    allocatedCapital: 5_000,
    activeSafetyOrders: Math.min(active, drawn.maxSafetyOrders),
  }))

const entriesOf = (orders: ReturnType<typeof decide>['orders']) =>
  orders === 'unchanged' ? [] : orders.filter((order) => !order.reduceOnly)

const sizeOf = (order: KnownOrder) => `${order.key} ${remainingSteps(order)}`

describe('whatever the venue does', () => {
  test('I7, I8, I9: the same tick twice sends nothing new, exits never exceed the position, entries are whole and above the minimum', () => {
    let deals = 0
    fc.assert(
      fc.property(sides, configs, steps, (side, config, script) => {
        const scene = new Scene(side, config)
        for (const step of script) {
          play(scene, step)
          const held = Math.round((scene.deal?.ledger.quantity ?? 0) / eth.quantityStep)
          // A stop that rests may be larger than what is left while a close is under way: it stays, and the venue clamps it.
          const resting = new Set(scene.orders.filter(({ status }) => isResting(status)).map(sizeOf))
          const { decision } = scene.round()
          const wanted = decision.orders === 'unchanged' ? [] : decision.orders
          for (const order of wanted) {
            expect(Number.isInteger(order.quantitySteps)).toBe(true)
            if (resting.has(`${order.key} ${order.quantitySteps}`)) continue
            if (order.reduceOnly) expect(order.quantitySteps).toBeLessThanOrEqual(held)
            else if (
              order.price.kind === 'limit' &&
              !scene.orders.some((known) => known.key === order.key && known.filledSteps > 0)
            ) {
              expect(
                order.quantitySteps * eth.quantityStep * order.price.ticks * eth.tickSize,
              ).toBeGreaterThanOrEqual(eth.minCost)
            }
          }
          if (scene.ended !== null) deals++
          scene.ended = null
        }
        resolveUnknown(scene)
        scene.settle()
        const again = scene.decide()
        expect(planOrders(again.orders, scene.orders)).toEqual({ cancels: [], places: [] })
        const ids = scene.orders.map((order) => order.clientOrderId)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 150 },
    )
    expect(deals).toBeGreaterThan(20)
  })

  test('a position at rest is always covered by its exits, and a flat pair has no order left', () => {
    fc.assert(
      fc.property(sides, configs, steps, (side, config, script) => {
        const scene = new Scene(side, config)
        for (const step of script) {
          play(scene, step)
          scene.round()
        }
        resolveUnknown(scene)
        scene.facts = {}
        scene.settle()
        const held = Math.round((scene.deal?.ledger.quantity ?? 0) / eth.quantityStep)
        const exits = scene.orders.filter((order) => isResting(order.status) && order.reduceOnly)
        if (held > 0) {
          const target = exits.find((order) => order.key === 'take-profit/1')
          expect(target === undefined ? 0 : remainingSteps(target)).toBe(held)
          const stop = exits.find((order) => order.key === 'stop-loss')
          expect(stop === undefined ? null : remainingSteps(stop)).toBe(
            config.stopLossPct === null ? null : held,
          )
        } else expect(exits).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('I6: margin of the position and of all resting entries never exceeds the allocated capital', () => {
    fc.assert(
      fc.property(sides, configs, steps, (side, config, script) => {
        const scene = new Scene(side, { ...config, allocatedCapital: 500 })
        for (const step of script) {
          play(scene, step)
          scene.round()
          const ledger = scene.deal?.ledger
          const open = scene.orders.filter(
            (order) => isResting(order.status) && order.price.kind === 'limit' && !order.reduceOnly,
          )
          const cost = open.reduce(
            (sum, order) =>
              sum +
              remainingSteps(order) *
                eth.quantityStep *
                (order.price.kind === 'limit' ? order.price.ticks * eth.tickSize : 0),
            ledger === undefined ? 0 : ledger.quantity * (ledger.averageEntry ?? 0),
          )
          expect(cost / 5).toBeLessThanOrEqual(500)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('I11: a missing or stale input adds nothing and withdraws nothing', () => {
    const gaps: fc.Arbitrary<(scene: Scene) => Partial<PairFacts>> = fc.constantFrom(
      () => ({ account: null, position: null }),
      (scene: Scene) => ({ account: { wallet: 1, equity: 1, available: 1, at: scene.now - 60_001 } }),
      () => ({ price: null }),
      (scene: Scene) => ({ price: quote(scene.price, scene.now - 60_001) }),
      (scene: Scene) => ({ price: { ...quote(scene.price, scene.now), ask: 0 } }),
      () => ({ instrument: null, orders: [] }),
    )
    fc.assert(
      fc.property(sides, configs, steps, gaps, (side, config, script, gap) => {
        const scene = new Scene(side, config)
        for (const step of script.filter((each) => each.do !== 'close')) {
          play(scene, step)
          scene.round()
        }
        resolveUnknown(scene)
        scene.facts = {}
        scene.settle()
        scene.facts = gap(scene)
        const { cancels, places } = planOrders(scene.decide().orders, scene.orders)
        expect([cancels, places.filter((order) => order.key !== 'close')]).toEqual([[], []])
      }),
      { numRuns: 150 },
    )
  })

  test('I12: without permission only reducing orders are sent; draining never opens', () => {
    const barred = fc.constantFrom<Permission>(
      { kind: 'exits-only', because: 'paused' },
      { kind: 'exits-only', because: 'manage-only' },
      { kind: 'stopping', how: 'keep-exits' },
      { kind: 'stopping', how: 'cancel-orders' },
      { kind: 'stopping', how: 'close' },
      { kind: 'settle-only', because: 'frozen' },
      { kind: 'settle-only', because: 'stopped' },
    )
    fc.assert(
      fc.property(sides, configs, steps, barred, (side, config, script, permission) => {
        const scene = new Scene(side, config)
        for (const step of script) {
          play(scene, step)
          scene.round()
        }
        scene.facts = { permission }
        for (let round = 0; round < 6; round++) {
          const { plan, decision } = scene.round()
          expect(plan.places.filter((order) => !order.reduceOnly)).toEqual([])
          expect(entriesOf(decision.orders)).toEqual([])
        }
        const flat = new Scene(side, config)
        flat.facts = { permission: { kind: 'drain' } }
        expect(flat.decide().orders).toBe('unchanged')
      }),
      { numRuns: 100 },
    )
  })
})

const held: fc.Arbitrary<Held> = fc
  .record({
    quantity: amount(0.001, 100),
    averageEntry: amount(0.01, 1e5),
    feeRate: amount(0, 0.002),
    baseVolume: amount(5, 1e4),
  })
  .map(({ quantity, averageEntry, feeRate, baseVolume }) => ({
    quantity,
    averageEntry,
    entryCost: quantity * averageEntry,
    entryFees: quantity * averageEntry * feeRate,
    exitFees: 0,
    realisedGross: 0,
    baseVolume,
  }))

test('I3: the net target earns exactly the promised profit and lies on the profit side of breakeven', () => {
  fc.assert(
    fc.property(
      sides,
      held,
      amount(0.1, 50),
      amount(0, 0.002),
      fc.boolean(),
      (side, position, pct, maker, onBase) => {
        const config = {
          takeProfitPct: pct,
          takeProfitFrom: onBase ? ('base' as const) : ('average' as const),
          takeProfitNetOfFees: true,
        }
        const price = targetPrice(config, side, position, maker)
        const { quantity, averageEntry, entryFees, entryCost, baseVolume } = position
        const net = grossOfExit(side, quantity, averageEntry, price) - entryFees - quantity * price * maker
        const promised = (pct / 100) * (onBase ? baseVolume : entryCost)
        expect(Math.abs(net - promised)).toBeLessThanOrEqual(1e-9 * Math.max(1, entryCost, promised))
        const s = side === 'long' ? 1 : -1
        expect(s * (price - breakevenOf(side, position, maker))).toBeGreaterThan(0)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a stop lies on the loss side of what it is measured from, as far as promised', () => {
  fc.assert(
    fc.property(sides, amount(0.01, 1e5), amount(0.1, 95), (side, average, stopLossPct) => {
      const stop = stopPrice({ stopLossPct, stopLossFrom: 'average' }, side, average, 1)
      const lossPct = ((side === 'long' ? 1 : -1) * (average - (stop ?? average)) * 100) / average
      expect(Math.abs(lossPct - stopLossPct)).toBeLessThan(1e-9)
    }),
    { numRuns: 500 },
  )
})

test('I10: reflected prices give the short the same actions, levels and reasons, and mirrored rungs', () => {
  const path = fc.array(amount(-0.12, 0.04), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(configs, path, (drawn, moves) => {
      // Whole ticks on both sides: a step of a whole percent of 3000 is a multiple of the tick. Sizes in base coin differ by design.
      const config = {
        ...drawn,
        priceDeviationPct: 1,
        stepScale: 1,
        takeProfitFrom: 'average' as const,
        takeProfitNetOfFees: false,
        stopLossPct: drawn.stopLossPct === null ? null : 10,
      }
      const [long, short] = [new Scene('long', config), new Scene('short', config)]
      for (const move of [0, ...moves]) {
        const offset = Math.round(300_000 * move) / 100
        const reasons = [
          [long, offset],
          [short, -offset],
        ] as const
        const [a, b] = reasons.map(([scene, change]) => {
          scene.price = Math.round((3_000 + change) * 100) / 100
          fillRungs(scene)
          const { decision, plan } = scene.round()
          return {
            kinds: plan.places.map((order) => order.key),
            cancels: plan.cancels.map((order) => order.key),
            reason: decision.reason.code,
            deal: decision.deal.kind,
            level: decision.reason.detail.level,
            rungs: scene.orders.flatMap((order) =>
              order.key.startsWith('safety') && order.price.kind === 'limit'
                ? [scene.side === 'long' ? order.price.ticks : 600_000 - order.price.ticks]
                : [],
            ),
          }
        })
        // Averages of the two sides drift apart with their base-coin sizes; the comparison ends with the first exit.
        if (
          a?.deal === 'end' ||
          b?.deal === 'end' ||
          long.deal?.status === 'closing' ||
          short.deal?.status === 'closing'
        )
          return
        expect(b).toEqual(a)
        long.later(300)
        short.later(300)
      }
    }),
    { numRuns: 150 },
  )
})

/** The venue fills every rung the price has passed, in ladder order. */
function fillRungs(scene: Scene): void {
  const s = scene.side === 'long' ? 1 : -1
  for (const order of scene.orders) {
    if (!isResting(order.status) || order.reduceOnly || order.price.kind !== 'limit') continue
    if (s * (order.price.ticks * eth.tickSize - scene.price) > 0) scene.fill(order.key)
  }
}
