import { isTerminal, type KnownOrder } from '@/lib/domain/orders/order'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { Decision, PairFacts } from '@/lib/domain/strategies/contract'
import { configOf } from './builders'
import { calmMarket, holding, open, Scene } from './scene'

const sides: readonly Side[] = ['long', 'short']
const modes = ['corrected', 'classic'] as const

/** A pair with a position that its strategy would like to add to. */
function eager(side: Side, mode: (typeof modes)[number]): Scene {
  const scene = open(side, configOf({ mode }))
  if (mode === 'classic') {
    scene.fill('base')
    scene.again()
  }
  scene.now = scene.tickAt += 300_000
  scene.price = 98
  return scene
}

const entriesOf = ({ orders }: Decision) =>
  orders === 'unchanged' ? [] : orders.filter(({ reduceOnly }) => !reduceOnly)

describe.each(modes)('in %s mode', (mode) => {
  test.each(sides)('a %s would add, were there nothing against it', (side) => {
    expect(entriesOf(eager(side, mode).decide())).toHaveLength(1)
  })

  const missing: readonly [name: string, change: (facts: PairFacts) => Partial<PairFacts>, code: string][] = [
    ['no account', () => ({ account: null }), 'account-missing'],
    [
      'an old account',
      (f) => ({ account: f.account && { ...f.account, at: f.now - 60_001 } }),
      'account-stale',
    ],
    ['no price', () => ({ price: null }), 'price-missing'],
    ['a zero price', (f) => ({ price: f.price && { ...f.price, bid: 0 } }), 'price-missing'],
    ['a crossed book', (f) => ({ price: f.price && { ...f.price, bid: f.price.ask + 1 } }), 'price-missing'],
    ['an old price', (f) => ({ price: f.price && { ...f.price, at: f.now - 60_001 } }), 'price-stale'],
    ['no rules of the market', () => ({ instrument: null }), 'instrument-missing'],
    ['no candles', () => ({ signals: {} }), 'candles-missing'],
    [
      'old candles',
      (f) => ({
        signals: Object.fromEntries(
          Object.keys(f.signals).map((key) => [
            key,
            { status: 'stale', closedAt: f.now - 900_000, limitMs: 600_000 },
          ]),
        ),
      }),
      'candles-stale',
    ],
  ]

  test.each(missing)('%s: nothing is added and nothing that rests is withdrawn', (_name, change, code) => {
    for (const side of sides) {
      const scene = eager(side, mode)
      scene.facts = change(scene.look())
      const decision = scene.decide()
      expect(decision.reason.code).toBe(code)
      expect(entriesOf(decision)).toEqual([])
      const before = scene.restingKeys()
      scene.round()
      expect(scene.restingKeys()).toEqual(before)
    }
  })

  test.each(missing)('%s: nothing is opened', (_name, change, code) => {
    const scene = new Scene('long', configOf({ mode }))
    scene.facts = change(scene.look())
    const decision = scene.decide()
    expect(decision.reason.code).toBe(code)
    expect(decision.deal).toEqual({ kind: 'none' })
  })

  test.each<[string, PairFacts['permission'], string]>([
    ['paused', { kind: 'exits-only', because: 'paused' }, 'paused'],
    ['manage-only', { kind: 'exits-only', because: 'manage-only' }, 'manage-only'],
    ['frozen', { kind: 'settle-only', because: 'frozen' }, 'frozen'],
    ['stopped', { kind: 'settle-only', because: 'stopped' }, 'stopped'],
    ['stopping with its exits kept', { kind: 'stopping', how: 'keep-exits' }, 'stopping'],
    ['stopping with nothing kept', { kind: 'stopping', how: 'cancel-orders' }, 'stopping'],
  ])('a bot that is %s enters nothing', (_name, permission, code) => {
    for (const side of sides) {
      const scene = eager(side, mode)
      scene.facts = { permission }
      const decision = scene.decide()
      expect(entriesOf(decision)).toEqual([])
      expect(decision.reason.code).toBe(code)
      const flat = new Scene(side, configOf({ mode }))
      flat.facts = { permission }
      expect(flat.decide()).toMatchObject({ deal: { kind: 'none' }, reason: { code } })
    }
  })

  test('an entry that rests is withdrawn in the tick in which its bot is paused', () => {
    const scene = open('long', configOf({ mode, entryType: 'maker' }))
    scene.fill('base')
    scene.again()
    scene.next(98)
    expect(scene.restingKeys()).toContain('add/1')
    scene.facts = { permission: { kind: 'exits-only', because: 'paused' } }
    scene.again()
    expect(scene.restingKeys()).not.toContain('add/1')
  })

  test('a bot that finishes opens nothing and goes on with what it has', () => {
    const flat = new Scene('long', configOf({ mode }))
    flat.facts = { permission: { kind: 'drain' } }
    expect(flat.decide().reason.code).toBe('draining')
    const scene = eager('long', mode)
    scene.facts = { permission: { kind: 'drain' } }
    expect(entriesOf(scene.decide())).toHaveLength(1)
  })

  test('an entry of unknown outcome lets nothing be added beside it', () => {
    const scene = eager('long', mode)
    const { plan } = scene.round()
    expect(plan.places.some(({ key }) => key === 'add/1')).toBe(true)
    scene.set('add/1', { status: 'UNKNOWN', filledSteps: 0 })
    expect(scene.decide()).toMatchObject({ orders: 'unchanged', reason: { code: 'order-outcome-unknown' } })
  })

  test('a position that differs from the ledger is told, and nothing is added', () => {
    const scene = eager('long', mode)
    scene.foreign = 0.05
    const decision = scene.decide()
    expect(decision.reason.code).toBe('out-of-sync')
    expect(entriesOf(decision)).toEqual([])
  })

  test('a position that vanished ends its deal once its orders are withdrawn', () => {
    const scene = eager('long', mode)
    scene.foreign = -(scene.position()?.quantity ?? 0)
    scene.again()
    expect(scene.ended).toEqual({ status: 'closed-outside', reason: 'closed-outside' })
  })

  test('what the account has no room for beside its other pairs is not opened', () => {
    const scene = new Scene('long', configOf({ mode }))
    scene.facts = { unreservedCapital: 499 }
    expect(scene.decide()).toMatchObject({
      deal: { kind: 'none' },
      reason: { code: 'capital-insufficient', detail: { needed: 500, limit: 499 } },
    })
    scene.facts = { unreservedCapital: 500 }
    expect(scene.decide().deal.kind).toBe('open')
  })

  test.each(sides)(
    'a %s: the same facts give the same decision, and the same tick again adds no order (I7)',
    (side) => {
      const scene = eager(side, mode)
      expect(scene.decide()).toEqual(scene.decide())
      scene.again()
      const orders = scene.keys()
      scene.again()
      scene.again()
      expect(scene.keys()).toEqual(orders)
    },
  )
})

describe('protection', () => {
  test.each(sides)('of a %s acts while an entry is unknown, and the bot is frozen', (side) => {
    const scene = eager(side, 'corrected')
    scene.round()
    scene.set('add/1', { status: 'UNKNOWN' })
    scene.price = 94
    expect(scene.decide()).toMatchObject({ reason: { code: 'stop-loss' }, deal: { status: 'closing' } })
    scene.facts = { permission: { kind: 'settle-only', because: 'frozen' } }
    expect(scene.decide()).toMatchObject({ reason: { code: 'stop-loss' } })
  })

  test('acts without candles', () => {
    const scene = eager('long', 'corrected')
    scene.facts = { signals: {} }
    scene.price = 94
    expect(scene.decide().reason.code).toBe('stop-loss')
  })

  test('waits while an exit is unknown: two closes could sell twice', () => {
    const scene = eager('long', 'corrected')
    scene.price = 94
    scene.round()
    scene.set('close', { status: 'UNKNOWN', filledSteps: 0 })
    expect(scene.decide()).toMatchObject({ orders: 'unchanged', reason: { code: 'order-outcome-unknown' } })
  })

  test('counts the fees a deal has paid into its loss', () => {
    const scene = holding(300)
    if (scene.deal !== null) scene.deal = { ...scene.deal, ledger: { ...scene.deal.ledger, entryFees: 90 } }
    expect(scene.next(99.5)[0]?.reason.code).toBe('deal-loss')
  })

  test('of a close by hand trades at market, also where there is a price', () => {
    const scene = eager('long', 'corrected')
    scene.facts = { closeRequested: true }
    expect(scene.decide().orders).toMatchObject([
      { key: 'close', price: { kind: 'market' } },
      { key: 'stop-loss' },
    ])
  })

  test('waits for an unknown entry before it believes that a position vanished', () => {
    const scene = eager('long', 'corrected')
    scene.round()
    scene.set('add/1', { status: 'UNKNOWN', filledSteps: 0 })
    scene.foreign = -(scene.position()?.quantity ?? 0)
    expect(scene.decide()).toMatchObject({ orders: 'unchanged', reason: { code: 'order-outcome-unknown' } })
  })

  test('leaves a resting entry of an earlier tick where candles are missing', () => {
    const scene = open('long', configOf({ entryType: 'maker' }))
    scene.fill('base')
    scene.again()
    scene.next(98)
    scene.facts = { signals: {} }
    scene.next(98)
    expect(scene.restingKeys()).toEqual(['add/1', 'stop-loss'])
  })

  test('leaves a position alone that none of its entries made', () => {
    const scene = new Scene()
    scene.round()
    scene.orders = scene.orders.map((order): KnownOrder => ({ ...order, status: 'ACK', filledSteps: 0 }))
    if (scene.deal !== null)
      scene.deal = { ...scene.deal, ledger: { ...scene.deal.ledger, quantity: 0, averageEntry: null } }
    scene.foreign = 5
    scene.price = 50
    expect(scene.decide()).toMatchObject({ orders: [], reason: { code: 'out-of-sync' } })
  })
})

describe.each(sides)('at a constant price a %s', (side) => {
  test.each(modes)('in %s mode never adds and reduces within ten ticks', (mode) => {
    for (const price of [93.5, 95.5, 98, 99.9, 100, 100.1, 101, 103]) {
      for (const margin of [6, 15, 40, 80, 120, 300, 480]) {
        const scene = holding(margin, side, configOf({ mode, stopLossPct: 7, maxDealLossPct: 100 }))
        const seen = new Set<string>()
        for (let tick = 0; tick < 10 && scene.deal?.number === 1; tick++) {
          scene.next(price)
          for (const { key, reduceOnly, status } of scene.orders) {
            if (key === 'base' || key === 'stop-loss') continue
            if (!isTerminal(status)) scene.fill(key)
            seen.add(reduceOnly ? 'reduces' : 'adds')
          }
        }
        expect([price, margin, seen.size]).toEqual([price, margin, Math.min(seen.size, 1)])
      }
    }
  })

  test('is the mirror of the other side over a whole deal (I10)', () => {
    const path = [100, 98, 97.5, 96.5, 96, 98, 99.5, 101, 103, 101, 96, 91]
    const story = (of: Side) => {
      const scene = new Scene(of)
      scene.market = { ...calmMarket }
      return path.flatMap((price) =>
        scene
          .next(price)
          .map(({ reason, orders }) => [
            reason.code,
            orders === 'unchanged'
              ? orders
              : orders.map(({ key, reduceOnly, price: { kind } }) => [key, reduceOnly, kind]),
          ]),
      )
    }
    expect(story(side)).toEqual(story(side === 'long' ? 'short' : 'long'))
  })
})
