import type { DealEnd } from '@/lib/domain/deals/deal'
import type { DesiredOrder } from '@/lib/domain/orders/order'
import type { PairFacts, Permission } from '@/lib/domain/strategies/contract'
import type { ReasonCode } from '@/lib/domain/strategies/reasons'
import { eth, example } from './builders'
import { active, atLevel, quote, Scene } from './scene'

const resting = (scene: Scene) =>
  scene.orders
    .filter((order) => order.status === 'ACK' || order.status === 'PARTIAL')
    .map((order) => [
      order.key,
      order.price.kind === 'market' ? null : order.price.ticks,
      order.quantitySteps - order.filledSteps,
    ])

const desired = (orders: readonly DesiredOrder[] | 'unchanged') =>
  orders === 'unchanged' ? orders : orders.map((order) => order.key)

const rungKeys = ['safety/1', 'safety/2', 'safety/3', 'safety/4', 'safety/5']

describe('a flat pair', () => {
  test('sizes its base order at the price it will pay: the ask for long, the bid for short', () => {
    for (const side of ['long', 'short'] as const) {
      const scene = new Scene(side)
      scene.facts = { price: { ...quote(3000, scene.now), bid: 2999, ask: 3001 } }
      expect(scene.decide().reason.detail.price).toBe(side === 'long' ? 3001 : 2999)
    }
  })

  test('opens a deal with a base order at the market', () => {
    const { orders, deal, reason } = new Scene().decide()
    expect(orders).toEqual([
      { key: 'base', side: 'buy', quantitySteps: 5, price: { kind: 'market' }, reduceOnly: false },
    ])
    expect(deal).toEqual({
      kind: 'open',
      state: { v: 1, baseVolume: 150, basePrice: null, level: 0, closing: null },
    })
    expect(reason.code).toBe('start-condition-met')
  })

  test('a short deal opens with a sale', () => {
    const { orders } = new Scene('short').decide()
    expect(orders).toEqual([
      { key: 'base', side: 'sell', quantitySteps: 5, price: { kind: 'market' }, reduceOnly: false },
    ])
  })

  const lastDeal = { number: 7, endedAt: new Scene().now - 299_999, status: 'completed' as const }
  const now = new Scene().now
  test.each<[string, Partial<PairFacts>, ReasonCode]>([
    ['no account', { account: null }, 'account-missing'],
    [
      'an old account',
      { account: { wallet: 1, equity: 1, available: 1, at: now - 60_001 } },
      'account-stale',
    ],
    [
      'a position that is not ours',
      {
        position: { quantity: 1, averageEntry: 3000, margin: 600, unrealisedPnl: 0, liquidationPrice: null },
      },
      'out-of-sync',
    ],
    ['no price', { price: null }, 'price-missing'],
    ['a price of zero', { price: { ...quote(3000, now), last: 0 } }, 'price-missing'],
    ['an empty book', { price: { ...quote(3000, now), bid: 0 } }, 'price-missing'],
    ['a price that is no number', { price: { ...quote(3000, now), mark: Number.NaN } }, 'price-missing'],
    ['an endless price', { price: { ...quote(3000, now), mark: Infinity } }, 'price-missing'],
    ['a crossed book', { price: { ...quote(3000, now), bid: 3001 } }, 'price-missing'],
    ['an old price', { price: quote(3000, now - 60_001) }, 'price-stale'],
    ['a freeze', { permission: { kind: 'settle-only', because: 'frozen' } }, 'frozen'],
    ['a stopped bot', { permission: { kind: 'settle-only', because: 'stopped' } }, 'stopped'],
    ['a stopping bot', { permission: { kind: 'stopping', how: 'close' } }, 'stopping'],
    ['a pause', { permission: { kind: 'exits-only', because: 'paused' } }, 'paused'],
    ['a lapsed plan', { permission: { kind: 'exits-only', because: 'manage-only' } }, 'manage-only'],
    ['no instrument', { instrument: null }, 'instrument-missing'],
    ['unconfirmed leverage', { settingsConfirmed: false }, 'settings-unconfirmed'],
    ['draining', { permission: { kind: 'drain' } }, 'draining'],
    ['the cooldown', { lastDeal }, 'cooldown'],
    ['reserved capital', { unreservedCapital: 100 }, 'capital-insufficient'],
    [
      'too little free margin',
      { account: { wallet: 1000, equity: 1000, available: 30, at: now } },
      'margin-insufficient',
    ],
    ['a minimum above the base order', { instrument: { ...eth, minCost: 151 } }, 'order-below-minimum'],
    [
      'a maximum below the base order',
      { instrument: { ...eth, maxMarketQuantity: 0.04 } },
      'order-above-maximum',
    ],
    ['a leverage the ladder does not survive', { leverage: 20 }, 'preflight-failed'],
  ])('%s keeps it from opening', (_name, facts, code) => {
    const scene = new Scene()
    scene.facts = facts
    const decision = scene.decide()
    expect(decision.reason.code).toBe(code)
    expect(decision.orders).toBe('unchanged')
    expect(decision.deal).toEqual({ kind: 'none' })
  })

  test('opens again the moment the cooldown is over, and not after the last allowed deal', () => {
    const scene = new Scene('long', { ...example, maxDeals: 8 })
    scene.lastDeal = lastDeal
    scene.now += 1
    expect(scene.decide().reason.code).toBe('start-condition-met')
    scene.lastDeal = { ...lastDeal, number: 8 }
    expect(scene.decide().reason).toEqual({ code: 'max-deals', detail: { value: 8, limit: 8 } })
  })

  test('says which limit the base order breaks', () => {
    const scene = new Scene()
    scene.facts = { instrument: { ...eth, minCost: 151 } }
    expect(scene.decide().reason.detail).toMatchObject({ limit: 151, level: 0 })
    expect(String(scene.decide().reason.detail.message)).toContain('151')
  })
})

describe('the life of a deal', () => {
  test('a filled base order is followed by its stop, its target and its rungs as in the worked example', () => {
    expect(resting(active())).toEqual([
      ['stop-loss', 264_000, 5],
      ['take-profit/1', 304_726, 5],
      ['safety/1', 295_500, 5],
      ['safety/2', 290_100, 6],
      ['safety/3', 283_620, 8],
      ['safety/4', 275_844, 11],
      ['safety/5', 266_512, 16],
    ])
  })

  test('at most A rungs rest at once', () => {
    const scene = active('long', { ...example, activeSafetyOrders: 2 })
    expect(scene.restingKeys()).toEqual(['safety/1', 'safety/2', 'stop-loss', 'take-profit/1'])
    scene.fill('safety/1')
    scene.settle()
    expect(scene.restingKeys()).toEqual(['safety/2', 'safety/3', 'stop-loss', 'take-profit/1'])
  })

  const table = [
    [1, 302_389, 262_020, 10],
    [2, 299_457, 259_496, 16],
    [3, 295_634, 256_193, 24],
    [4, 290_750, 251_966, 35],
    [5, 284_434, 246_496, 51],
  ] as const
  test.each(table)(
    'after rung %d target and stop cover the whole position at its new average',
    (level, target, stop, steps) => {
      const rows = resting(atLevel(level))
      expect(rows).toContainEqual(['take-profit/1', target, steps])
      expect(rows).toContainEqual(['stop-loss', stop, steps])
      expect(rows).toHaveLength(2 + 5 - level)
    },
  )

  test('a filled rung is told once, then the deal waits again', () => {
    const scene = active()
    scene.fill('safety/1')
    const told = scene.round().decision
    expect(told.reason.code).toBe('ladder-level')
    expect(told.reason.detail).toMatchObject({ level: 1, nextLevel: 2, average: 2977.5 })
    expect(scene.settle().reason.code).toBe('orders-in-place')
  })

  test('waiting says what the price has to reach', () => {
    const { reason } = active().settle()
    expect(reason).toEqual({
      code: 'orders-in-place',
      detail: {
        side: 'long',
        price: 3000,
        level: 0,
        rungs: 5,
        average: 3000,
        quantity: 0.05,
        nextLevel: 1,
        nextRungPrice: 2955,
        nextRungDistancePct: 1.5,
        takeProfitPrice: 3047.26,
        stopPrice: 2640,
        onExchange: 'stop loss, take profit, safety orders',
        atTicks: 'liquidation guard',
      },
    })
  })

  test('a used-up ladder says so', () => {
    expect(atLevel(5).settle().reason.code).toBe('ladder-exhausted')
  })

  test('a filled target completes the deal once its rungs are withdrawn, and cools down', () => {
    const scene = atLevel(2)
    scene.fill('take-profit/1')
    const first = scene.round().decision
    expect(first.orders).toEqual([])
    expect(first.deal.kind).toBe('none')
    expect(scene.settle().reason.code).toBe('cooldown')
    expect(scene.ended).toEqual({ end: { status: 'completed', reason: 'take-profit' }, dust: 0 })
  })

  test('a rung that fills between the target and its own cancel keeps the deal on that fill alone', () => {
    const scene = active()
    scene.fill('take-profit/1')
    scene.fill('safety/1')
    const { decision } = scene.round()
    expect(decision.deal.kind).not.toBe('end')
    scene.settle()
    expect(scene.deal?.ledger.averageEntry).toBe(2955)
    expect(resting(scene)).toContainEqual(['stop-loss', 260_040, 5])
  })

  test('what a rung bought beside a filled stop is closed, and the deal ends as stopped', () => {
    const scene = atLevel(1)
    scene.price = 2620
    scene.fill('stop-loss')
    scene.fill('safety/2')
    const { decision } = scene.round()
    expect(decision.reason.code).toBe('stop-loss')
    expect(decision.deal).toMatchObject({ status: 'closing', state: { closing: 'stop-loss' } })
    expect(decision.orders).toMatchObject([{ key: 'close', quantitySteps: 6 }])
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'stop-loss' })
  })

  test('a filled stop ends the deal as stopped', () => {
    const scene = atLevel(1)
    scene.price = 2620
    scene.fill('stop-loss')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'stop-loss' })
  })

  test('a partly filled rung advances nothing, and its exits grow with it', () => {
    const scene = active()
    scene.fill('safety/1', 2)
    scene.settle()
    expect(resting(scene)).toContainEqual(['safety/1', 295_500, 3])
    expect(scene.decide().reason.detail).toMatchObject({ level: 0, quantity: 0.07 })
    expect(
      resting(scene)
        .filter(([key]) => key === 'stop-loss' || key === 'take-profit/1')
        .map((row) => row[2]),
    ).toEqual([7, 7])
  })

  test('a rung whose rest is below the minimum counts as filled and its rest is withdrawn', () => {
    const scene = active('long', { ...example })
    scene.facts = { instrument: { ...eth, minCost: 40 } }
    scene.fill('safety/1', 4)
    scene.settle()
    expect(scene.restingKeys()).not.toContain('safety/1')
    expect(scene.decide().reason.detail).toMatchObject({ level: 1, nextLevel: 2 })
  })

  test('a partly filled target leaves the deal active, its rungs resting and its price where it was', () => {
    for (const takeProfitFrom of ['average', 'base'] as const) {
      const scene = active('long', { ...example, takeProfitFrom })
      const before = scene.resting('take-profit/1').price
      scene.fill('take-profit/1', 2)
      scene.settle()
      expect(scene.deal?.status).toBe('active')
      expect(scene.resting('take-profit/1').price).toEqual(before)
      expect(scene.restingKeys()).toEqual([...rungKeys, 'stop-loss', 'take-profit/1'])
      expect(scene.resting('stop-loss').quantitySteps).toBe(3)
    }
  })

  test('a partly filled base order is protected while its rest works', () => {
    const scene = new Scene()
    scene.round(false)
    scene.fill('base', 2)
    scene.settle()
    expect(resting(scene)).toEqual([
      ['base', null, 3],
      ['stop-loss', 264_000, 2],
      ['take-profit/1', 304_726, 2],
    ])
  })

  test('a base order that ended partly filled goes on with what it got and the planned rungs', () => {
    const scene = new Scene()
    scene.round(false)
    scene.fill('base', 2)
    scene.set('base', 'CANCELLED')
    scene.settle()
    expect(resting(scene)).toContainEqual(['safety/1', 295_500, 5])
    expect(resting(scene)).toContainEqual(['stop-loss', 264_000, 2])
  })

  test.each<['CANCELLED' | 'ABANDONED' | 'REJECTED', DealEnd]>([
    ['CANCELLED', { status: 'cancelled', reason: 'unfilled' }],
    ['ABANDONED', { status: 'cancelled', reason: 'unfilled' }],
    ['REJECTED', { status: 'failed', reason: 'order-refused' }],
  ])('a base order that ended as %s without a fill ends the deal', (status, end) => {
    const scene = new Scene()
    scene.round(false)
    scene.set('base', status, 'margin-insufficient')
    const { decision } = scene.round()
    expect(decision.deal).toEqual({ kind: 'end', end, dust: 0 })
    expect(scene.settle().reason.code).toBe('cooldown')
  })

  test('the ladder hangs on the fill price of the base order, not on the price of the tick', () => {
    const scene = new Scene()
    scene.round(false)
    scene.fill('base', undefined, 3100)
    scene.settle()
    expect(resting(scene)).toContainEqual(['safety/1', 305_350, 4])
  })

  test('a stop from the base price stays where it is when rungs fill', () => {
    const scene = atLevel(2, 'long', { ...example, stopLossFrom: 'base' })
    expect(resting(scene)).toContainEqual(['stop-loss', 264_000, 16])
  })

  test('without a stop loss only the target rests', () => {
    expect(active('long', { ...example, stopLossPct: null }).restingKeys()).toEqual([
      ...rungKeys,
      'take-profit/1',
    ])
  })

  test('an unreadable state is found again from the orders', () => {
    const scene = atLevel(1)
    const before = resting(scene)
    if (scene.deal !== null) scene.deal = { ...scene.deal, state: { v: 99 } }
    scene.settle()
    expect(resting(scene)).toEqual(before)
  })
})

describe('closing', () => {
  test('a request to close withdraws entries and target, keeps the stop and sends one close of the whole position', () => {
    const scene = atLevel(1)
    scene.facts = { closeRequested: true }
    const { decision, plan } = scene.round(false)
    expect(desired(decision.orders)).toEqual(['close', 'stop-loss'])
    expect(plan.cancels.map((order) => order.key).sort()).toEqual([
      'safety/2',
      'safety/3',
      'safety/4',
      'safety/5',
      'take-profit/1',
    ])
    expect(plan.places).toEqual([
      {
        key: 'close',
        side: 'sell',
        quantitySteps: 10,
        price: { kind: 'market' },
        reduceOnly: true,
        reason: 'user-close',
        attempt: 1,
      },
    ])
    expect(decision.reason.code).toBe('user-close')
    expect(scene.deal?.status).toBe('closing')
    scene.fill('close')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'closed-by-user', reason: 'user-close' })
  })

  test('closing needs no price and goes on without the request', () => {
    const scene = active()
    scene.facts = { closeRequested: true, price: null }
    expect(scene.round(false).decision.reason.code).toBe('user-close')
    scene.facts = { price: null }
    expect(scene.round(false).decision.reason.code).toBe('closing-in-progress')
  })

  test('a close that filled in part is renewed for the rest', () => {
    const scene = active()
    scene.facts = { closeRequested: true }
    scene.round(false)
    scene.fill('close', 2)
    scene.set('close', 'CANCELLED')
    const { plan } = scene.round(false)
    expect(plan.places).toMatchObject([{ key: 'close', quantitySteps: 3, attempt: 2 }])
  })

  test('an entry that filled during the close is closed in the next round', () => {
    const scene = active()
    scene.facts = { closeRequested: true }
    scene.fill('safety/1')
    const { plan } = scene.round(false)
    expect(plan.places).toMatchObject([{ key: 'close', quantitySteps: 10 }])
  })

  test('a position larger than one market order is closed round by round', () => {
    const scene = atLevel(1)
    scene.facts = { closeRequested: true, instrument: { ...eth, maxMarketQuantity: 0.06 } }
    expect(scene.round().plan.places).toMatchObject([{ key: 'close', quantitySteps: 6 }])
    expect(scene.round().plan.places).toMatchObject([{ key: 'close', quantitySteps: 4, attempt: 2 }])
    scene.settle()
    expect(scene.ended?.end.status).toBe('closed-by-user')
  })

  test('the target that fills before the close arrives completes the deal', () => {
    const scene = active()
    scene.facts = { closeRequested: true }
    scene.fill('take-profit/1')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'completed', reason: 'take-profit' })
  })

  test('a deal that never opened is cancelled by a request to close', () => {
    const scene = new Scene()
    scene.round(false)
    scene.facts = { closeRequested: true }
    expect(scene.round(false).plan.cancels.map((order) => order.key)).toEqual(['base'])
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'cancelled', reason: 'user-close' })
  })

  test('the mark beyond the stop closes even when the resting stop did not act', () => {
    const scene = active()
    scene.price = 2640
    const { decision } = scene.round(false)
    expect(decision.reason).toEqual({ code: 'stop-loss', detail: { mark: 2640, stop: 2640, average: 3000 } })
    scene.fill('close')
    scene.settle()
    expect(scene.ended?.end).toEqual({ status: 'stopped', reason: 'stop-loss' })
  })

  test('the last price beyond the stop closes nothing while the mark is not', () => {
    const scene = active()
    scene.facts = { price: { ...quote(2600, scene.now), mark: 2641 } }
    expect(scene.decide().reason.code).toBe('orders-in-place')
  })

  test("the mark beyond the guard closes before the venue liquidates, by the venue's figure where it gives one", () => {
    const config = { ...example, stopLossPct: null }
    const own = active('long', config)
    own.price = 2530.72
    expect(own.decide().reason.code).toBe('orders-in-place')
    own.price = 2530.71
    expect(own.decide().reason).toMatchObject({ code: 'liquidation-guard', detail: { estimated: true } })
    const venue = active('long', config)
    const position = venue.look().position
    if (position === null) throw new Error('the position is missing')
    venue.facts = { position: { ...position, liquidationPrice: 2750 }, price: quote(2800, venue.now) }
    expect(venue.decide().reason).toMatchObject({
      code: 'liquidation-guard',
      detail: { guard: 2800, estimated: false },
    })
  })

  test('a short is guarded above its average, below the liquidation price', () => {
    const scene = active('short', { ...example, stopLossPct: null })
    scene.facts = { position: { ...(scene.look().position ?? never()), liquidationPrice: 3500 } }
    scene.price = 3399.99
    expect(scene.decide().reason.code).toBe('orders-in-place')
    scene.price = 3400
    expect(scene.decide().reason).toMatchObject({ code: 'liquidation-guard', detail: { guard: 3400 } })
  })

  test('a remainder below the minimum that the venue refuses to close is dust, and the deal ends', () => {
    const scene = active()
    scene.facts = { closeRequested: true, instrument: { ...eth, minQuantity: 0.02 } }
    scene.round(false)
    scene.fill('close', 4)
    scene.set('close', 'CANCELLED')
    scene.round(false)
    scene.set('close', 'REJECTED', 'too-small')
    scene.round(false)
    const { decision } = scene.round(false)
    expect(decision.deal).toEqual({
      kind: 'end',
      end: { status: 'closed-by-user', reason: 'user-close' },
      dust: 0.01,
    })
  })
})

describe('what the pair may do', () => {
  const permissions: [Permission, ReasonCode, string[]][] = [
    [{ kind: 'drain' }, 'orders-in-place', [...rungKeys, 'stop-loss', 'take-profit/1']],
    [{ kind: 'exits-only', because: 'paused' }, 'paused', ['stop-loss', 'take-profit/1']],
    [{ kind: 'exits-only', because: 'manage-only' }, 'manage-only', ['stop-loss', 'take-profit/1']],
    [{ kind: 'stopping', how: 'keep-exits' }, 'stopping', ['stop-loss', 'take-profit/1']],
    [{ kind: 'stopping', how: 'cancel-orders' }, 'stopping', []],
    [{ kind: 'settle-only', because: 'frozen' }, 'frozen', [...rungKeys, 'stop-loss', 'take-profit/1']],
    [{ kind: 'settle-only', because: 'stopped' }, 'stopped', [...rungKeys, 'stop-loss', 'take-profit/1']],
  ]
  test.each(permissions)('%j: %s', (permission, code, keys) => {
    const scene = active()
    scene.facts = { permission }
    expect(scene.settle().reason.code).toBe(code)
    expect(scene.restingKeys()).toEqual(keys)
    expect(scene.deal).not.toBeNull()
  })

  test('a pause withdraws the rungs and resume restores the unfilled ones at the stored ladder', () => {
    const scene = atLevel(1)
    const before = resting(scene).sort()
    scene.facts = { permission: { kind: 'exits-only', because: 'paused' } }
    scene.settle()
    scene.facts = {}
    scene.price = 2850
    scene.settle()
    expect(resting(scene).sort()).toEqual(before)
    expect(scene.newest('safety/2').attempt).toBe(2)
  })

  test('a pause withdraws a base order that has not filled, and the deal is cancelled', () => {
    const scene = new Scene()
    scene.round(false)
    scene.facts = { permission: { kind: 'exits-only', because: 'paused' } }
    scene.settle()
    expect(scene.ended?.end.status).toBe('cancelled')
  })

  test('stopping with close closes', () => {
    const scene = active()
    scene.facts = { permission: { kind: 'stopping', how: 'close' } }
    scene.settle()
    expect(scene.ended?.end.status).toBe('closed-by-user')
  })

  test('a freeze lets protective closes through and holds back a wish', () => {
    const scene = active()
    scene.facts = { permission: { kind: 'settle-only', because: 'frozen' }, closeRequested: true }
    expect(scene.decide().reason.code).toBe('frozen')
    scene.price = 2600
    expect(scene.decide().reason.code).toBe('stop-loss')
  })

  test('a stopped bot still notices that its resting target has filled', () => {
    const scene = active()
    scene.facts = { permission: { kind: 'settle-only', because: 'stopped' } }
    scene.fill('take-profit/1')
    scene.settle()
    expect(scene.ended?.end.status).toBe('completed')
  })

  test('unconfirmed leverage leaves the rungs that rest and adds none', () => {
    const scene = active('long', { ...example, activeSafetyOrders: 2 })
    scene.fill('safety/1')
    scene.facts = { settingsConfirmed: false }
    expect(scene.settle().reason.code).toBe('settings-unconfirmed')
    expect(scene.restingKeys()).toEqual(['safety/2', 'stop-loss', 'take-profit/1'])
  })
})

describe('missing, stale or foreign facts', () => {
  const now = active().now
  test.each<[string, Partial<PairFacts>, ReasonCode]>([
    ['no account', { account: null }, 'account-missing'],
    [
      'an old account',
      { account: { wallet: 1, equity: 1, available: 1, at: now - 60_001 } },
      'account-stale',
    ],
    [
      'an account older than our newest order',
      { account: { wallet: 1, equity: 1, available: 1, at: now - 1 } },
      'account-stale',
    ],
    ['no price', { price: null }, 'price-missing'],
    ['an old price', { price: quote(3000, now - 60_001) }, 'price-stale'],
    ['no instrument', { instrument: null }, 'instrument-missing'],
    ['no instrument and no orders with it', { instrument: null, orders: [] }, 'instrument-missing'],
  ])('%s changes nothing of a running deal', (_name, facts, code) => {
    const scene = active()
    scene.facts = facts
    const decision = scene.decide()
    expect(decision).toMatchObject({ orders: 'unchanged', deal: { kind: 'none' }, reason: { code } })
  })

  test.each(['SENT', 'UNKNOWN', 'PLANNED'] as const)('an exit that is %s holds everything', (status) => {
    const scene = active()
    scene.set('take-profit/1', status)
    scene.facts = { closeRequested: true, price: quote(2000, scene.now) }
    expect(scene.decide()).toMatchObject({ orders: 'unchanged', reason: { code: 'order-outcome-unknown' } })
  })

  test('an entry of unknown outcome holds everything but a close', () => {
    const scene = active()
    scene.set('safety/1', 'UNKNOWN')
    expect(scene.decide()).toMatchObject({
      orders: 'unchanged',
      reason: { code: 'order-outcome-unknown', detail: { key: 'safety/1' } },
    })
    scene.price = 2600
    const { plan, decision } = scene.round(false)
    expect(decision.reason.code).toBe('stop-loss')
    expect(plan.places.map((order) => order.key)).toEqual(['close'])
    expect(plan.cancels.map((order) => order.key)).not.toContain('safety/1')
  })

  test('a position that may be the unknown base order is neither foreign nor gone', () => {
    const scene = new Scene()
    scene.round(false)
    scene.set('base', 'UNKNOWN')
    scene.foreign = 0.05
    expect(scene.decide()).toMatchObject({ orders: 'unchanged', reason: { code: 'order-outcome-unknown' } })
  })

  test('a position that vanished while an entry is unknown ends nothing', () => {
    const scene = active()
    scene.set('safety/1', 'UNKNOWN')
    scene.foreign = -0.05
    expect(scene.decide()).toMatchObject({
      orders: 'unchanged',
      deal: { kind: 'none' },
      reason: { code: 'order-outcome-unknown' },
    })
  })

  test('a position that vanished ends the deal once our orders are withdrawn', () => {
    const scene = active()
    scene.foreign = -0.05
    const first = scene.round().decision
    expect(first.orders).toEqual([])
    expect(first.deal.kind).toBe('none')
    expect(first.reason.code).toBe('closed-outside')
    const { decision } = scene.round()
    expect(decision.deal).toEqual({
      kind: 'end',
      end: { status: 'closed-outside', reason: 'closed-outside' },
      dust: 0,
    })
  })

  test.each([
    [0.02, 7],
    [-0.02, 3],
  ])('a position that differs by %d withdraws entries and resizes the exits', (foreign, steps) => {
    const scene = active()
    scene.foreign = foreign
    const decision = scene.settle()
    expect(decision.reason).toEqual({ code: 'out-of-sync', detail: { ledger: 0.05, venue: steps / 100 } })
    expect(resting(scene)).toEqual([
      ['stop-loss', 264_000, steps],
      ['take-profit/1', 304_726, steps],
    ])
  })

  test('a foreign position beside a deal that holds nothing gets no orders of ours', () => {
    const scene = new Scene()
    scene.round(false)
    scene.foreign = 1
    scene.price = 1000
    scene.settle()
    expect(scene.restingKeys()).toEqual([])
    expect(scene.decide().reason.code).toBe('out-of-sync')
  })
})

describe('rungs that may not rest', () => {
  test('margin that is used up holds back further rungs and says so', () => {
    const scene = new Scene()
    scene.round()
    scene.facts = { account: { wallet: 100, equity: 100, available: 75, at: scene.now } }
    const decision = scene.decide()
    expect(desired(decision.orders)).toEqual(['stop-loss', 'take-profit/1', 'safety/1', 'safety/2'])
    expect(decision.reason).toMatchObject({ code: 'margin-insufficient', detail: { level: 3 } })
    expect(decision.further.map((reason) => reason.code)).toEqual(['orders-in-place'])
  })

  test('a refused rung is offered again only after a while', () => {
    const scene = active()
    scene.set('safety/1', 'REJECTED', 'margin')
    expect(scene.settle().reason.code).toBe('margin-insufficient')
    scene.later(15 * 60)
    scene.settle()
    expect(scene.newest('safety/1').attempt).toBe(2)
  })

  test('a refused exit is offered again at once', () => {
    const scene = active()
    scene.set('stop-loss', 'REJECTED', 'busy')
    expect(scene.round().plan.places).toMatchObject([{ key: 'stop-loss', attempt: 2 }])
  })

  test('a rung that would bring liquidation too close is held back', () => {
    const scene = active('long', { ...example, stopLossPct: null })
    for (const key of rungKeys) scene.set(key as 'safety/1', 'CANCELLED')
    scene.price = 2500
    scene.facts = { position: { ...(scene.look().position ?? never()), liquidationPrice: 1000 } }
    expect(scene.decide().reason).toMatchObject({
      code: 'liquidation-too-close',
      detail: { level: 1, mark: 2500 },
    })
  })

  test('a rung below the minimum at the real base price is skipped and later ones go on', () => {
    const scene = new Scene('long', { ...example, safetyOrderSize: 90, volumeScale: 1.5 })
    scene.settle()
    scene.facts = { instrument: { ...eth, minCost: 100 } }
    scene.settle()
    expect(scene.restingKeys()).not.toContain('safety/1')
    expect(scene.restingKeys()).toContain('safety/2')
  })
})

const never = (): never => {
  throw new Error('the position is missing')
}
