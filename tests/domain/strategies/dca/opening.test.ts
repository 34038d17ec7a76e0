import { candlesOf, type SignalSpec } from '@/lib/domain/signals/signal'
import type { PairFacts } from '@/lib/domain/strategies/contract'
import type { Condition } from '@/lib/domain/strategies/dca/conditions/condition'
import type { DcaConfig } from '@/lib/domain/strategies/dca/config'
import { needs } from '@/lib/domain/strategies/dca/needs'
import { fundsNeeded } from '@/lib/domain/strategies/dca/preflight'
import { withReinvested } from '@/lib/domain/strategies/dca/sizes'
import { noNeeds } from '@/lib/domain/signals/market-needs'
import { ready, signalsBy } from '@/tests/support/builders/signals'
import { eth, example } from './builders'
import { Scene } from './scene'

const rsiSpec: SignalSpec = { kind: 'rsi', timeframe: '1h', period: 14 }
const rsi: Condition = { kind: 'rsi', timeframe: '1h', period: 14, when: 'below', value: 30 }

const scene = (config: Partial<DcaConfig>, facts: Partial<PairFacts> = {}): Scene => {
  const made = new Scene('long', { ...example, ...config })
  made.facts = facts
  return made
}

const signals = (value: number) => {
  const { now } = new Scene()
  return { signals: signalsBy([rsiSpec, ready(now, { rsi: value, isFlat: false })]) }
}

describe('a deal opens', () => {
  test('when its start conditions hold, and says which and at what', () => {
    const { reason, deal } = scene({ startConditions: [rsi] }, signals(25)).decide()
    expect(deal.kind).toBe('open')
    expect(reason).toMatchObject({
      code: 'start-condition-met',
      detail: { condition: 'RSI(14) on 1h below 30', value: 25, threshold: 30, price: 3000 },
    })
  })

  test('not while one of them does not hold', () => {
    const { reason, orders } = scene({ startConditions: [rsi] }, signals(31)).decide()
    expect(orders).toBe('unchanged')
    expect(reason).toEqual({
      code: 'start-condition',
      detail: { condition: 'RSI(14) on 1h below 30', value: 31, threshold: 30 },
    })
  })

  test('not without the candles it needs, and the others it waits for are told too', () => {
    const price: Condition = { kind: 'price', timeframe: '4h', when: 'above', value: 1 }
    const { reason, further, orders } = scene({ startConditions: [rsi, price] }, signals(31)).decide()
    expect(orders).toBe('unchanged')
    expect(reason).toEqual({
      code: 'candles-missing',
      detail: { source: '4h candles', have: 0, need: 4 },
    })
    expect(further.map(({ code }) => code)).toEqual(['start-condition'])
  })

  test.each<[string, Partial<DcaConfig>, Partial<PairFacts>, object | null]>([
    ['at the lowest price', { minPrice: 3000 }, {}, null],
    [
      'below the lowest price',
      { minPrice: 3000.01 },
      {},
      { code: 'price-out-of-range', detail: { value: 3000, limit: 3000.01, which: 'lowest' } },
    ],
    ['at the highest price', { maxPrice: 3000 }, {}, null],
    [
      'above the highest price',
      { maxPrice: 2999.99 },
      {},
      { code: 'price-out-of-range', detail: { value: 3000, limit: 2999.99, which: 'highest' } },
    ],
    ['with the volume asked for', { min24hVolume: 1e6 }, { volume24h: 1e6 }, null],
    [
      'with too little of it',
      { min24hVolume: 1e6 },
      { volume24h: 999_999 },
      { code: 'volume-too-low', detail: { value: 999_999, limit: 1e6 } },
    ],
    [
      'with a volume nobody knows',
      { min24hVolume: 1e6 },
      { volume24h: null },
      { code: 'candles-missing', detail: { source: 'volume of 24 hours' } },
    ],
  ])('%s', (_name, config, facts, reason) => {
    const decision = scene(config, facts).decide()
    if (reason === null) expect(decision.deal.kind).toBe('open')
    else expect(decision).toMatchObject({ orders: 'unchanged', deal: { kind: 'none' }, reason })
  })

  test('the guards of an opening answer in their order', () => {
    const made = scene(
      {
        ...{ startConditions: [rsi], minPrice: 4000, min24hVolume: 1e6, maxDeals: 3, cooldownSec: 60 },
        allocatedCapital: 100,
      },
      { volume24h: 1, ...signals(50) },
    )
    made.lastDeal = { number: 3, endedAt: made.now, status: 'completed' }
    const codes: string[] = []
    const open = (config: Partial<DcaConfig>, facts: Partial<PairFacts> = {}) => {
      codes.push(made.decide().reason.code)
      Object.assign(made.config, config)
      Object.assign(made.facts, facts)
    }
    open({ cooldownSec: 0 })
    open({ maxDeals: null })
    open({ minPrice: null })
    open({ min24hVolume: null })
    open({ startConditions: [] })
    open({ allocatedCapital: 500 }, { account: { wallet: 1, equity: 1, available: 1, at: made.now } })
    open({})
    expect(codes).toEqual([
      ...['cooldown', 'max-deals', 'price-out-of-range', 'volume-too-low', 'start-condition'],
      ...['capital-insufficient', 'margin-insufficient'],
    ])
  })
})

describe('what a pair wants to see of its market', () => {
  const crossing: Condition = { kind: 'ema-cross', timeframe: '4h', fast: 9, slow: 21, when: 'crosses-above' }

  test('nothing where its settings name nothing', () => {
    expect(needs(example, null)).toBe(noNeeds)
  })

  test('before a deal: the signals of its start conditions, each once, and the volume', () => {
    const asked = needs({ ...example, startConditions: [rsi, crossing, rsi], min24hVolume: 1 }, null)
    expect(asked).toEqual({
      signals: [
        rsiSpec,
        { kind: 'ema', timeframe: '4h', period: 9 },
        { kind: 'ema', timeframe: '4h', period: 21 },
      ],
      rangeSince: null,
      volume24h: true,
    })
    expect(asked.signals.map(candlesOf)).toEqual([71, 28, 64])
  })

  test('in a deal: those of its safety conditions and of the crash guard', () => {
    const config = { ...example, startConditions: [crossing], safetyConditions: [rsi], crashGuard: true }
    const scened = new Scene()
    scened.settle()
    const asked = needs(config, scened.look().deal)
    expect(asked.signals).toEqual([rsiSpec, { kind: 'decline', timeframe: '5m' }])
  })
})

describe('sizes in percent of the capital', () => {
  // Of 500, 30 % are 150: the worked example.
  const percent: Partial<DcaConfig> = { sizeUnit: 'percent', baseOrderSize: 30, safetyOrderSize: 30 }

  test('open, lay down and preflight the same ladder as their sizes in quote coin', () => {
    const [inPercent, inQuote] = [scene(percent), scene({})]
    expect(inPercent.settle()).toEqual(inQuote.settle())
    expect(inPercent.orders).toEqual(inQuote.orders)
    const fees = { leverage: 5, fees: eth.fees }
    expect(fundsNeeded({ config: { ...example, ...percent }, ...fees })).toBeCloseTo(
      fundsNeeded({ config: example, ...fees }),
      9,
    )
  })

  test('hold for the rungs of a ladder of one own', () => {
    const customSteps = [
      { deviationPct: 1, size: 30 },
      { deviationPct: 4, size: 60 },
    ]
    const made = scene({ ...percent, customSteps, maxSafetyOrders: 2, activeSafetyOrders: 2 })
    made.settle()
    expect(made.resting('safety/1')).toMatchObject({
      price: { ticks: 297_000 },
      quantitySteps: 5,
    })
    expect(made.resting('safety/2')).toMatchObject({
      price: { ticks: 288_000 },
      quantitySteps: 10,
    })
  })
})

describe('reinvested profit', () => {
  const record = (realised: number) => ({ record: { realised, stops: [] } })
  const config: Partial<DcaConfig> = { reinvestPct: 50, allocatedCapital: 900 }
  const stateOf = (made: Scene) => made.deal?.state as { baseVolume: number; reinvested?: number }

  test('makes the base order and the first rung larger by the share, and every other rung in proportion', () => {
    const made = scene(config, record(60))
    made.settle()
    expect(stateOf(made)).toMatchObject({ baseVolume: 180, reinvested: 30 })
    // 180 of 150 each: a fifth more.
    const plain = scene({ allocatedCapital: 900 })
    plain.settle()
    expect(made.newest('base').quantitySteps).toBe(6)
    expect(made.resting('safety/1').quantitySteps).toBe(6)
    expect(made.resting('safety/5').quantitySteps).toBe(19)
    expect(plain.resting('safety/5').quantitySteps).toBe(16)
  })

  test('stays what it was for the running deal, whatever is booked meanwhile', () => {
    const made = scene(config, record(60))
    made.settle()
    const before = made.restingKeys()
    made.facts = record(500)
    expect(made.round().plan).toEqual({ cancels: [], places: [] })
    made.facts = record(-100)
    expect(made.round().plan).toEqual({ cancels: [], places: [] })
    expect(made.restingKeys()).toEqual(before)
  })

  test.each([
    ['a losing record', record(-60), config],
    ['no share', record(60), { ...config, reinvestPct: 0 }],
    ['less than a cent', record(0.01), config],
  ])('%s adds nothing', (_name, facts, settings) => {
    const made = scene(settings, facts)
    made.settle()
    expect(stateOf(made)).toMatchObject({ baseVolume: 150 })
    expect(stateOf(made).reinvested).toBeUndefined()
  })

  test.each([
    ['the allocated capital', { ...config, allocatedCapital: 320 }, {}],
    ['what other pairs leave free', config, { unreservedCapital: 320 }],
  ])('is cut to what still fits into %s', (_name, settings, facts) => {
    const made = scene(settings, { ...record(10_000), ...facts })
    made.settle()
    const { reinvested = 0 } = stateOf(made)
    const needed = (extra: number) =>
      fundsNeeded({
        config: withReinvested({ ...example, ...settings }, extra),
        leverage: 5,
        fees: eth.fees,
      })
    expect(reinvested).toBeGreaterThan(0)
    expect(needed(reinvested)).toBeLessThanOrEqual(320)
    expect(needed(reinvested + 0.01)).toBeGreaterThan(320)
  })

  test('adds nothing where the ladder hardly fits without it', () => {
    const made = scene(
      { reinvestPct: 100, allocatedCapital: fundsNeeded({ config: example, leverage: 5, fees: eth.fees }) },
      record(50),
    )
    made.settle()
    expect(stateOf(made).baseVolume).toBe(150)
  })

  test('grows a ladder of one own in proportion to its first rung', () => {
    const customSteps = [
      { deviationPct: 1, size: 150 },
      { deviationPct: 4, size: 300 },
    ]
    const made = scene({ ...config, customSteps, maxSafetyOrders: 2, activeSafetyOrders: 2 }, record(60))
    made.settle()
    expect(made.resting('safety/1').quantitySteps).toBe(6)
    expect(made.resting('safety/2').quantitySteps).toBe(12)
  })
})
