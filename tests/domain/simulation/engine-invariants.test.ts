import fc from 'fast-check'
import type { OrderPrice } from '@/lib/domain/orders/order'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import {
  advanceBar,
  cancelOrder,
  markEquity,
  openVenue,
  placeOrder,
  setLeverage,
  type SimulatedVenue,
} from '@/lib/domain/simulation/venue'
import { instrument, MINUTE, NO_VOLUME, recorder, sumOfFlows } from './engine-scene'

type Step =
  | {
      readonly kind: 'order'
      readonly second: boolean
      readonly side: Side
      readonly reduces: boolean
      readonly type: OrderPrice['kind']
      readonly offset: number
      readonly steps: number
      readonly late: number
    }
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'leverage'; readonly side: Side; readonly leverage: number }
  | {
      readonly kind: 'bar'
      readonly moves: readonly number[]
      readonly volume: number
      readonly skip: number
    }

const symbols: readonly Instrument[] = [
  {
    ...instrument,
    fundingIntervalMs: 20 * MINUTE,
    tiers: [
      { upTo: 2_000, rate: 0.005, maxLeverage: 100 },
      { upTo: null, rate: 0.02, maxLeverage: 25 },
    ],
  },
  {
    ...instrument,
    symbol: 'SOL/USDT:USDT',
    base: 'SOL',
    quantityStep: 0.1,
    minQuantity: 0.1,
    tickSize: 0.05,
  },
]

const side = fc.constantFrom<Side>('long', 'short')
const order = fc.record({
  kind: fc.constant('order' as const),
  second: fc.boolean(),
  side,
  reduces: fc.boolean(),
  type: fc.constantFrom<OrderPrice['kind']>('market', 'limit', 'post-only', 'ioc', 'stop'),
  offset: fc.double({ min: -0.06, max: 0.06, noNaN: true }),
  steps: fc.integer({ min: 1, max: 20_000 }),
  late: fc.integer({ min: 0, max: MINUTE - 1 }),
})
const bar = fc.record({
  kind: fc.constant('bar' as const),
  moves: fc.array(fc.double({ min: -0.04, max: 0.04, noNaN: true }), { minLength: 4, maxLength: 4 }),
  volume: fc.constantFrom(NaN, 0, 3, 80, 5_000),
  skip: fc.constantFrom(0, 0, 0, 3, 45),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: order },
  { weight: 5, arbitrary: bar },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('leverage' as const),
      side,
      leverage: fc.integer({ min: 1, max: 100 }),
    }),
  },
)
const story = fc.array(step, { minLength: 5, maxLength: 120 })

/** Plays a story; `between` may swap the venue for another after each step, `check` sees it as it stands. */
function play(
  steps: readonly Step[],
  between: (venue: SimulatedVenue) => SimulatedVenue = (venue) => venue,
  check: (venue: SimulatedVenue) => void = () => undefined,
) {
  const { recording, sink } = recorder()
  let venue = openVenue(2_000)
  let now = Date.UTC(2025, 0, 1)
  const prices = symbols.map(() => 100)
  const marks = () => new Map(symbols.map((s, index) => [s.symbol, prices[index] ?? null]))
  steps.forEach((action, index) => {
    if (action.kind === 'bar') {
      now += action.skip * MINUTE
      symbols.forEach((traded, which) => {
        const path = pathFrom(prices[which] ?? 100, action.moves, which)
        const [open, high, low, close] = path
        advanceBar(venue, traded, now, MINUTE, open, high, low, close, action.volume, sink)
        prices[which] = close
      })
      now += MINUTE
    } else if (action.kind === 'cancel') {
      const resting = venue.orders[action.pick % Math.max(1, venue.orders.length)]
      if (resting !== undefined) cancelOrder(venue, resting.clientOrderId, sink)
    } else if (action.kind === 'leverage') {
      for (const traded of symbols) setLeverage(venue, traded, action.side, action.leverage)
    } else {
      const which = action.second ? 1 : 0
      placeRandom(venue, symbols[which] ?? instrument, prices[which] ?? 100, action, now, `o${index}`, sink)
    }
    check(venue)
    venue = between(venue)
  })
  return { venue, recording, marks: marks() }
}

function pathFrom(last: number, moves: readonly number[], which: number): [number, number, number, number] {
  const [gap = 0, up = 0, down = 0, end = 0] = which === 0 ? moves : moves.map((move) => -move / 2)
  const open = Math.max(1, last * (1 + gap / 4))
  const close = Math.max(1, open * (1 + end))
  const high = Math.max(open, close) * (1 + Math.abs(up))
  const low = Math.max(0.5, Math.min(open, close) * (1 - Math.abs(down)))
  return [open, high, low, close]
}

function placeRandom(
  venue: SimulatedVenue,
  traded: Instrument,
  last: number,
  action: Extract<Step, { kind: 'order' }>,
  now: number,
  id: string,
  sink: ReturnType<typeof recorder>['sink'],
) {
  const ticks = Math.max(1, Math.round((last * (1 + action.offset)) / traded.tickSize))
  const quote = {
    last,
    mark: last,
    bid: last - traded.tickSize,
    ask: last + traded.tickSize,
    at: now + (action.steps % 2 === 0 ? 0 : action.late),
  }
  placeOrder(
    venue,
    traded,
    quote,
    {
      clientOrderId: id,
      symbol: traded.symbol,
      positionSide: action.side,
      side: (action.side === 'long') === action.reduces ? 'sell' : 'buy',
      price: action.type === 'market' ? { kind: 'market' } : { kind: action.type, ticks },
      quantitySteps: action.steps,
      reduceOnly: action.reduces,
    },
    sink,
  )
}

const reborn = (venue: SimulatedVenue): SimulatedVenue => JSON.parse(JSON.stringify(venue))

// jsonb keeps neither the order of keys nor the difference of 0 and -0.
function reordered(venue: SimulatedVenue): SimulatedVenue {
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value).map(([key, inner]) => [key, sort(inner)] as const)
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? 1 : -1)))
  }
  return sort(reborn(venue)) as SimulatedVenue
}

describe('any sequence of orders, bars, cancels and leverage changes', () => {
  it('keeps the wallet equal to the deposit plus the reported cash flows, to the last unit', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { venue, recording } = play(steps)
        expect(venue.walletUnits).toBe(venue.depositUnits + sumOfFlows(recording))
        expect(Number.isSafeInteger(venue.walletUnits)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('reports a chain of wallet balances without a gap', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { recording } = play(steps)
        const flows = [
          ...recording.fills.map((fill) => ({
            id: fill.fillId.slice(-12),
            ...fill,
            flow: fill.grossUnits - fill.feeUnits,
          })),
          ...recording.events.flatMap((event) =>
            event.kind === 'funding'
              ? [{ id: event.eventId.slice(-12), ...event, flow: event.amountUnits }]
              : [],
          ),
        ].sort((a, b) => (a.id < b.id ? -1 : 1))
        let wallet = openVenue(2_000).walletUnits
        for (const row of flows) {
          wallet += row.flow
          expect(row.walletUnitsAfter).toBe(wallet)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('holds whole steps above zero, never flips a side and never owes more than the account has', () => {
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, undefined, (venue) => {
          let margins = 0
          for (const position of Object.values(venue.positions)) {
            expect(Number.isSafeInteger(position.steps) && position.steps > 0).toBe(true)
            expect(position.marginUnits).toBeGreaterThanOrEqual(0)
            margins += position.marginUnits
          }
          // Rounding of single cash flows may cost up to 0.00001; nothing else may bring the balance below the margins.
          expect(venue.walletUnits - margins).toBeGreaterThanOrEqual(-1_200)
          for (const order of venue.orders) {
            expect(order.filledSteps).toBeLessThan(order.quantitySteps)
            const held = venue.positions[`${order.symbol}|${order.positionSide}`]
            expect(order.reduceOnly && held === undefined).toBe(false)
          }
        })
      }),
      { numRuns: 300 },
    )
  })

  it('reduces only what is held: exits of a side never exceed its entries', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { recording, venue } = play(steps)
        const held = new Map<string, number>()
        for (const fill of recording.fills) {
          const key = `${fill.symbol}|${fill.side}`
          const next = (held.get(key) ?? 0) + (fill.action === 'entry' ? 1 : -1) * fill.quantitySteps
          expect(next).toBeGreaterThanOrEqual(0)
          held.set(key, next)
        }
        for (const [key, quantity] of held) expect(venue.positions[key]?.steps ?? 0).toBe(quantity)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps equity equal to deposit plus cash flows plus what the positions have gained', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { recording, venue, marks } = play(steps)
        const equity = markEquity(venue, (symbol) => marks.get(symbol) ?? null).equity
        let expected = 2_000
        for (const traded of symbols) {
          for (const positionSide of ['long', 'short'] as const) {
            const s = positionSide === 'long' ? 1 : -1
            const fills = recording.fills.filter((f) => f.symbol === traded.symbol && f.side === positionSide)
            for (const fill of fills) {
              const quantity = fill.quantitySteps * traded.quantityStep * (fill.action === 'entry' ? -s : s)
              expected += quantity * fill.price - fill.feeUnits / 1e8
            }
            const open = venue.positions[`${traded.symbol}|${positionSide}`]?.steps ?? 0
            expected += s * open * traded.quantityStep * (marks.get(traded.symbol) ?? NaN)
          }
        }
        for (const event of recording.events) if (event.kind === 'funding') expected += event.amount
        expect(equity).toBeCloseTo(expected, 5)
      }),
      { numRuns: 300 },
    )
  })

  it('goes on identically after a round trip through JSON at every step, whatever the order of its keys', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const straight = play(steps)
        for (const swap of [reborn, reordered]) {
          const interrupted = play(steps, swap)
          expect(interrupted.recording).toEqual(straight.recording)
          expect(interrupted.venue).toEqual(straight.venue)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is plain JSON at every step', () => {
    fc.assert(
      fc.property(story, (steps) => {
        play(steps, undefined, (venue) => expect(reborn(venue)).toEqual(venue))
      }),
      { numRuns: 100 },
    )
  })

  it('closes every accepted order once: what is neither resting nor closed was refused', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { recording, venue } = play(steps)
        const closed = recording.closed.map((ended) => ended.clientOrderId)
        expect(new Set(closed).size).toBe(closed.length)
        for (const resting of venue.orders) expect(closed).not.toContain(resting.clientOrderId)
        for (const fill of recording.fills) {
          if (fill.clientOrderId === null) continue
          const rests = venue.orders.some((resting) => resting.clientOrderId === fill.clientOrderId)
          expect(rests || closed.includes(fill.clientOrderId)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('the short of reflected prices does exactly what the long does, fees aside', () => {
    const level = fc.integer({ min: 9_000, max: 11_000 })
    const moves = fc.array(
      fc.record({ open: level, high: level, low: level, close: level, limit: level, reduces: fc.boolean() }),
      { maxLength: 30 },
    )
    const free = { ...instrument, fees: { maker: 0, taker: 0 } }
    fc.assert(
      fc.property(moves, (bars) => {
        const tell = (positionSide: Side) => {
          const { recording, sink } = recorder()
          const venue = openVenue(1_000_000)
          const reflect = (ticks: number) => (positionSide === 'long' ? ticks : 20_000 - ticks)
          bars.forEach((b, index) => {
            const at = index * MINUTE + 1_000 * MINUTE
            const last = reflect(b.open) / 100
            const quote = { last, mark: last, bid: last - 0.01, ask: last + 0.01, at }
            const command = {
              clientOrderId: `o${index}`,
              symbol: free.symbol,
              positionSide,
              side: (positionSide === 'long') === b.reduces ? ('sell' as const) : ('buy' as const),
              price: { kind: 'limit' as const, ticks: reflect(b.limit) },
              quantitySteps: 1_000 + index,
              reduceOnly: b.reduces,
            }
            placeOrder(venue, free, quote, command, sink)
            const all = [b.open, b.high, b.low, b.close].map((ticks) => reflect(ticks) / 100)
            const [top, bottom] = [Math.max(...all), Math.min(...all)]
            advanceBar(venue, free, at, MINUTE, last, top, bottom, reflect(b.close) / 100, NO_VOLUME, sink)
          })
          return recording.fills.map((fill) => [
            fill.clientOrderId,
            fill.quantitySteps,
            reflect(Math.round(fill.price * 100)),
            fill.liquidity,
          ])
        }
        expect(tell('short')).toEqual(tell('long'))
      }),
      { numRuns: 200 },
    )
  })
})
