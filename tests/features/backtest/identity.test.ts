import { backtestInput } from '@/lib/backtests/backtest-input'
import { identityOf } from '@/lib/backtests/identity'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { bars, configOf, pairOf, walk } from '@/tests/support/backtest-market'

const ETH = 'ETH/USDT:USDT'
const candles = walk({ count: 50, seed: 1 })
const identify = (config = configOf(), series = candles) => {
  const { config: settings, candles: data } = identityOf(backtestInput(config, new Map([[ETH, series]])))
  return { settings, data }
}

describe('The identity of a back-test', () => {
  const base = identify()

  test('names fill rules, engine and the absence of chance in full', () => {
    const input: BacktestInput = backtestInput(configOf(), new Map([[ETH, candles]]))
    expect(identityOf(input)).toMatchObject({
      fills: { participation: 0.1, intrabar: 'pessimistic', impactLimit: 0.05, fundingRatePer8h: 0.0001 },
      seed: null,
      engine: expect.any(Number) as number,
    })
    expect(base.settings).toMatch(/^[0-9a-f]{64}$/)
  })

  test('does not depend on the order in which settings are written', () => {
    const { config, ...pair } = pairOf()
    const reversed = Object.fromEntries(Object.entries(config).reverse())
    expect(identify(configOf([{ config: reversed, ...pair }]))).toEqual(base)
  })

  test.each([
    ['a setting', configOf([pairOf({}, { takeProfitPct: 0.6 })])],
    ['the side', configOf([pairOf({ side: 'short' })])],
    ['the leverage', configOf([pairOf({ leverage: 6 })])],
    ['the deposit', configOf(undefined, { deposit: 9_999 })],
    ['the decision interval', configOf(undefined, { decisionEverySec: 60 })],
    ['a fee', configOf(undefined, { fees: { maker: 0.0001, taker: 0.00055 } })],
  ])('changes its settings part with %s', (_, config) => {
    const other = identify(config)
    expect(other.settings).not.toBe(base.settings)
    expect(other.data).toBe(base.data)
  })

  test.each(['openTime', 'open', 'high', 'low', 'close', 'volume'] as const)(
    'changes its candle part with one value of %s',
    (column) => {
      const values = candles[column].slice()
      values[20] = (values[20] ?? 0) + 1
      const other = identify(configOf(), { ...candles, [column]: values })
      expect(other.settings).toBe(base.settings)
      expect(other.data).not.toBe(base.data)
    },
  )

  test('reads only the bars of a series that is a window into a longer one', () => {
    const window = { ...candles, open: new Float64Array([...candles.open, 1]).subarray(0, 50) }
    expect(identify(configOf(), window).data).toBe(base.data)
    expect(identify(configOf(), bars(candles, 0, 49)).data).not.toBe(base.data)
  })
})
