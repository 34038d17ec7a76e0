import fc from 'fast-check'
import { MARKET_END, MARKET_GENESIS, MINUTE_MS, marketModel } from '@/lib/domain/simulation/market-model'
import { marketStatistics, median } from '@/lib/domain/simulation/market-model-statistics'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'

const DAY = 86_400_000
const HORIZON = 20 * DAY
const symbols = [...simulatedInstruments.keys()]
const anySymbol = fc.constantFrom(...symbols)
const anyInstant = fc.integer({ min: 0, max: HORIZON - 1 }).map((offset) => MARKET_GENESIS + offset)

describe('the simulated market', () => {
  it('gives the same price for seed, symbol and instant, whatever was asked before', () => {
    const questions = fc.array(fc.tuple(anySymbol, anyInstant), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(questions, (asked) => {
        const forward = marketModel('order')
        const there = asked.map(([symbol, at]) => forward.priceAt(symbol, at))
        const backward = marketModel('order')
        const back = asked.toReversed().map(([symbol, at]) => backward.priceAt(symbol, at))
        expect(back.toReversed()).toEqual(there)
        expect(there.every((price) => price !== null && price > 0)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  it('gives the same bars whether asked at once or one by one', () => {
    const from = MARKET_GENESIS + 3 * DAY - 20 * MINUTE_MS
    const whole = marketModel('cut').series('SOL/USDT:USDT', from, from + 40 * MINUTE_MS)
    const model = marketModel('cut')
    for (let i = 39; i >= 0; i--) {
      const one = model.series('SOL/USDT:USDT', from + i * MINUTE_MS, from + (i + 1) * MINUTE_MS)
      expect([
        one.length,
        one.openTime[0],
        one.open[0],
        one.high[0],
        one.low[0],
        one.close[0],
        one.volume[0],
      ]).toEqual([
        1,
        whole.openTime[i],
        whole.open[i],
        whole.high[i],
        whole.low[i],
        whole.close[i],
        whole.volume[i],
      ])
    }
  })

  it("shows within a minute only prices of that minute's bar, from its open", () => {
    const model = marketModel('within')
    const within = fc.array(fc.integer({ min: 0, max: MINUTE_MS - 1 }), { maxLength: 20 })
    fc.assert(
      fc.property(anySymbol, anyInstant, within, (symbol, instant, offsets) => {
        const openTime = instant - (instant % MINUTE_MS)
        const { length, open, high, low } = model.series(symbol, openTime, openTime + MINUTE_MS)
        expect(length).toBe(1)
        expect(model.priceAt(symbol, openTime)).toBe(open[0])
        for (const offset of offsets) {
          const price = model.priceAt(symbol, openTime + offset)
          expect(price).toBeGreaterThanOrEqual(low[0] ?? Infinity)
          expect(price).toBeLessThanOrEqual(high[0] ?? 0)
        }
      }),
    )
  })

  it('moves within a minute', () => {
    const model = marketModel('moving')
    const seconds = Array.from({ length: 60 }, (_, second) =>
      model.priceAt('BTC/USDT:USDT', MARKET_GENESIS + 9 * DAY + second * 1000),
    )
    expect(new Set(seconds).size).toBeGreaterThan(20)
  })

  it('draws sound bars on the tick, each opening where the one before closed', () => {
    fc.assert(
      fc.property(anySymbol, anyInstant, (symbol, instant) => {
        const bars = marketModel('sound').series(symbol, instant, instant + 12 * MINUTE_MS)
        const { tickSize, quantityStep } = simulatedInstruments.get(symbol)?.instrument ?? {}
        for (let i = 0; i < bars.length; i++) {
          const [open = NaN, high = NaN, low = NaN, close = NaN] = [
            bars.open,
            bars.high,
            bars.low,
            bars.close,
          ].map((column) => column[i])
          expect(low).toBeGreaterThan(0)
          expect(Math.min(open, close)).toBeGreaterThanOrEqual(low)
          expect(Math.max(open, close)).toBeLessThanOrEqual(high)
          for (const price of [open, high, low, close]) expect(remainder(price, tickSize)).toBeLessThan(1e-6)
          expect(remainder(bars.volume[i], quantityStep)).toBeLessThan(1e-6)
          expect(bars.volume[i]).toBeGreaterThan(0)
          if (i > 0) expect(open).toBe(bars.close[i - 1])
        }
        expect(bars.length).toBeGreaterThanOrEqual(11)
      }),
      { numRuns: 30 },
    )
  })

  it('trades more in wide minutes than in narrow ones', () => {
    const bars = marketModel('volume').series('ETH/USDT:USDT', MARKET_GENESIS, MARKET_GENESIS + 10 * DAY)
    const byRange = Array.from(bars.volume, (volume, i) => ({
      volume,
      range: (bars.high[i] ?? 0) - (bars.low[i] ?? 0),
    }))
    byRange.sort((a, b) => a.range - b.range)
    const tenth = byRange.length / 10
    const volumes = byRange.map((bar) => bar.volume)
    expect(median(volumes.slice(-tenth))).toBeGreaterThan(3 * median(volumes.slice(0, tenth)))
  })

  it('lets symbols move together, more so the closer they follow the market', () => {
    const model = marketModel('together')
    const returns = (symbol: string) => {
      const { close } = model.series(symbol, MARKET_GENESIS, MARKET_GENESIS + 20 * DAY)
      return close.slice(1).map((value, i) => Math.log(value / (close[i] ?? value)))
    }
    const market = returns('BTC/USDT:USDT')
    expect(correlation(market, returns('ETH/USDT:USDT'))).toBeGreaterThan(0.8)
    const loose = correlation(market, returns('LINK/USDT:USDT'))
    expect(loose).toBeGreaterThan(0.6)
    expect(loose).toBeLessThan(0.85)
  })

  it('gives different markets to different seeds', () => {
    const at = MARKET_GENESIS + 5 * DAY
    const prices = ['a', 'b', 'c'].map((seed) => marketModel(seed).priceAt('BTC/USDT:USDT', at))
    expect(new Set(prices).size).toBe(3)
  })

  it.each([
    ['before genesis', 'BTC/USDT:USDT', MARKET_GENESIS - 1],
    ['after its end', 'BTC/USDT:USDT', MARKET_END],
    ['at no instant', 'BTC/USDT:USDT', NaN],
    ['for an unknown symbol', 'NOPE/USDT:USDT', MARKET_GENESIS],
  ])('has no price %s', (_, symbol, at) => {
    expect(marketModel('edge').priceAt(symbol, at)).toBeNull()
  })

  it('has no bars outside its time and none for an empty or reversed range', () => {
    const { series } = marketModel('edge')
    const countOf = (from: number, to: number) => series('BTC/USDT:USDT', from, to).length
    expect(countOf(MARKET_GENESIS - DAY, MARKET_GENESIS)).toBe(0)
    expect(countOf(MARKET_GENESIS - DAY, MARKET_GENESIS + MINUTE_MS)).toBe(1)
    expect(countOf(MARKET_GENESIS + 1, MARKET_GENESIS + 2 * MINUTE_MS)).toBe(1)
    expect(countOf(MARKET_GENESIS, MARKET_GENESIS + MINUTE_MS - 1)).toBe(0)
    expect(countOf(MARKET_GENESIS + DAY, MARKET_GENESIS)).toBe(0)
    expect(series('NOPE/USDT:USDT', MARKET_GENESIS, MARKET_GENESIS + DAY).length).toBe(0)
  })

  it('stays near its base prices over ten years', () => {
    const model = marketModel('years')
    const { basePrice } = simulatedInstruments.get('DOGE/USDT:USDT') ?? { basePrice: NaN }
    for (let month = 0; month < 120; month++) {
      const ratio = (model.priceAt('DOGE/USDT:USDT', MARKET_GENESIS + month * 30 * DAY) ?? NaN) / basePrice
      expect(ratio).toBeGreaterThan(0.1)
      expect(ratio).toBeLessThan(10)
    }
  })

  // The benchmark holds 24 seeds of 500 days against the ranges of the real market; fewer days see fewer crashes and show a thinner tail.
  it('has the volatility, tail and clustering of a real market', () => {
    const measured = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((seed) => {
      const { priceAt } = marketModel(`tail-${seed}`)
      const closes = Float64Array.from({ length: 300 * 288 }, (_, bar) =>
        Number(priceAt('BTC/USDT:USDT', MARKET_GENESIS + bar * 5 * MINUTE_MS)),
      )
      return marketStatistics(closes, 5 * MINUTE_MS)
    })
    const medianOf = (figure: keyof (typeof measured)[number]) => median(measured.map((each) => each[figure]))
    expectWithin(medianOf('volatilityBp'), 12, 18)
    expectWithin(medianOf('kurtosis'), 50, 400)
    expectWithin(medianOf('clustering'), 0.1, 0.5)
    expectWithin(medianOf('worstBarPct'), -14, -4)
    expectWithin(medianOf('deepestDrawdownPct'), 16, 40)
  })
})

describe('the measuring of markets', () => {
  it('agrees with figures worked out by hand', () => {
    const statistics = marketStatistics([100, 110, 99, 99, 120, 60, 90], DAY)
    expect(statistics.worstBarPct).toBeCloseTo(-50, 10)
    expect(statistics.deepestDrawdownPct).toBeCloseTo(50, 10)
    const alternating = marketStatistics([1, Math.E, 1, Math.E, 1], DAY)
    expect(alternating.volatilityBp).toBeCloseTo(10_000, 6)
    expect(alternating.kurtosis).toBeCloseTo(1, 10)
  })

  it('looks back no further than 30 days for the peak of a drawdown', () => {
    const slide = Array.from({ length: 61 }, (_, day) => 100 - day)
    expect(marketStatistics(slide, DAY).deepestDrawdownPct).toBeCloseTo((30 / 70) * 100, 10)
  })
})

function expectWithin(value: number, low: number, high: number) {
  expect(value).toBeGreaterThan(low)
  expect(value).toBeLessThan(high)
}

function remainder(value = NaN, step = NaN): number {
  const steps = value / step
  return Math.abs(steps - Math.round(steps))
}

function correlation(a: Float64Array, b: Float64Array): number {
  const product = (x: Float64Array, y: Float64Array) =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}
