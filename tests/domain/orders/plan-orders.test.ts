import fc from 'fast-check'
import {
  isTerminal,
  type DesiredOrder,
  type KnownOrder,
  type OrderKey,
  type OrderStatus,
} from '@/lib/domain/orders/order'
import { planOrders } from '@/lib/domain/orders/plan-orders'

const rung: DesiredOrder = {
  key: 'safety/1',
  side: 'buy',
  quantitySteps: 5,
  price: { kind: 'limit', ticks: 29_550 },
  reduceOnly: false,
}
const target: DesiredOrder = {
  key: 'take-profit/1',
  side: 'sell',
  quantitySteps: 5,
  price: { kind: 'limit', ticks: 30_500 },
  reduceOnly: true,
}
const stop: DesiredOrder = { ...target, key: 'stop-loss', price: { kind: 'stop', ticks: 26_400 } }
const close: DesiredOrder = { ...target, key: 'close', price: { kind: 'market' } }

const known = (order: DesiredOrder, change: Partial<KnownOrder> = {}): KnownOrder => ({
  ...order,
  attempt: 1,
  clientOrderId: `${order.key}-${change.attempt ?? 1}`,
  filledSteps: 0,
  averagePrice: null,
  status: 'ACK',
  plannedAt: 0,
  refusal: null,
  ...change,
})

const plan = (desired: readonly DesiredOrder[] | 'unchanged', orders: readonly KnownOrder[]) => {
  const { cancels, places } = planOrders(desired, orders)
  return {
    cancels: cancels.map((order) => order.clientOrderId),
    places: places.map((p) => [p.key, p.attempt]),
  }
}

describe('desired orders against known ones', () => {
  test('what does not exist is placed as its first attempt', () => {
    expect(plan([rung], [])).toEqual({ cancels: [], places: [['safety/1', 1]] })
  })

  test('what rests as desired stays', () => {
    expect(plan([rung], [known(rung)])).toEqual({ cancels: [], places: [] })
  })

  test('a partly filled order stays when its rest is what is desired', () => {
    const partly = known(rung, { status: 'PARTIAL', filledSteps: 2 })
    expect(plan([{ ...rung, quantitySteps: 3 }], [partly])).toEqual({ cancels: [], places: [] })
    expect(plan([rung], [partly])).toEqual({ cancels: ['safety/1-1'], places: [] })
  })

  test.each<[string, Partial<DesiredOrder>]>([
    ['price', { price: { kind: 'limit', ticks: 29_551 } }],
    ['way of resting', { price: { kind: 'post-only', ticks: 29_550 } }],
    ['kind', { price: { kind: 'stop', ticks: 29_550 } }],
    ['quantity', { quantitySteps: 6 }],
    ['side', { side: 'sell' }],
    ['reduce-only', { reduceOnly: true }],
  ])('another %s cancels first and replaces only once the old attempt has ended', (_name, change) => {
    const wanted = { ...rung, ...change }
    expect(plan([wanted], [known(rung)])).toEqual({ cancels: ['safety/1-1'], places: [] })
    expect(plan([wanted], [known(rung, { status: 'CANCELLED' })])).toEqual({
      cancels: [],
      places: [['safety/1', 2]],
    })
  })

  test('an unwanted order is cancelled', () => {
    expect(plan([], [known(rung), known(target)])).toEqual({
      cancels: ['safety/1-1', 'take-profit/1-1'],
      places: [],
    })
  })

  test.each<OrderStatus>(['PLANNED', 'SENT', 'UNKNOWN'])(
    'an attempt that is %s is neither cancelled nor doubled',
    (status) => {
      expect(plan([rung], [known(rung, { status })])).toEqual({ cancels: [], places: [] })
      expect(plan([], [known(rung, { status })])).toEqual({ cancels: [], places: [] })
    },
  )

  test('unchanged touches nothing', () => {
    expect(plan('unchanged', [known(rung), known(target, { status: 'CANCELLED' })])).toEqual({
      cancels: [],
      places: [],
    })
  })

  test('exits are placed before entries, the most protective first', () => {
    const base: DesiredOrder = { ...rung, key: 'base', price: { kind: 'market' } }
    expect(plan([rung, base, target, stop, close], []).places.map(([key]) => key)).toEqual([
      'close',
      'stop-loss',
      'take-profit/1',
      'safety/1',
      'base',
    ])
  })

  test('nothing is placed without quantity', () => {
    expect(plan([{ ...rung, quantitySteps: 0 }], [])).toEqual({ cancels: [], places: [] })
  })
})

const keys: readonly OrderKey[] = ['base', 'safety/1', 'safety/2', 'take-profit/1', 'stop-loss', 'close']
const desiredOrders = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom(...keys),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantitySteps: fc.integer({ min: 1, max: 3 }),
    price: fc.oneof(
      fc.constant({ kind: 'market' as const }),
      fc.record({
        kind: fc.constantFrom('limit' as const, 'stop' as const),
        ticks: fc.integer({ min: 1, max: 3 }),
      }),
    ),
    reduceOnly: fc.boolean(),
  }),
  { selector: (order) => order.key },
)
const ends: readonly OrderStatus[] = ['FILLED', 'CANCELLED', 'REJECTED', 'ABANDONED']

test('the same wish twice sends nothing the second time, and a key never has two live attempts', () => {
  fc.assert(
    fc.property(
      fc.array(desiredOrders, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(...ends),
      (wishes, end) => {
        let orders: KnownOrder[] = []
        for (const wish of wishes) {
          // Two rounds reach any wish: one cancels, the next places.
          for (let round = 0; round < 2; round++) {
            const { cancels, places } = planOrders(wish, orders)
            orders = orders.map((order) => (cancels.includes(order) ? { ...order, status: end } : order))
            orders.push(
              ...places.map((place) =>
                known(place, { attempt: place.attempt, clientOrderId: `${place.key}-${place.attempt}` }),
              ),
            )
          }
          expect(planOrders(wish, orders)).toEqual({ cancels: [], places: [] })
          const live = orders.filter((order) => !isTerminal(order.status)).map((order) => order.key)
          expect(new Set(live).size).toBe(live.length)
          expect(live.length).toBe(wish.length)
          const ids = orders.map((order) => order.clientOrderId)
          expect(new Set(ids).size).toBe(ids.length)
        }
      },
    ),
    { numRuns: 300 },
  )
})
