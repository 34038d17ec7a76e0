import fc from 'fast-check'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { backtestReport } from '@/lib/backtests/report'
import { resultUnits } from '@/lib/domain/backtest/deal-figures'
import { reportOf } from '@/lib/domain/backtest/report/report'
import { Backtest, runBacktest } from '@/lib/domain/backtest/run-backtest'
import { firstIndexFrom, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { toUnits } from '@/lib/domain/money'
import type { ReplayConfig } from '@/lib/replay/config'
import { bars, configOf, firstBars, FROM, MINUTE, pairOf, walk } from '@/tests/support/backtest-market'
import { recordsOf } from '@/tests/support/replay-books'

const ETH = 'ETH/USDT:USDT'
const SOL = 'SOL/USDT:USDT'

/** Runs of every kind: sides, leverages that liquidate, stops, thin markets, cooldowns, limits of deals, holes. */
const runs = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  sides: fc.constantFrom(['long'], ['short'], ['long', 'short']),
  leverage: fc.constantFrom(2, 5, 20),
  volatility: fc.constantFrom(0.001, 0.003, 0.008),
  volume: fc.constantFrom(0.4, 20, 2_000),
  gap: fc.constantFrom([0, 0], [120, 190]),
  still: fc.constantFrom(0, 0.4),
  decisionEverySec: fc.constantFrom(60, 90, 300, 900),
  settings: fc.record({
    takeProfitPct: fc.constantFrom(0.4, 1.5),
    stopLossPct: fc.constantFrom(null, 2.5),
    cooldownSec: fc.constantFrom(0, 1_200),
    maxDeals: fc.constantFrom(null, 4),
    activeSafetyOrders: fc.constantFrom(1, 4),
    priceDeviationPct: fc.constantFrom(0.2, 0.5),
  }),
})

type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never

function made(run: Run, count: number): { config: ReplayConfig; series: Map<string, CandleSeries> } {
  const { seed, volatility, volume, still, settings, leverage, decisionEverySec } = run
  const gap = [run.gap[0] ?? 0, run.gap[1] ?? 0] as const
  const ladder = { maxSafetyOrders: 4, ...settings }
  const pairs = run.sides.map((side) => pairOf({ side, leverage }, ladder))
  const config = configOf([...pairs, pairOf({ symbol: SOL, leverage }, ladder)], {
    decisionEverySec,
    deposit: 4_500,
  })
  const series = new Map([
    [ETH, walk({ count, seed, volatility, volume, gap, still })],
    [SOL, walk({ count: count + 37, seed: seed + 1, volatility, volume: volume * 20, still, start: 150 })],
  ])
  return { config, series }
}

describe('A back-test', () => {
  test('that passes over what cannot change anything gives what the plain loop gives, to the last digit', () => {
    let trades = 0
    fc.assert(
      fc.property(runs, (run) => {
        const { config, series } = made(run, 420)
        const input = backtestInput(config, series)
        const quick = runBacktest(input)
        const plain = runBacktest({ ...input, plain: true })
        trades += quick.trades.length
        expect(recordsOf(quick, input)).toEqual(recordsOf(plain, input))
        expect(quick.ambiguousBars).toBe(plain.ambiguousBars)
        expect(quick.unrealised).toBe(plain.unrealised)
        expect(reportOf(input, quick, 1)).toEqual(reportOf(input, plain, 1))
        const curves = [quick, plain].map(({ curve }) => ({
          ...curve,
          at: [...curve.at.subarray(0, curve.length)],
          equity: [...curve.equity.subarray(0, curve.length)],
        }))
        expect(curves[0]).toEqual(curves[1])
      }),
      { numRuns: 40, seed: 7 },
    )
    expect(trades).toBeGreaterThan(400)
  }, 120_000)

  test('of the first candles is a beginning of the back-test of all: nothing looks ahead', () => {
    let trades = 0
    fc.assert(
      fc.property(runs, fc.integer({ min: 60, max: 380 }), (run, shown) => {
        const { config, series } = made(run, 400)
        const whole = backtestInput(config, series)
        const end = FROM + shown * MINUTE
        const cut = [...series].map(
          ([symbol, one]) => [symbol, firstBars(one, firstIndexFrom(one, end))] as const,
        )
        const part = backtestInput(config, new Map(cut))
        const early = runBacktest(part)
        const late = runBacktest(whole)
        const [seen, all] = [recordsOf(early, part), recordsOf(late, whole)]
        expect(all.trades.slice(0, seen.trades.length)).toEqual(seen.trades)
        expect(all.funding.slice(0, seen.funding.length)).toEqual(seen.funding)
        const ended = seen.deals.filter(({ endedAt }) => endedAt !== null)
        expect(all.deals).toEqual(expect.arrayContaining(ended))
        const { length } = early.curve
        expect(late.curve.equity.subarray(0, length)).toEqual(early.curve.equity.subarray(0, length))
        trades += seen.trades.length
      }),
      { numRuns: 40, seed: 8 },
    )
    expect(trades).toBeGreaterThan(200)
  }, 120_000)

  test('explains its balance to the last digit by the deposit, its deals and nothing else', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { config, series } = made(run, 300)
        const input = backtestInput(config, series)
        const { summary } = backtestReport(input, runBacktest(input), 1)
        expect(summary.conserved).toBe(true)
      }),
      { numRuns: 40, seed: 9 },
    )
  }, 120_000)

  test('keeps a chain of balances: each row is the one before plus its money, funding between the trades included', () => {
    let rows = 0
    fc.assert(
      fc.property(runs, (run) => {
        const { config, series } = made(run, 420)
        const { trades, funding, walletUnits, deals, unrealised, curve } = runBacktest(
          backtestInput(config, series),
        )
        // Both lists are in the order of booking: the head of one of them must go on from the balance so far.
        const booked = trades.map((row) => ({ after: row.balanceUnits, by: row.grossUnits - row.feeUnits }))
        const paid = funding.map((row) => ({ after: row.balanceUnits, by: row.amountUnits }))
        let balance = toUnits(config.deposit)
        while (booked.length + paid.length > 0) {
          const next = [booked, paid].find(([row]) => row !== undefined && balance + row.by === row.after)
          if (next === undefined) throw new Error(`no row goes on from ${balance}`)
          balance = next.shift()?.after ?? NaN
          rows += 1
        }
        // What is filled of an order that is still working moves the wallet before it becomes a trade.
        const owed = toUnits(config.deposit) + deals.reduce((sum, deal) => sum + resultUnits(deal), 0)
        expect(walletUnits).toBe(owed)
        const isSettled = deals.every(({ endedAt }) => endedAt !== null)
        if (isSettled) expect(balance).toBe(walletUnits)
        const last = curve.equity[curve.length - 1]
        if (isSettled && last !== undefined) expect([toUnits(last), unrealised]).toEqual([walletUnits, 0])
      }),
      { numRuns: 40, seed: 10 },
    )
    expect(rows).toBeGreaterThan(400)
  }, 120_000)

  test('can be stopped anywhere, and run on in pieces gives what it gives in one go', () => {
    fc.assert(
      fc.property(
        runs,
        fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 6 }),
        (run, pieces) => {
          const { config, series } = made(run, 300)
          const input = backtestInput(config, series)
          const whole = runBacktest(input)
          const backtest = new Backtest(input)
          let stopped = backtest.result()
          let before = backtest.progress
          for (let piece = 0; backtest.advance(pieces[piece % pieces.length] ?? 1); piece += 1) {
            expect(backtest.progress).toBeGreaterThanOrEqual(before)
            expect(backtest.progress).toBeLessThan(1)
            before = backtest.progress
            // Looking at what there is so far changes nothing of what follows.
            stopped = backtest.result()
          }
          expect(backtest.progress).toBe(1)
          const result = backtest.result()
          expect(recordsOf(result, input)).toEqual(recordsOf(whole, input))
          expect(stopped.curve.length).toBeLessThanOrEqual(result.curve.length)
          expect({ ...result.curve, at: [], equity: [] }).toEqual({ ...whole.curve, at: [], equity: [] })
          expect([...result.curve.equity.subarray(0, result.curve.length)]).toEqual([
            ...whole.curve.equity.subarray(0, whole.curve.length),
          ])
        },
      ),
      { numRuns: 30, seed: 12 },
    )
  }, 120_000)

  test('that is stopped early reports what happened until then', () => {
    const input = backtestInput(configOf(), new Map([[ETH, walk({ count: 500, seed: 21 })]]))
    const backtest = new Backtest(input)
    backtest.advance(120)
    const { summary, series, trades } = backtestReport(input, backtest.result(), 1)
    const whole = backtestReport(input, runBacktest(input), 1)
    expect(trades.length).toBeGreaterThan(3)
    expect(trades).toEqual(whole.trades.slice(0, trades.length))
    expect(series.at.length).toBeLessThan(whole.series.at.length)
    expect(summary.candles).toBe(500)
  })

  test('of candles that hold no decision does nothing and says so', () => {
    const input = backtestInput(configOf(), new Map([[ETH, bars(walk({ count: 8, seed: 1 }), 1, 4)]]))
    const { summary, warnings } = backtestReport(input, runBacktest(input), 1)
    expect(summary).toMatchObject({ ticks: 0, trades: 0, finalBalance: '10000', conserved: true })
    expect(warnings[0]).toContain('not a single decision')
  })

  test('keeps its fingerprint through every change of the program', () => {
    const config = configOf([pairOf(), pairOf({ side: 'short' }), pairOf({ symbol: SOL })])
    const series = new Map([
      [ETH, walk({ count: 3_000, seed: 101 })],
      [SOL, walk({ count: 3_000, seed: 102, start: 150 })],
    ])
    const input = backtestInput(config, series)
    const { summary } = backtestReport(input, runBacktest(input), 1)
    expect({ trades: summary.trades, fingerprint: summary.fingerprint }).toEqual({
      trades: 398,
      fingerprint: '47e2eb9a4c20c1cf4388a5e2c6cb94b07168a31a05e1e2f1b3c487e7cf40ec9b',
    })
  })
})

describe('A short on a mirrored market', () => {
  /** Prices reflected about `about`, of which every bar is far from the edges of a tick. */
  function mirrored(series: CandleSeries, about: number): CandleSeries {
    const flip = (column: Float64Array) => column.map((price) => Math.round((2 * about - price) * 100) / 100)
    return {
      ...series,
      open: flip(series.open),
      high: flip(series.low),
      low: flip(series.high),
      close: flip(series.close),
    }
  }

  test('does what the long does, at the mirrored prices', () => {
    let compared = 0
    for (let seed = 1; seed <= 30; seed += 1) {
      const market = { ...walk({ count: 240, seed }), volume: new Float64Array(240).fill(NaN) }
      // Reflected about the price at which the deal opens, with sizes that come to the same number of steps on both sides of it.
      const about = market.open[5] ?? NaN
      const size = Math.round(about * 0.105)
      const sizes = { baseOrderSize: size, safetyOrderSize: size, volumeScale: 1 }
      const settings = { ...sizes, maxDeals: 1, takeProfitNetOfFees: false }
      const [long, short] = (['long', 'short'] as const).map((side) => {
        const config = configOf([pairOf({ side }, settings)])
        const series = side === 'long' ? market : mirrored(market, about)
        return runBacktest(backtestInput(config, new Map([[ETH, series]]))).trades
      })
      const shape = (trades: typeof long) =>
        trades?.map(({ at, action, reason, deal }) => [at, action, reason, deal.level])
      expect(shape(short)).toEqual(shape(long))
      const prices = long?.map(({ fills }) => fills[0]?.price ?? NaN) ?? []
      long?.forEach(({ action, reason }, index) => {
        const mirror = 2 * about - (short?.[index]?.fills[0]?.price ?? NaN)
        // Entries mirror to two ticks of spread and rounding. An exit is a share of the average, which differs between the two.
        const share = action === 'CLOSED' ? (reason === 'stop-loss' ? 0.06 : 0.005) : 0
        const depth = about - Math.min(...prices.slice(0, index + 1))
        expect(Math.abs(mirror - (prices[index] ?? NaN))).toBeLessThan(0.025 + 2 * share * depth)
        compared += 1
      })
    }
    expect(compared).toBeGreaterThan(60)
  })
})
