import { declineVelocity } from '@/lib/domain/indicators/decline-velocity'
import { decideClassic } from '@/lib/domain/strategies/martingale/classic'
import { decideCorrected } from '@/lib/domain/strategies/martingale/corrected'
import type { CorrectedDecision } from '@/lib/domain/strategies/martingale/corrected-state'
import { candlesOf } from '@/tests/domain/indicators/series'
import {
  at,
  calm,
  classicParameters,
  classicState,
  coin,
  configOf,
  correctedState,
  declining,
  stormy,
} from './builders'

const config = configOf()
const outcome = ({ order, reason }: CorrectedDecision) => [order?.action ?? null, reason.code]

describe('1: the higher reduction comes first', () => {
  const rows: [number, number, number | null, string][] = [
    // Margin of a balance of 1,000; 4 % above the average, so that the gain exceeds 0.3 % of the balance.
    [120, 12, 6, 'reduce-step'],
    [100, 10, 3.3, 'reduce-step'],
    [80, 8, 2.64, 'reduce-step'],
    [75, 7.5, 7.5, 'take-profit'],
  ]
  test.each(rows)('margin %d, position %d: %d are closed (%s)', (margin, quantity, closed, code) => {
    const state = correctedState({ price: at(104) }, { margin, quantity })
    const { order, reason } = decideCorrected(state, config)
    expect([order === null ? null : order.quantitySteps / 100, reason.code]).toEqual([closed, code])
  })

  test('classic stops at the lower step', () => {
    const held = { margin: 120, marginPct: 12, quantity: 12, unrealisedPnl: 48, roi: 0.4 }
    expect(decideClassic(classicState({}, held), classicParameters).order?.quantity).toBe(3.96)
  })

  test('a part too small to be sold does not keep the whole from being closed', () => {
    const state = correctedState({
      instrument: { ...coin, quantityStep: 10, minQuantity: 10 },
      price: at(104),
    })
    const held = { margin: 120, quantity: 10, averageEntry: 100, liquidationPrice: null }
    expect(outcome(decideCorrected({ ...state, position: held }, config))).toEqual(['close', 'take-profit'])
    const patient = configOf({ profitPnl: 1 })
    expect(outcome(decideCorrected({ ...state, position: held }, patient))).toEqual([
      null,
      'order-below-minimum',
    ])
  })
})

describe('2: nothing is rounded up', () => {
  test('an opening below the minimum is not made; classic makes it as large as the minimum', () => {
    const instrument = { ...coin, minQuantity: 3 }
    const { order, reason } = decideCorrected(correctedState({ instrument }), config)
    expect([order, reason.code]).toEqual([null, 'order-below-minimum'])
    expect(reason.detail).toMatchObject({ limit: 3, needed: 3 })
    const limits = { minQuantity: 3, maxQuantity: 10_000, quantityStep: 0.01 }
    expect(decideClassic(classicState({ limits }, null), classicParameters).order?.quantity).toBe(3)
  })

  test('an opening below the minimum cost is not made', () => {
    const instrument = { ...coin, minCost: 100 }
    expect(outcome(decideCorrected(correctedState({ instrument }), config))).toEqual([
      null,
      'order-below-minimum',
    ])
  })

  test('at the cap nothing is added; classic adds its minimum', () => {
    const state = correctedState({ price: at(99) }, { margin: 500, quantity: 50 })
    expect(outcome(decideCorrected(state, config))).toEqual([null, 'exposure-cap'])
    const held = { margin: 499, marginPct: 49.9, quantity: 50, unrealisedPnl: -50, roi: -0.1 }
    expect(decideClassic(classicState({}, held), classicParameters).order?.action).toBe('add')
  })

  test.each([100, 100.5])('without a loss (price %d) nothing is added; classic buys its minimum', (price) => {
    const state = correctedState({ price: at(price) }, { margin: 15, quantity: 1.5 })
    expect(outcome(decideCorrected(state, config))).toEqual([null, 'no-loss-to-average'])
    const held = { margin: 15, marginPct: 1.5, quantity: 1.5, unrealisedPnl: 0.3, roi: 0.02 }
    expect(decideClassic(classicState({}, held), classicParameters).order?.quantity).toBe(0.01)
  })
})

describe('3: one addition is limited by the margin held and cropped to the room that is left', () => {
  const wide = { stopLossPct: 50, maxDealLossPct: 100, criticalMarginLevel: 1, liquidationBuffer: 0.05 }
  const deep = { price: at(91), signals: { gateFastEma: 80, gateSlowEma: 80 } }
  const stepsOf = (state: Parameters<typeof correctedState>[0], settings: object, held: object) =>
    decideCorrected(correctedState(state, held), configOf({ ...wide, ...settings })).order?.quantitySteps

  test('at a return of -0.9 and 10x classic asks for 450, nine times the margin of 50; corrected for 50', () => {
    const held = { unrealisedPnl: -45, roi: -0.9 }
    const classic = decideClassic(
      classicState({ bid: 91, ask: 91, gateSlowEma: 80, gateFastEma: 80 }, held),
      classicParameters,
    )
    expect((classic.order?.quantity ?? 0) * 91).toBeCloseTo(450, 0)
    // 50 / 91 = 0.549.
    expect(stepsOf(deep, {}, {})).toBe(54)
  })

  test('the multiple is a setting', () => {
    // 250 / 91 = 2.747.
    expect(stepsOf(deep, { maxAddMultiple: 5 }, {})).toBe(274)
  })

  test('what exceeds the cap is cropped to it, where classic skips the whole order', () => {
    const settings = { maxMarginPct: 0.11, taperStart: 0.99, buyUntilLimit: 0.02, maxAddMultiple: 5 }
    // Balance 955 after the loss: the cap of a pair of two is 5.5 %, 52.525, of which 51.5 are used. At the worst price of 91.45 a unit binds
    // 9.145 and 0.045 for the fee of closing it: 1.025 / 9.19 = 0.1115.
    const state = { ...deep, account: { wallet: 1_000, equity: 955, available: 900 }, enabledPairs: 2 }
    expect(stepsOf(state, settings, { margin: 51.5 })).toBe(11)
  })
})

test('3: a room of a hair less than three steps takes two', () => {
  const settings = configOf({ maxMarginPct: 0.05, taperStart: 0.99, entryType: 'maker' })
  // Ten a unit, 0.1 a step: of the cap of 50 a hair less than 0.3 is left to the bot.
  const instrument = { ...coin, minCost: 0 }
  const state = { instrument, fees: { maker: 0, taker: 0 }, botMargin: 49.7 + 1e-11 }
  expect(decideCorrected(correctedState(state), settings).order?.quantitySteps).toBe(2)
})

describe('4: near liquidation nothing is added, and a stop exists', () => {
  // 10x and 9 % down: equity 5 of maintenance 2.275 is below a critical level of 3. Stop and guard are moved out of the way.
  const far = { stopLossPct: 50, maxDealLossPct: 100, liquidationBuffer: 0.05, criticalMarginLevel: 3 }
  const low = { price: at(91), signals: { gateSlowEma: 80, gateFastEma: 80 } }

  test('a critical margin level forbids the addition that classic forces', () => {
    const decision = decideCorrected(correctedState(low, {}), configOf(far))
    expect(outcome(decision)).toEqual([null, 'liquidation-too-close'])
    const held = { unrealisedPnl: -45, roi: -0.9, marginLevel: 1.5 }
    const crash = classicState({ decline: 'crash', highVolatility: true }, held)
    expect(decideClassic(crash, classicParameters).order?.action).toBe('add')
  })

  test('addWhenCritical restores it, past gate, crash and missing candles', () => {
    const opted = configOf({ ...far, addWhenCritical: true })
    const signals = { gateSlowEma: null, gateFastEma: null, volatility: null, decline: declining('crash') }
    expect(outcome(decideCorrected(correctedState({ ...low, signals }, {}), opted))).toEqual([
      'add',
      'add-at-loss',
    ])
  })

  test.each(['fast', 'crash'] as const)('a %s decline forbids it at a comfortable margin level', (kind) => {
    const state = correctedState({ price: at(98), signals: { decline: declining(kind) } }, {})
    expect(outcome(decideCorrected(state, config))).toEqual([null, 'dangerous-move'])
  })

  test('the stop closes at 5 % from the average, also while the gate is shut and candles are missing', () => {
    const signals = { gateSlowEma: null, gateFastEma: null, entryEma: null, volatility: null, decline: null }
    const low = correctedState({ price: at(95), signals }, {})
    expect(outcome(decideCorrected(low, config))).toEqual(['close', 'stop-loss'])
    const short = correctedState({ side: 'short', price: at(105), signals }, {})
    expect(outcome(decideCorrected(short, config))).toEqual(['close', 'stop-loss'])
    expect(decideCorrected(correctedState({ price: at(95.01), signals }, {}), config).order).toBeNull()
  })

  test('the loss of the deal, its earlier exits and the fee of this one included, closes at 10 % of the balance', () => {
    // 5 units 2 down lose 10, the exit's fee is 0.2695: 10.2695 and 89.8 realised before are more than 100.
    const state = correctedState({ price: at(98), dealNet: -89.8 }, {})
    expect(outcome(decideCorrected(state, config))).toEqual(['close', 'deal-loss'])
    expect(decideCorrected({ ...state, dealNet: -89.7 }, config).order?.action).not.toBe('close')
  })

  test('the liquidation guard closes with a fifth of the distance left', () => {
    // Liquidation given at 90: the guard is 92.
    const loose = configOf({ stopLossPct: 50, maxDealLossPct: 100 })
    const held = { liquidationPrice: 90 }
    const guarded = decideCorrected(correctedState({ price: at(92) }, held), loose)
    expect(outcome(guarded)).toEqual(['close', 'liquidation-guard'])
    expect(guarded.reason.detail).toMatchObject({ guard: 92, liquidation: 90, estimated: false })
    expect(decideCorrected(correctedState({ price: at(92.01) }, held), loose).order?.action).not.toBe('close')
  })
})

test('5: profit is taken on the wrong side of EMA200, where classic does nothing at all', () => {
  const state = correctedState({ price: at(102), signals: { gateSlowEma: 110 } }, {})
  expect(outcome(decideCorrected(state, config))).toEqual(['close', 'take-profit'])
  const held = { unrealisedPnl: 10, roi: 0.2 }
  const gated = decideClassic(classicState({ gateSlowEma: 110 }, held), classicParameters)
  expect([gated.order, gated.reason.code]).toEqual([null, 'ema-gate'])
})

test('6: a pump keeps a short from adding, and a rally of its own does not keep a long', () => {
  const closes = [...Array<number>(39).fill(100), 106]
  const candles = candlesOf(closes).map((candle, i) => ({ ...candle, volume: i >= 35 ? 4 : 1 }))
  expect(declineVelocity(candles, 'classic')?.kind).toBe('moderate')
  const decide = (side: 'long' | 'short') => {
    const signals = { gateSlowEma: side === 'long' ? 90 : 120, decline: declineVelocity(candles, side) }
    const averageEntry = side === 'long' ? 101 : 99
    return decideCorrected(
      correctedState({ side, signals }, { averageEntry, margin: 15, quantity: 1.5 }),
      config,
    )
  }
  expect(outcome(decide('short'))).toEqual([null, 'dangerous-move'])
  expect(outcome(decide('long'))).toEqual(['add', 'build-up'])
})

describe('7: a figure that is not settled leads to no entry', () => {
  const losing = { price: at(98) }
  test.each([
    ['the gate', { gateSlowEma: null }],
    ['the fast average', { gateFastEma: null }],
    ['the volatility test', { volatility: null }],
    ['the decline', { decline: null }],
  ])('%s is missing: no addition', (_name, signals) => {
    expect(outcome(decideCorrected(correctedState({ ...losing, signals }, {}), config))).toEqual([
      null,
      'candles-missing',
    ])
  })

  test.each([
    ['the entry average', { entryEma: null }],
    ['the volatility test', { volatility: null }],
    ['the decline', { decline: null }],
  ])('%s is missing: no opening', (_name, signals) => {
    expect(outcome(decideCorrected(correctedState({ signals }), config))).toEqual([null, 'candles-missing'])
  })
})

describe('8 and 9: prices of orders', () => {
  const book = { bid: 99.9, ask: 100.1, mark: 100 }
  test.each([
    // Half a percent beyond the touch that is crossed: 100.1 * 1.005 = 100.6005, 99.9 * 0.995 = 99.4005.
    // A value of 60 is 0.5994 at 100.1 and 0.6006 at 99.9.
    ['long', 'taker', 'buy', 10_060, 'immediate', 59],
    ['short', 'taker', 'sell', 9_941, 'immediate', 60],
    ['long', 'maker', 'buy', 9_990, 'resting', 60],
    ['short', 'maker', 'sell', 10_010, 'resting', 59],
  ] as const)(
    'a %s entry as %s: %s at %d ticks, %s',
    (side, entryType, order, limitTicks, execution, quantitySteps) => {
      const state = correctedState({ side, price: book, signals: { entryEma: side === 'long' ? 110 : 90 } })
      expect(decideCorrected(state, configOf({ entryType })).order).toMatchObject({
        side: order,
        limitTicks,
        execution,
        quantitySteps,
        reduceOnly: false,
      })
    },
  )

  test.each([
    ['long', 'sell', 9_941],
    ['short', 'buy', 10_060],
  ] as const)(
    'the exit of a %s crosses its own side of the book: %s at %d ticks',
    (side, order, limitTicks) => {
      const averageEntry = side === 'long' ? 98 : 102
      const { order: exit } = decideCorrected(correctedState({ side, price: book }, { averageEntry }), config)
      expect(exit).toMatchObject({
        action: 'close',
        side: order,
        limitTicks,
        execution: 'immediate',
        reduceOnly: true,
      })
    },
  )
})

test('12: a position of 1.20 margin is judged unrounded', () => {
  // 0.12 units: half a percent down is a loss of 0.06, where one step of a return rounded over cents is 0.012.
  const instrument = { ...coin, quantityStep: 0.0001, minQuantity: 0.0001, minCost: 0.01 }
  const decideAt = (price: number) => {
    const account = { wallet: 35, equity: 35, available: 30 }
    const state = correctedState({ instrument, price: at(price), account }, { quantity: 0.12, margin: 1.2 })
    return outcome(decideCorrected(state, config))
  }
  expect(decideAt(99.49)).toEqual(['add', 'add-at-loss'])
  expect(decideAt(99.51)).toEqual([null, 'loss-too-small'])
})

describe('16: sizes follow the leverage the venue has confirmed', () => {
  test('an opening at 5x is half of that at 10x', () => {
    expect(decideCorrected(correctedState({ leverage: 5 }), config).order?.quantitySteps).toBe(30)
    expect(decideCorrected(correctedState(), config).order?.quantitySteps).toBe(60)
  })

  test.each([
    ['not confirmed', null, null],
    ['another than the settings ask for', 5, 10],
  ])('%s: no entry', (_name, confirmed, wanted) => {
    const settings = configOf({ leverage: wanted })
    expect(outcome(decideCorrected(correctedState({ leverage: confirmed }), settings))).toEqual([
      null,
      'settings-unconfirmed',
    ])
    const losing = correctedState({ leverage: confirmed, price: at(98) }, {})
    expect(outcome(decideCorrected(losing, settings))).toEqual([null, 'settings-unconfirmed'])
  })
})

describe('23: the cap of a pair is constant, and the bot has one of its own', () => {
  test('it is shared among the enabled pairs whether they hold anything or not', () => {
    const losing = correctedState({ price: at(98), enabledPairs: 10, botMargin: 50 }, {})
    expect(outcome(decideCorrected(losing, config))).toEqual([null, 'exposure-cap'])
    expect(outcome(decideCorrected({ ...losing, enabledPairs: 2 }, config))).toEqual(['add', 'add-at-loss'])
  })

  test('the margin of all pairs together is held to the whole cap', () => {
    const full = correctedState({ botMargin: 500 })
    const { order, reason } = decideCorrected(full, config)
    expect([order, reason]).toEqual([
      null,
      { code: 'exposure-cap', detail: { measure: 'margin share', value: 0.5, limit: 0.5 } },
    ])
  })
})

describe('what has no number', () => {
  test('sizes and caps are measured on the wallet less unrealised losses', () => {
    const account = { wallet: 1_000, equity: 500, available: 400 }
    expect(decideCorrected(correctedState({ account }), config).order?.quantitySteps).toBe(30)
    const gaining = { wallet: 1_000, equity: 2_000, available: 900 }
    expect(decideCorrected(correctedState({ account: gaining }), config).order?.quantitySteps).toBe(60)
  })

  test('the maintenance margin is that of the tier of the position', () => {
    // Up to 400 of value 0.5 %, above it 12.5 % of the rest: 490 need 2 + 11.25 = 13.25, which an equity of 40 covers 3.02 times.
    const tiers = [
      { upTo: 400, rate: 0.005, maxLeverage: 100 },
      { upTo: null, rate: 0.125, maxLeverage: 20 },
    ]
    const loose = { stopLossPct: 50, liquidationBuffer: 0.05, criticalMarginLevel: 3.1 }
    const state = correctedState({ price: at(98), instrument: { ...coin, tiers } }, {})
    const { reason } = decideCorrected(state, configOf(loose))
    expect(reason.code).toBe('liquidation-too-close')
    expect(reason.detail.value).toBeCloseTo(40 / 13.25, 9)
  })

  test('in cross margin the level of the account decides', () => {
    const state = correctedState({ price: at(98), accountMarginLevel: 1.9 }, {})
    expect(outcome(decideCorrected(state, config))).toEqual([null, 'liquidation-too-close'])
  })
})

describe('the order of evaluation', () => {
  const everything = {
    entryBlock: { code: 'paused', detail: {} } as const,
    signals: { gateSlowEma: 110, gateFastEma: 110, volatility: stormy, decline: declining('crash') },
  }

  test('with a position each rule hides the ones after it', () => {
    const seen: string[] = []
    const look = (state: Parameters<typeof correctedState>[0], held: object = {}, settings: object = {}) => {
      seen.push(decideCorrected(correctedState(state, held), configOf(settings)).reason.code)
    }
    look({ ...everything, price: at(90), dealNet: -500 })
    look({ ...everything, price: at(94), dealNet: -500 })
    look({ ...everything, price: at(98), dealNet: -500 })
    look({ ...everything, price: at(104) })
    look({ ...everything, price: at(98) })
    look({ ...everything, price: at(98), entryBlock: null, leverage: null })
    look({ ...everything, price: at(98), entryBlock: null })
    look({
      ...everything,
      price: at(100),
      entryBlock: null,
      signals: { ...everything.signals, gateSlowEma: 90 },
    })
    const open = { ...everything, price: at(98), entryBlock: null }
    look({ ...open, signals: { ...everything.signals, gateSlowEma: 90 }, accountMarginLevel: 1.5 })
    look({ ...open, signals: { ...everything.signals, gateSlowEma: 90 } })
    look({ ...open, signals: { ...everything.signals, gateSlowEma: 90, decline: declining('slow') } })
    look({
      ...open,
      price: at(99.6),
      signals: { ...everything.signals, gateSlowEma: 90, decline: declining('slow'), volatility: calm },
    })
    look({
      ...open,
      signals: { ...everything.signals, gateSlowEma: 90, decline: declining('slow'), volatility: calm },
    })
    look({ ...open, signals: { gateSlowEma: 90, gateFastEma: 90 } })
    expect(seen).toEqual([
      'liquidation-guard',
      'stop-loss',
      'deal-loss',
      'take-profit',
      'paused',
      'settings-unconfirmed',
      'ema-gate',
      'no-loss-to-average',
      'liquidation-too-close',
      'dangerous-move',
      'volatility-high',
      'loss-too-small',
      'wrong-side-of-ema',
      'add-at-loss',
    ])
  })

  test('without a position: permission, leverage, cooldown, halt, hand, candles, danger, volatility, average, size, preflight', () => {
    const now = 1_700_000_000_000
    const seen: string[] = []
    const look = (state: Parameters<typeof correctedState>[0], settings: object = {}) => {
      seen.push(decideCorrected(correctedState(state), configOf(settings)).reason.code)
    }
    const stops = [now - 3_000, now - 2_000, now - 1_000]
    const signals = { entryEma: 99, volatility: stormy, decline: declining('crash') }
    const all = { ...everything, signals, lastDealEndedAt: now - 299_000, stoppedDealsAt: stops }
    look(all)
    look({ ...all, entryBlock: null, leverage: null })
    look({ ...all, entryBlock: null })
    look({ ...all, entryBlock: null, lastDealEndedAt: now - 300_000 }, { automatic: false })
    const free = { ...all, entryBlock: null, lastDealEndedAt: null, stoppedDealsAt: stops.slice(1) }
    look({ ...free, signals: { ...signals, entryEma: null } }, { automatic: false })
    look({ ...free, signals: { ...signals, entryEma: null } })
    look(free)
    look({ ...free, signals: { ...signals, decline: declining('moderate') } })
    look({ ...free, signals: { ...signals, decline: declining('moderate'), volatility: calm } })
    const good = { ...free, signals: {} }
    look({ ...good, instrument: { ...coin, minQuantity: 50 } }, { stopLossPct: 50 })
    look({ ...good, account: { wallet: 1_000, equity: 1_000, available: 1 } }, { stopLossPct: 50 })
    look(good, { stopLossPct: 50 })
    look(good)
    expect(seen).toEqual([
      'paused',
      'settings-unconfirmed',
      'cooldown',
      'halted-after-stops',
      'manual-mode',
      'candles-missing',
      'dangerous-move',
      'volatility-high',
      'wrong-side-of-ema',
      'order-below-minimum',
      'margin-insufficient',
      'preflight-failed',
      'start-condition-met',
    ])
  })

  test('a halt ends when enough stops have left its window', () => {
    const now = 1_700_000_000_000
    const hour = 3_600_000
    const stoppedDealsAt = [now - 23 * hour, now - 5 * hour, now - hour]
    const { reason } = decideCorrected(correctedState({ stoppedDealsAt }), config)
    expect(reason).toEqual({ code: 'halted-after-stops', detail: { value: 3, limit: 3, until: now + hour } })
    const later = correctedState({ stoppedDealsAt, now: now + hour })
    expect(decideCorrected(later, config).reason.code).toBe('start-condition-met')
  })

  test('warnings are told beside the reason, never twice', () => {
    const state = correctedState(
      { ...everything, price: at(98), entryBlock: null, accountMarginLevel: 1.2 },
      {},
    )
    const { reason, further } = decideCorrected(state, config)
    expect([reason.code, ...further.map(({ code }) => code)]).toEqual([
      'ema-gate',
      'liquidation-too-close',
      'volatility-high',
      'dangerous-move',
    ])
  })
})

describe('what an addition would bring', () => {
  test('it is held back where a higher tier would bring the guard to the mark', () => {
    // The position of 480 lies in the first tier; with the addition it would pass into one that asks for 30 %.
    const tiers = [
      { upTo: 490, rate: 0.005, maxLeverage: 100 },
      { upTo: null, rate: 0.9, maxLeverage: 20 },
    ]
    const settings = configOf({
      stopLossPct: 50,
      criticalMarginLevel: 1,
      maxAddMultiple: 2,
      liquidationBuffer: 0.05,
    })
    const state = correctedState({ price: at(97), instrument: { ...coin, tiers } }, { liquidationPrice: 80 })
    const { order, reason } = decideCorrected(state, settings)
    expect([order, reason.code]).toEqual([null, 'liquidation-too-close'])
    expect(reason.detail.mark).toBe(97)
  })
})
