import { sentenceOf } from '@/lib/domain/strategies/reason-sentence'
import { actReasons, holdReasons, type Reason } from '@/lib/domain/strategies/reasons'
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
      'Waiting: price 1.5 % above safety order 1 at 2,955.00; take profit at 3,047.26, stop at 2,640.00, average 3,000.00.',
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
      'Waiting: all safety orders are used; take profit at 2,844.34, stop at 2,464.96, average 2,801.09.',
    )
    const scene = active()
    scene.price = 2600
    expect(say(scene.decide().reason)).toBe(
      'Stop loss: the mark 2,600.00 reached the stop 2,640.00; closing at the market.',
    )
  })

  test.each<[Reason, string]>([
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
