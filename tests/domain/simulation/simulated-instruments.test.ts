import fc from 'fast-check'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { quoteAround } from '@/lib/domain/simulation/simulated-quote'
import { assumedInstrument } from '@/lib/domain/simulation/simulated-rules'

const known = [...simulatedInstruments]

function expectSound(instrument: Instrument) {
  expect(instrument.tickSize).toBeGreaterThan(0)
  expect(instrument.quantityStep).toBeGreaterThan(0)
  expect(instrument.minQuantity).toBeGreaterThanOrEqual(instrument.quantityStep)
  expect(instrument.maxMarketQuantity).toBeGreaterThan(instrument.minQuantity)
  expect(instrument.maxLimitQuantity).toBeGreaterThanOrEqual(instrument.maxMarketQuantity)
  const { tiers } = instrument
  expect(tiers.length).toBeGreaterThanOrEqual(5)
  expect(tiers.at(-1)?.upTo).toBeNull()
  tiers.forEach((tier, i) => {
    const before = tiers[i - 1]
    // Otherwise a position opened at the tier's full leverage would be liquidated at once.
    expect(tier.rate).toBeLessThan(1 / tier.maxLeverage)
    if (before === undefined) return
    expect(tier.upTo ?? Infinity).toBeGreaterThan(before.upTo ?? Infinity)
    expect(tier.rate).toBeGreaterThanOrEqual(before.rate)
    expect(tier.maxLeverage).toBeLessThanOrEqual(before.maxLeverage)
  })
}

describe('the instruments of the simulated market', () => {
  it.each(known)('%s has sound rules', (symbol, { instrument, basePrice }) => {
    expect(instrument.symbol).toBe(symbol)
    expectSound(instrument)
    expect(instrument.tickSize / basePrice).toBeLessThan(1e-3)
    expect(instrument.quantityStep * basePrice).toBeLessThan(100)
  })

  it('quotes at least one tick around the price, and 0.5 or 3 basis points where that is more', () => {
    const quote = (symbol: string, last: number) => {
      const instrument = simulatedInstruments.get(symbol)?.instrument
      return instrument === undefined ? null : quoteAround(instrument, last, 7)
    }
    expect(quote('BTC/USDT:USDT', 100_000)).toEqual({
      last: 100_000,
      bid: 99_995,
      ask: 100_005,
      mark: 100_000,
      at: 7,
    })
    expect(quote('SOL/USDT:USDT', 200)).toEqual({ last: 200, bid: 199.94, ask: 200.06, mark: 200, at: 7 })
    expect(quote('BTC/USDT:USDT', 100)).toEqual({ last: 100, bid: 99.9, ask: 100.1, mark: 100, at: 7 })
  })
})

describe('rules for a symbol of which only prices are known', () => {
  it('are those of the simulated market for a base coin it knows', () => {
    const { tickSize } = simulatedInstruments.get('BTC/USDT:USDT')?.instrument ?? {}
    expect(assumedInstrument('BTC/USD:USD', 1)).toMatchObject({
      symbol: 'BTC/USD:USD',
      quote: 'USD',
      settle: 'USD',
      tickSize,
    })
    expect(assumedInstrument('BTC/USDT', 1)).toMatchObject({ symbol: 'BTC/USDT', settle: 'USDT', tickSize })
  })

  it('fit the size of any price', () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 6, noNaN: true }), (exponent) => {
        const price = 10 ** exponent
        const instrument = assumedInstrument('NEW/USDT:USDT', price)
        if (instrument === null) throw new Error('no rules')
        expectSound(instrument)
        expect(instrument.tickSize / price).toBeLessThanOrEqual(1e-4 * (1 + 1e-9))
        expect(instrument.quantityStep * price).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })

  it.each(['', 'BTC', 'BTCUSDT', 'BTC/USDT:USDT:X', '/USDT'])('do not exist for "%s"', (symbol) => {
    expect(assumedInstrument(symbol, 1)).toBeNull()
  })
})
