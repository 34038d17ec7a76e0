import { sentenceOf } from '@/lib/domain/strategies/reason-sentence'
import { actReasons, holdReasons, type Reason } from '@/lib/domain/strategies/reasons'
import { example } from './dca/builders'
import { active, atLevel, Scene } from './dca/scene'

const format = { symbol: 'ETH/USDT:USDT', base: 'ETH', quote: 'USDT', priceDecimals: 2, quantityDecimals: 2 }
const say = (reason: Reason) => sentenceOf(reason, format)

describe('a reason as a sentence', () => {
  test.each([...new Set([...holdReasons, ...actReasons])])(
    '%s is a finished sentence even without figures',
    (code) => {
      const sentence = say({ code, detail: {} })
      expect(sentence).toMatch(/^[A-Z].*\.$/)
      expect(sentence).not.toMatch(/undefined|NaN|null|\[object|\b0\.00\b/)
    },
  )

  test('waiting names the next rung, the target, the stop and the average', () => {
    expect(say(active().settle().reason)).toBe(
      'Waiting: price 1.5 % above safety order 1 at 2,955.00; take profit at 3,047.26, stop at 2,640.00, average 3,000.00. ' +
        'On the exchange: stop loss, take profit, safety orders. Checked at ticks: liquidation guard.',
    )
    expect(say(active('short').settle().reason)).toMatch(
      /^Waiting: price 1\.5 % below safety order 1 at 3,045\.00; /,
    )
  })

  test('what happened is told with its figures', () => {
    expect(say(new Scene().decide().reason)).toBe(
      'Opening a deal: base order of 0.05 ETH (150.00 USDT) at about 3,000.00.',
    )
    expect(say(atLevel(5).settle().reason)).toBe(
      'Waiting: all safety orders are used; take profit at 2,844.34, stop at 2,464.96, average 2,801.09. ' +
        'On the exchange: stop loss, take profit. Checked at ticks: liquidation guard.',
    )
    const scene = active()
    scene.price = 2600
    expect(say(scene.decide().reason)).toBe(
      'Stop loss: the mark 2,600.00 reached the stop 2,640.00; closing at the market.',
    )
  })

  test('the condition says what rests on the exchange and what acts at ticks only', () => {
    const config = { ...example, trailingPct: 1, stopLossDelaySec: 120, maxDealHours: 48, dailyLossPct: 3 }
    expect(say(active('long', config).settle().reason)).toMatch(
      / On the exchange: safety orders\. Checked at ticks: liquidation guard, stop loss after 120 s, trailing take profit, largest loss of the day, longest deal\.$/,
    )
  })

  test.each<[Reason, string]>([
    [
      {
        code: 'daily-loss',
        detail: {
          ...{ value: -10.5, limit: -10, dayFrom: Date.UTC(2026, 0, 2), until: Date.UTC(2026, 0, 3) },
          boundary: '00:00 UTC',
        },
      },
      "The day's result of -10.50 USDT reached its limit of -10.00 USDT, counted from 2026-01-02 00:00 UTC. " +
        'Nothing is opened before 2026-01-03 00:00 UTC.',
    ],
    [
      { code: 'halted-after-stops', detail: { value: 3, limit: 3, hours: 24, until: Date.UTC(2026, 0, 3) } },
      'Halted after 3 stopped deals within 24 h, until 2026-01-03 00:00 UTC.',
    ],
    [
      { code: 'stop-loss', detail: { mark: 2600, stop: 2640, waitedMs: 120_000 } },
      'Stop loss: the mark 2,600.00 was for 120 s beyond the stop 2,640.00; closing at the market.',
    ],
    [
      { code: 'trailing-exit', detail: { best: 3100, exitPrice: 3069, price: 3068 } },
      'Trailing exit: the price 3,068.00 fell back from its best 3,100.00 to 3,069.00; closing at the market.',
    ],
    [
      { code: 'reduce-step', detail: { quantity: 0.02, mark: 2750, guard: 2750, liquidation: 2500 } },
      'Selling 0.02 ETH of the position: the mark 2,750.00 reached 2,750.00 on the way to liquidation at 2,500.00.',
    ],
    [
      { code: 'exposure-cap', detail: { level: 3, used: 94.36, limit: 100, needed: 45.38 } },
      'The exposure cap of 100.00 USDT holds back safety order 3: 94.36 USDT of margin are spoken for, it needs 45.38 USDT.',
    ],
    [
      { code: 'cooldown', detail: { until: Date.UTC(2026, 0, 2, 3, 4) } },
      'Cooling down until 2026-01-02 03:04 UTC.',
    ],
    [
      { code: 'price-stale', detail: { ageMs: 61_200, limitMs: 60_000 } },
      'Waiting: the price is 61 s old, at most 60 s is used; resting orders stay.',
    ],
    [
      { code: 'take-profit', detail: { net: -1234.5 } },
      'Took profit. Result -1,234.50 USDT after fees and funding.',
    ],
    [
      { code: 'cooldown', detail: { until: null } },
      'Waiting: a deal has just ended, the next one may open at the next tick.',
    ],
    [
      {
        code: 'add-at-loss',
        detail: { measure: 'return', value: -0.0612345678, quantity: 0.5, volume: 1_500 },
      },
      'Adding 0.50 ETH (1,500.00 USDT) at a loss (return, now -0.0612346).',
    ],
    [
      { code: 'build-up', detail: { measure: 'return', value: -0.01, quantity: 0.5, volume: 1_500 } },
      'Building up the position by 0.50 ETH (1,500.00 USDT) (return, now -0.01).',
    ],
    [
      { code: 'liquidation-too-close', detail: { measure: 'margin level', value: 1.4, threshold: 2 } },
      'The position is near liquidation (margin level, now 1.4, threshold 2); at a margin level of 1 the exchange takes it.',
    ],
    [
      { code: 'liquidation-too-close', detail: { mark: 3000, guard: 2990, quantity: 1 } },
      'An addition is held back: it would bring the liquidation guard to 2,990.00, with the mark at 3,000.00.',
    ],
    [
      { code: 'candles-missing', detail: { source: 'ema 1m 200', have: 12, need: 601 } },
      'Waiting: there are not enough candles to judge the conditions (ema 1m 200: 12 of 601).',
    ],
    [
      { code: 'candles-missing', detail: { source: 'volume of 24 hours' } },
      'Waiting: the volume of the last 24 hours is not known.',
    ],
    [
      { code: 'candles-stale', detail: { source: '5m candles', ageMs: 601_000, limitMs: 600_000 } },
      'Waiting: the newest of the 5m candles closed 601 s ago, at most 600 s is used.',
    ],
    [
      {
        code: 'start-condition',
        detail: { condition: 'RSI(14) on 1h below 30', value: 41.23456789, threshold: 30 },
      },
      'Waiting for the start condition: RSI(14) on 1h below 30, now 41.2346, threshold 30.',
    ],
    [
      {
        code: 'start-condition-met',
        detail: {
          ...{ price: 3000, quantity: 0.05, volume: 150, side: 'long' },
          ...{ condition: 'RSI(14) on 1h below 30', value: 25, threshold: 30 },
        },
      },
      'Opening a deal: base order of 0.05 ETH (150.00 USDT) at about 3,000.00, since RSI(14) on 1h below 30, now 25, threshold 30.',
    ],
    [
      { code: 'price-out-of-range', detail: { value: 2990, limit: 3000, which: 'lowest' } },
      'Waiting: the price 2,990.00 is below the lowest one to open at, 3,000.00.',
    ],
    [
      { code: 'price-out-of-range', detail: { value: 3010, limit: 3000, which: 'highest' } },
      'Waiting: the price 3,010.00 is above the highest one to open at, 3,000.00.',
    ],
    [
      { code: 'volume-too-low', detail: { value: 1234.5, limit: 1e6 } },
      'Waiting: 1,234.50 USDT were traded in 24 hours, at least 1,000,000.00 USDT is asked for.',
    ],
    [
      {
        code: 'dangerous-move',
        detail: { measure: 'speed of the move', value: 70, threshold: 40, kind: 'crash' },
      },
      'Waiting: the market moves too fast against the position (speed of the move, now 70, threshold 40).',
    ],
    [
      { code: 'safety-condition', detail: { condition: '5m close above EMA(9)', value: 99, threshold: 100 } },
      'Safety orders wait for their condition: 5m close above EMA(9), now 99, threshold 100.',
    ],
    [
      { code: 'take-profit', detail: { measure: 'return', value: 0.12, threshold: 0.1 } },
      'Taking profit: the position is being closed.',
    ],
    [{ code: 'stop-loss', detail: { quantity: 2 } }, 'Stop loss: the position is being closed.'],
    [
      { code: 'deal-loss', detail: { value: 101.5, limit: 100 } },
      'The loss of the deal, 101.50 USDT, reached its limit of 100.00 USDT; the position is being closed.',
    ],
    [
      { code: 'capital-insufficient', detail: { needed: 500, limit: 20 } },
      'The worst case of this pair needs 500.00 USDT, but only 20.00 USDT is available to it.',
    ],
    [
      { code: 'out-of-sync', detail: { ledger: 0.05, venue: 0.07 } },
      "The exchange holds 0.07 ETH but this bot's own orders add up to 0.05 ETH: no entries until that is settled.",
    ],
    [
      { code: 'stopping', detail: { how: 'cancel-orders' } },
      'Stopping: all orders are withdrawn, the position stays open and unprotected.',
    ],
    [
      {
        code: 'preflight-failed',
        detail: { check: 'stop-beyond-liquidation', message: 'The stop is too far.' },
      },
      'The stop is too far.',
    ],
  ])('%j', (reason, sentence) => {
    expect(say(reason)).toBe(sentence)
  })

  test('an instant or a figure that is no number reads as unknown, never as zero', () => {
    expect(say({ code: 'cooldown', detail: { until: Number.NaN } })).toBe('Cooling down until unknown.')
    expect(say({ code: 'take-profit', detail: { net: Infinity } })).toContain('unknown USDT')
  })
})
