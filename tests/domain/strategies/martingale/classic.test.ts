import fc from 'fast-check'
import { decideClassic } from '@/lib/domain/strategies/martingale/classic'
import { classicPosition, toCents } from '@/lib/domain/strategies/martingale/classic-position'
import type { ClassicPosition, ClassicState } from '@/lib/domain/strategies/martingale/classic-state'
import { classicParameters, classicState } from './builders'

const decide = (state: ClassicState) => decideClassic(state, classicParameters)

describe('what classic does and the reason it gives', () => {
  type Row = [string, Partial<ClassicState>, Partial<ClassicPosition> | null, string | null, string]
  const loss = { unrealisedPnl: -5, roi: -0.1 }
  const rows: Row[] = [
    // Step 1, the gate.
    ['holds under EMA200', { gateSlowEma: 101 }, loss, null, 'ema-gate'],
    ['holds at EMA200', { gateSlowEma: 100 }, loss, null, 'ema-gate'],
    [
      'takes no profit either under EMA200',
      { gateSlowEma: 101 },
      { unrealisedPnl: 20, roi: 0.4 },
      null,
      'ema-gate',
    ],
    [
      'passes the gate when critical',
      { gateSlowEma: 101 },
      { ...loss, marginLevel: 1.99 },
      'add',
      'add-at-loss',
    ],
    ['is not critical at exactly 2', { gateSlowEma: 101 }, { ...loss, marginLevel: 2 }, null, 'ema-gate'],
    // Step 4a, profit.
    ['closes above its return', {}, { unrealisedPnl: 6, roi: 0.12 }, 'close', 'take-profit'],
    ['does not close at exactly its return', {}, { unrealisedPnl: 5, roi: 0.1 }, null, 'profit-too-small'],
    [
      'reduces above 7.5 %',
      {},
      { margin: 80, marginPct: 8, unrealisedPnl: 6, roi: 0.08 },
      'reduce',
      'reduce-step',
    ],
    [
      'closes at exactly 7.5 %',
      {},
      { margin: 75, marginPct: 7.5, unrealisedPnl: 9, roi: 0.12 },
      'close',
      'take-profit',
    ],
    // Step 4b, additions.
    ['builds up below its limit', {}, { margin: 15, marginPct: 1.5, ...loss }, 'add', 'build-up'],
    [
      'builds up to half more in a slow decline',
      {},
      { margin: 29, marginPct: 2.9, ...loss },
      'add',
      'build-up',
    ],
    [
      'builds up to its limit only when the decline is unknown',
      { decline: 'unknown', gateFastEma: 101 },
      { margin: 29, marginPct: 2.9, ...loss },
      null,
      'wrong-side-of-ema',
    ],
    ['averages a loss beyond EMA50', {}, loss, 'add', 'add-at-loss'],
    ['averages no loss before EMA50', { gateFastEma: 101 }, loss, null, 'wrong-side-of-ema'],
    ['averages no loss of exactly 5 %', {}, { unrealisedPnl: -2.5, roi: -0.05 }, null, 'loss-too-small'],
    [
      'adds even in a crash when critical',
      { decline: 'crash' },
      { ...loss, marginLevel: 1.5 },
      'add',
      'add-at-loss',
    ],
    // Step 4c.
    ['waits in a fast decline', { decline: 'fast', highVolatility: true }, loss, null, 'dangerous-move'],
    ['waits in high volatility', { highVolatility: true }, loss, null, 'volatility-high'],
    ['waits with a small gain', {}, { unrealisedPnl: 1, roi: 0.02 }, null, 'profit-too-small'],
    // Step 5, without a position.
    ['opens below EMA100', {}, null, 'open', 'start-condition-met'],
    ['does not open above EMA100', { entryEma: 99 }, null, null, 'wrong-side-of-ema'],
    ['does not open in a crash', { decline: 'crash', highVolatility: true }, null, null, 'dangerous-move'],
    [
      'does not open in high volatility',
      { highVolatility: true, entryEma: 99 },
      null,
      null,
      'volatility-high',
    ],
    [
      'does not open by itself in manual mode',
      { automatic: false, decline: 'crash' },
      null,
      null,
      'manual-mode',
    ],
    // Step 8.
    [
      'skips what exceeds the cap',
      {},
      { margin: 499.99, marginPct: 50, ...loss, roi: -0.9 },
      null,
      'exposure-cap',
    ],
    ['enters nothing without a balance', { balance: -10 }, loss, null, 'exposure-cap'],
  ]

  test.each(rows)('%s', (_name, changes, held, action, code) => {
    const decision = decide(classicState(changes, held))
    expect({ action: decision.order?.action ?? null, code: decision.reason.code }).toEqual({ action, code })
  })
})

describe('sizes of classic', () => {
  test('an opening is 0.6 % of the balance as margin, levered: 1,000 * 0.006 * 10 / 100', () => {
    expect(decide(classicState({}, null)).order).toEqual({
      action: 'open',
      side: 'buy',
      quantity: 0.6,
      price: 100,
      reduceOnly: false,
    })
  })

  test('an addition is worth the loss times the leverage: margin 50 at -10 % and 10x adds 50 of value', () => {
    expect(decide(classicState({}, { unrealisedPnl: -5, roi: -0.1 })).order?.quantity).toBe(0.5)
  })

  test('a small entry is raised to the minimum, whatever was wanted', () => {
    const limits = { minQuantity: 3, maxQuantity: 10_000, quantityStep: 0.01 }
    expect(decide(classicState({ limits }, null)).order?.quantity).toBe(3)
  })

  test('entries shrink from 70 % of the cap to nothing at it, and the cap is shared with other symbols', () => {
    const add = (margin: number, others: readonly string[]) => {
      const held = { margin, marginPct: margin / 10, unrealisedPnl: -margin / 10, roi: -0.1 }
      const state = classicState({}, held)
      const open = others.map((symbol) => ({ symbol, quantity: 1, margin: 1 }))
      return decide({ ...state, openPositions: [...state.openPositions, ...open] }).order?.quantity
    }
    expect(add(340, [])).toBe(3.4)
    // Half way between 350 and 500 half of the order is left.
    expect(add(425, [])).toBe(2.12)
    expect(add(340, ['YUSDT'])).toBeUndefined()
  })

  test('both exits go to the ask, also that of a short', () => {
    const held = { unrealisedPnl: 6, roi: 0.12 }
    expect(decide(classicState({ bid: 99, ask: 100 }, held)).order).toMatchObject({
      side: 'sell',
      price: 100,
    })
    const short = classicState({ side: 'short', bid: 99, ask: 100, gateSlowEma: 110 }, held)
    expect(decide(short).order).toMatchObject({ side: 'buy', price: 100 })
  })
})

test('classic warns on every tick of a low margin level, high volatility and a dangerous move', () => {
  const state = classicState({ highVolatility: true, decline: 'fast' }, { marginLevel: 1.4 })
  expect(decide(state).alerts.map(({ code }) => code)).toEqual([
    'liquidation-too-close',
    'volatility-high',
    'dangerous-move',
  ])
  expect(decide(classicState()).alerts).toEqual([])
})

const price = fc.double({ min: 50, max: 150, noNaN: true })

test('a short in reflected prices decides exactly as the long does', () => {
  const states = fc.record({
    price,
    slow: price,
    fast: price,
    entry: price,
    decline: fc.constantFrom<ClassicState['decline']>('slow', 'moderate', 'fast', 'crash', 'unknown'),
    highVolatility: fc.boolean(),
    automatic: fc.boolean(),
    held: fc.option(
      fc.record({
        margin: fc.constantFrom(5, 15, 25, 45, 80, 120, 400),
        roi: fc.constantFrom(-0.9, -0.1, -0.05, 0, 0.04, 0.12, 0.5),
        marginLevel: fc.constantFrom(1.2, 1.99, 2, 10),
      }),
    ),
  })
  fc.assert(
    fc.property(states, ({ price: now, slow, fast, entry, held, ...rest }) => {
      const position = held && {
        ...held,
        marginPct: held.margin / 10,
        unrealisedPnl: held.margin * held.roi,
        quantity: held.margin / 10,
      }
      const long = decide(
        classicState(
          { ...rest, bid: now, ask: now, gateSlowEma: slow, gateFastEma: fast, entryEma: entry },
          position,
        ),
      )
      const reflect = (value: number) => 2 * now - value
      const short = decide(
        classicState(
          {
            ...rest,
            side: 'short',
            bid: now,
            ask: now,
            gateSlowEma: reflect(slow),
            gateFastEma: reflect(fast),
            entryEma: reflect(entry),
          },
          position,
        ),
      )
      expect({ ...short.order, side: null }).toEqual({ ...long.order, side: null })
      expect(short.reason.code).toBe(long.reason.code)
      if (long.order !== null) expect(short.order?.side).not.toBe(long.order.side)
    }),
  )
})

describe('the units of the original', () => {
  test.each([
    [0.125, 0.12],
    [0.375, 0.38],
    [-0.125, -0.12],
    [1.005, 1],
    [2.675, 2.67],
    [0.994, 0.99],
    [1234.5678, 1234.57],
    [-0.001, 0],
  ])('%d is rounded to %d', (value, rounded) => {
    expect(toCents(value)).toBe(rounded)
  })

  test('margin, profit, return, share and margin level have two decimals; the quantity is kept', () => {
    const measured = {
      margin: 1.2049,
      unrealisedPnl: -0.0161,
      balance: 200,
      quantity: 0.1234,
      markPrice: 97,
      maintenanceMarginRate: 0.005,
    }
    expect(classicPosition(measured)).toEqual({
      margin: 1.2,
      unrealisedPnl: -0.02,
      // -0.0161 / 1.2049 = -0.01336: one step of the rounded return is worth 0.012 of profit.
      roi: -0.01,
      quantity: 0.1234,
      marginPct: 0.6,
      // 1.1888 / (0.1234 * 97 * 0.005 = 0.059849) = 19.863.
      marginLevel: 19.86,
    })
  })
})
