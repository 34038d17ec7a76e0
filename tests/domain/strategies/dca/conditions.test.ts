import { noSignals, type Signal, type SignalSpec, type SignalValues } from '@/lib/domain/signals/signal'
import type { Condition, SingleCondition, When } from '@/lib/domain/strategies/dca/conditions/condition'
import { signalsOfOne } from '@/lib/domain/strategies/dca/conditions/condition-signals'
import { conditionWords } from '@/lib/domain/strategies/dca/conditions/condition-words'
import { evaluateCondition } from '@/lib/domain/strategies/dca/conditions/evaluate-condition'
import { judgeConditions } from '@/lib/domain/strategies/dca/conditions/judge-conditions'
import { nextJudgement } from '@/lib/domain/strategies/dca/conditions/next-judgement'
import { isScheduled, nextChange, type Schedule } from '@/lib/domain/strategies/dca/conditions/schedule'
import { ready, signalsBy } from '@/tests/support/builders/signals'

const HOUR = 3_600_000
/** A Wednesday at noon. */
const NOON = Date.UTC(2025, 5, 11, 12)

const rsi = (when: When, value: number): SingleCondition => ({
  ...{ kind: 'rsi', timeframe: '1h', period: 14, when, value },
})
const rsiSpec: SignalSpec = { kind: 'rsi', timeframe: '1h', period: 14 }

const verdictOf = (condition: Condition, signals: readonly (readonly [SignalSpec, Signal])[], now = NOON) =>
  evaluateCondition(condition, { signals: signalsBy(...signals), now })

const strength = (current: number, previous = current, flat: SignalValues = {}): Signal =>
  ready(NOON, { rsi: current, isFlat: false, ...flat }, { rsi: previous, isFlat: false })

describe('one condition on closed candles', () => {
  test.each<[When, number, number, boolean]>([
    ['below', 50, 29.9, true],
    ['below', 10, 30, false],
    ['above', 10, 30.1, true],
    ['above', 50, 30, false],
    ['crosses-above', 30, 30.1, true],
    ['crosses-above', 29, 31, true],
    ['crosses-above', 29, 30, false],
    ['crosses-above', 30.1, 31, false],
    ['crosses-below', 30, 29.9, true],
    ['crosses-below', 31, 29, true],
    ['crosses-below', 31, 30, false],
    ['crosses-below', 29.9, 29, false],
  ])('%s 30, from %d to %d: %s', (when, before, now, holds) => {
    expect(verdictOf(rsi(when, 30), [[rsiSpec, strength(now, before)]])).toEqual({
      kind: holds ? 'holds' : 'fails',
      value: now,
      threshold: 30,
    })
  })

  test.each<[string, SingleCondition, readonly (readonly [SignalSpec, Signal])[], object]>([
    [
      'a close above its average',
      { kind: 'ema', timeframe: '1h', period: 20, when: 'above' },
      [[{ kind: 'ema', timeframe: '1h', period: 20 }, ready(NOON, { ema: 99, close: 100 })]],
      { kind: 'holds', value: 100, threshold: 99 },
    ],
    [
      'a close that crosses its average, each candle against its own',
      { kind: 'ema', timeframe: '1h', period: 20, when: 'crosses-above' },
      [
        [
          { kind: 'ema', timeframe: '1h', period: 20 },
          ready(NOON, { ema: 99, close: 100 }, { ema: 101, close: 100.5 }),
        ],
      ],
      { kind: 'holds', value: 100, threshold: 99 },
    ],
    [
      'a fast average that crosses the slow one',
      { kind: 'ema-cross', timeframe: '1h', fast: 9, slow: 21, when: 'crosses-below' },
      [
        [{ kind: 'ema', timeframe: '1h', period: 9 }, ready(NOON, { ema: 98 }, { ema: 101 })],
        [{ kind: 'ema', timeframe: '1h', period: 21 }, ready(NOON, { ema: 99 }, { ema: 100 })],
      ],
      { kind: 'holds', value: 98, threshold: 99 },
    ],
    [
      'a close below the lower band',
      { kind: 'bollinger', timeframe: '1h', period: 20, deviations: 2, band: 'lower', when: 'below' },
      [
        [
          { kind: 'bollinger', timeframe: '1h', period: 20, deviations: 2 },
          ready(NOON, { lower: 90, middle: 100, upper: 110, close: 89 }),
        ],
      ],
      { kind: 'holds', value: 89, threshold: 90 },
    ],
    [
      'a fall of exactly as much',
      { kind: 'change', timeframe: '1h', candles: 6, pct: -3 },
      [[{ kind: 'change', timeframe: '1h', candles: 6 }, ready(NOON, { changePct: -3, close: 1 })]],
      { kind: 'holds', value: -3, threshold: -3 },
    ],
    [
      'a rise that is too small',
      { kind: 'change', timeframe: '1h', candles: 6, pct: 3 },
      [[{ kind: 'change', timeframe: '1h', candles: 6 }, ready(NOON, { changePct: 2.9, close: 1 })]],
      { kind: 'fails', value: 2.9, threshold: 3 },
    ],
    [
      'a fall does not count as a rise',
      { kind: 'change', timeframe: '1h', candles: 6, pct: 3 },
      [[{ kind: 'change', timeframe: '1h', candles: 6 }, ready(NOON, { changePct: -5, close: 1 })]],
      { kind: 'fails', value: -5, threshold: 3 },
    ],
    [
      'a close that crosses a level',
      { kind: 'price', timeframe: '1h', when: 'crosses-below', value: 100 },
      [[{ kind: 'ema', timeframe: '1h', period: 1 }, ready(NOON, { ema: 99, close: 99 }, { close: 100 })]],
      { kind: 'holds', value: 99, threshold: 100 },
    ],
  ])('%s', (_name, condition, signals, verdict) => {
    expect(verdictOf(condition, signals)).toEqual(verdict)
  })

  test('a crossing counts until the next candle closes, and not an instant longer', () => {
    const crossed: [SignalSpec, Signal] = [rsiSpec, strength(31, 29)]
    const condition = rsi('crosses-above', 30)
    expect(verdictOf(condition, [crossed], NOON + HOUR - 1).kind).toBe('holds')
    expect(verdictOf(condition, [crossed], NOON + HOUR)).toEqual({
      kind: 'unavailable',
      reason: { code: 'candles-stale', detail: { source: '1h candles', ageMs: HOUR, limitMs: HOUR } },
    })
    expect(verdictOf(rsi('above', 30), [crossed], NOON + HOUR).kind).toBe('holds')
  })

  test.each<[string, When, boolean, boolean]>([
    ['below 100 and more', 'below', true, true],
    ['above 50', 'above', true, false],
    ['crosses above from a flat market', 'crosses-above', false, true],
    ['crosses below from a flat market', 'crosses-below', false, true],
  ])('no strength on a flat market: %s never holds', (_name, when, now, before) => {
    const crossing = when === 'crosses-above' ? [60, 40] : [40, 100]
    const [current = 0, previous = 0] = now ? [100, 100] : crossing
    const signal = ready(NOON, { rsi: current, isFlat: now }, { rsi: previous, isFlat: before })
    expect(verdictOf(rsi(when, when === 'below' ? 100.5 : 50), [[rsiSpec, signal]]).kind).toBe('fails')
  })

  test.each<[string, Signal | null, object]>([
    [
      'no signal at all',
      null,
      { code: 'candles-missing', detail: { source: '1h candles', have: 0, need: 71 } },
    ],
    [
      'too few candles',
      { status: 'missing', have: 12, need: 71 },
      { code: 'candles-missing', detail: { source: '1h candles', have: 12, need: 71 } },
    ],
    [
      'old candles',
      { status: 'stale', closedAt: NOON - 3 * HOUR, limitMs: 2 * HOUR },
      { code: 'candles-stale', detail: { source: '1h candles', ageMs: 3 * HOUR, limitMs: 2 * HOUR } },
    ],
    [
      'a figure that is not there',
      ready(NOON, { rsi: null, isFlat: false }),
      { code: 'candles-missing', detail: { source: '1h candles', have: null, need: null } },
    ],
  ])('%s is unavailable, never a no', (_name, signal, reason) => {
    for (const when of ['below', 'above', 'crosses-below', 'crosses-above'] as const) {
      const verdict = verdictOf(rsi(when, 30), signal === null ? [] : [[rsiSpec, signal]])
      expect(verdict).toEqual({ kind: 'unavailable', reason })
    }
  })
})

describe('a group of which any may hold', () => {
  const other: SignalSpec = { kind: 'rsi', timeframe: '4h', period: 14 }
  const group: Condition = {
    kind: 'any',
    conditions: [rsi('below', 30), { kind: 'rsi', timeframe: '4h', period: 14, when: 'below', value: 30 }],
  }
  const states = {
    low: strength(20),
    high: strength(60),
    missing: { status: 'missing', have: 0, need: 71 },
  } as const satisfies Readonly<Record<string, Signal>>
  type State = keyof typeof states

  test.each<[State, State, string]>([
    ['low', 'high', 'holds'],
    ['high', 'low', 'holds'],
    ['low', 'missing', 'holds'],
    ['missing', 'low', 'holds'],
    ['high', 'missing', 'unavailable'],
    ['missing', 'high', 'unavailable'],
    ['missing', 'missing', 'unavailable'],
    ['high', 'high', 'fails'],
  ])('of %s and %s: %s', (first, second, kind) => {
    const verdict = verdictOf(group, [
      [rsiSpec, states[first]],
      [other, states[second]],
    ])
    expect(verdict.kind).toBe(kind)
  })

  test('where all fail it tells the figures of each', () => {
    expect(
      verdictOf(group, [
        [rsiSpec, states.high],
        [other, strength(45.678901234)],
      ]),
    ).toEqual({
      ...{ kind: 'fails', value: '60, 45.6789', threshold: '30, 30' },
    })
  })
})

describe('a list of which all must hold', () => {
  const list: readonly Condition[] = [
    rsi('below', 30),
    { kind: 'price', timeframe: '4h', when: 'above', value: 50 },
  ]
  const close: SignalSpec = { kind: 'ema', timeframe: '4h', period: 1 }
  const judge = (signals: readonly (readonly [SignalSpec, Signal])[]) =>
    judgeConditions(list, { signals: signalsBy(...signals), now: NOON }, 'start-condition')

  test('an empty one has nothing to wait for', () => {
    expect(judgeConditions([], { signals: noSignals, now: NOON }, 'start-condition').met).toBe(true)
  })

  test('tells what held, with the figures of each', () => {
    const met = judge([
      [rsiSpec, strength(20.5)],
      [close, ready(NOON, { close: 51 })],
    ])
    expect(met).toEqual({
      met: true,
      detail: {
        condition: 'RSI(14) on 1h below 30; 4h close above 50',
        value: '20.5; 51',
        threshold: '30; 50',
      },
    })
  })

  test('what cannot be judged is told before what does not hold', () => {
    const unmet = judge([[rsiSpec, strength(40)]])
    expect(unmet).toMatchObject({
      met: false,
      reasons: [
        { code: 'candles-missing', detail: { source: '4h candles', have: 0, need: 4 } },
        {
          code: 'start-condition',
          detail: { condition: 'RSI(14) on 1h below 30', value: 40, threshold: 30 },
        },
      ],
    })
  })
})

describe('a schedule, in UTC', () => {
  const at = (text: string) => Date.parse(`2025-06-${text}Z`)
  const days: Schedule = { days: [1, 2, 3, 4, 5], fromUtc: '08:00', toUtc: '16:30' }
  const nights: Schedule = { days: [5], fromUtc: '22:00', toUtc: '06:00' }
  const wholeDay: Schedule = { days: [0], fromUtc: '00:00', toUtc: '00:00' }

  // 2025-06-13 is a Friday.
  test.each<[string, Schedule, string, boolean]>([
    ['its first instant', days, '13T08:00:00.000', true],
    ['the instant before', days, '13T07:59:59.999', false],
    ['its last instant', days, '13T16:29:59.999', true],
    ['its end', days, '13T16:30:00.000', false],
    ['another day', days, '14T12:00:00.000', false],
    ['the evening of a night', nights, '13T22:00:00.000', true],
    ['the morning after it', nights, '14T05:59:59.999', true],
    ['its end in the morning', nights, '14T06:00:00.000', false],
    ['the morning before it', nights, '13T05:00:00.000', false],
    ['the evening after it', nights, '14T22:00:00.000', false],
    ['a whole day', wholeDay, '15T00:00:00.000', true],
    ['the end of a whole day', wholeDay, '15T23:59:59.999', true],
    ['the day after a whole day', wholeDay, '16T00:00:00.000', false],
  ])('%s', (_name, schedule, instant, holds) => {
    expect(isScheduled(schedule, at(instant))).toBe(holds)
    const verdict = verdictOf({ kind: 'schedule', ...schedule }, [], at(instant))
    expect(verdict.kind).toBe(holds ? 'holds' : 'fails')
  })

  test('between two of its changes it never changes', () => {
    for (const schedule of [days, nights, wholeDay]) {
      for (let now = at('11T00:00:00'); now < at('18T00:00:00'); now += 60_000 * 7) {
        const next = nextChange(schedule, now)
        expect(next).toBeGreaterThan(now)
        expect(isScheduled(schedule, next - 1)).toBe(isScheduled(schedule, now))
      }
    }
  })

  test('tells the time and the range', () => {
    expect(verdictOf({ kind: 'schedule', ...days }, [], at('14T12:34:00'))).toEqual({
      ...{ kind: 'fails', value: 'Sat 12:34', threshold: '08:00-16:30' },
    })
  })
})

test('conditions are judged anew when the next candle of one of them closes, or a schedule changes', () => {
  const now = NOON + 7 * 60_000
  expect(nextJudgement([], now)).toBe(Infinity)
  expect(nextJudgement([rsi('below', 30)], now)).toBe(NOON + HOUR)
  const group: Condition = {
    kind: 'any',
    conditions: [rsi('below', 30), { kind: 'price', timeframe: '5m', when: 'above', value: 1 }],
  }
  expect(nextJudgement([group], now)).toBe(NOON + 10 * 60_000)
  const schedule: Condition = { kind: 'schedule', days: [3], fromUtc: '08:00', toUtc: '12:08' }
  expect(nextJudgement([rsi('below', 30), schedule], now)).toBe(NOON + 8 * 60_000)
})

test.each<[Condition, string]>([
  [rsi('crosses-above', 30), 'RSI(14) on 1h crosses above 30'],
  [{ kind: 'ema', timeframe: '4h', period: 200, when: 'above' }, '4h close above EMA(200)'],
  [
    { kind: 'ema-cross', timeframe: '1h', fast: 9, slow: 21, when: 'crosses-below' },
    'EMA(9) on 1h crosses below EMA(21)',
  ],
  [
    { kind: 'bollinger', timeframe: '15m', period: 20, deviations: 2, band: 'lower', when: 'below' },
    '15m close below the lower Bollinger band (20, 2)',
  ],
  [{ kind: 'change', timeframe: '5m', candles: 12, pct: -3 }, 'fall of at least 3 % over 12 candles of 5m'],
  [{ kind: 'change', timeframe: '1d', candles: 1, pct: 2.5 }, 'rise of at least 2.5 % over 1 candle of 1d'],
  [{ kind: 'price', timeframe: '1h', when: 'above', value: 3_000 }, '1h close above 3000'],
  [{ kind: 'schedule', days: [0, 1, 3], fromUtc: '08:00', toUtc: '16:00' }, 'Mon, Wed, Sun 08:00-16:00 UTC'],
  [
    { kind: 'schedule', days: [0, 1, 2, 3, 4, 5, 6], fromUtc: '22:00', toUtc: '06:00' },
    'every day 22:00-06:00 UTC',
  ],
  [
    {
      kind: 'any',
      conditions: [rsi('below', 30), { kind: 'price', timeframe: '1h', when: 'below', value: 5 }],
    },
    'any of: RSI(14) on 1h below 30, or 1h close below 5',
  ],
])('%j reads as people say it', (condition, words) => {
  expect(conditionWords(condition)).toBe(words)
})

test('a level is compared with the close itself: an average over one candle', () => {
  expect(signalsOfOne({ kind: 'price', timeframe: '1h', when: 'above', value: 1 })).toEqual([
    { kind: 'ema', timeframe: '1h', period: 1 },
  ])
})
