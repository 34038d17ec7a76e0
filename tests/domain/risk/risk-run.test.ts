import type { BacktestInput } from '@/lib/domain/backtest/input'
import { emptySeries, type CandleSeries } from '@/lib/domain/candles/candle-series'
import { testInput } from '@/lib/domain/engine/test-plan'
import { riskReport } from '@/lib/domain/risk/risk-report'
import { RiskRun, type RiskSettings } from '@/lib/domain/risk/risk-run'
import { sampleWarnings } from '@/lib/domain/risk/sample-warnings'
import { simulatedInstruments } from '@/lib/domain/simulation/simulated-instruments'
import { parseDcaConfig } from '@/lib/domain/strategies/dca/config'
import { fundsNeeded } from '@/lib/domain/strategies/dca/preflight'
import { FROM, livelyLadder, walk } from '@/tests/support/backtest-market'
import { ADDRESS, testPlan } from '@/tests/support/test-plans'

const FIVE = 300_000
const DAY = 86_400_000

function inputOf(
  past: CandleSeries,
  config: object = {},
  pair: object = {},
  over: object = {},
): BacktestInput {
  const input = testInput(testPlan(over, config, pair), new Map([[ADDRESS, past]]))
  if (!input.ok) throw new Error(input.error.message)
  return input.value
}

/** What the preflight of a deal asks for: margin and fees of the whole ladder. */
function wholeLadder(over: object = {}): number {
  const config = parseDcaConfig({ ...livelyLadder, ...over })
  const [market] = testPlan().markets
  if (!config.ok || market === undefined) throw new Error('usable settings')
  return fundsNeeded({ config: config.value, leverage: 5, fees: market.instrument.fees })
}

const settings = (over: Partial<RiskSettings> = {}): RiskSettings => ({
  seed: 'a seed',
  horizonMs: DAY,
  meanBlockMs: DAY / 8,
  needs: { carry: wholeLadder(), ladders: [6] },
  ...over,
})

function riskOf(input: BacktestInput, paths: number, over: Partial<RiskSettings> = {}) {
  const run = new RiskRun(input, settings(over))
  for (let i = 0; i < paths; i++) run.next()
  return { ...riskReport(run, input.deposit, FIVE, settings(over)), outcomes: run.outcomes }
}

const past = walk({ count: 3_000, seed: 21, barMs: FIVE, volatility: 0.004 })
/** Half the leverage budget is left to the price: no stop, a short ladder. */
const unprotected = { stopLossPct: null, maxSafetyOrders: 2, priceDeviationPct: 0.5 }

/** A market that stands still but for one bar in `every`, which moves by `jump` and stays there. */
function stillBut(every: number, jump: number, count: number): CandleSeries {
  const series = emptySeries(FIVE, count)
  let close = 2_000
  for (let i = 0; i < count; i++) {
    const open = close
    if (i % every === every - 1) close *= 1 + jump
    series.openTime[i] = FROM + i * FIVE
    series.open[i] = open
    series.close[i] = close
    series.high[i] = Math.max(open, close)
    series.low[i] = Math.min(open, close)
    series.volume[i] = 1_000_000
  }
  return series
}

describe('the risk of a configuration', () => {
  test('is the same for the same seed, to the last digit', () => {
    const [first, second] = [riskOf(inputOf(past), 30), riskOf(inputOf(past), 30)]
    expect(first).toEqual(second)
    expect(riskOf(inputOf(past), 30, { seed: 'another' }).lossAtLeast).not.toEqual(first.lossAtLeast)
  })

  test('draws the same paths for other settings, so that two readings differ by the settings alone', () => {
    const [few, many] = [
      new RiskRun(inputOf(past), settings()),
      new RiskRun(inputOf(past, { takeProfitPct: 3 }), settings()),
    ]
    const losses = [few, many].map((run) => Array.from({ length: 10 }, () => run.next().loss))
    expect(losses[0]).not.toEqual(losses[1])
    // A bot that never opens loses nothing on any path; beside one that does, the drawing goes on alike.
    const paired = riskOf(inputOf(past), 40)
    const wider = riskOf(inputOf(past, { takeProfitPct: 0.6 }), 40)
    const both = paired.outcomes.map(({ loss }, i) => [loss, wider.outcomes[i]?.loss ?? NaN] as const)
    expect(correlation(both)).toBeGreaterThan(0.6)
  })

  test('more leverage never makes liquidation less likely on the same paths, as long as deals are opened at all', () => {
    const wild = walk({ count: 3_000, seed: 4, barMs: FIVE, volatility: 0.012 })
    const shares = [5, 8, 12, 18].map(
      (leverage) => riskOf(inputOf(wild, unprotected, { leverage }), 60).liquidation.value,
    )
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares[0]).toBeLessThan(shares[3] ?? 0)
  })

  test.each(['long', 'short'] as const)(
    'holds the known chance of a %s liquidation in its interval',
    (side) => {
      // One bar in a thousand moves 60 % against the position, which is always held: from the second bar to the last but one.
      const jump = side === 'long' ? -0.6 : 1.5
      const input = inputOf(stillBut(1_000, jump, 2_001), unprotected, { side })
      const bars = 288
      const truth = 1 - (1 - 1 / 1_000) ** (bars - 2)
      let held = 0
      for (let seed = 0; seed < 24; seed++) {
        const report = riskOf(input, 40, { seed: `${seed}`, horizonMs: DAY, meanBlockMs: FIVE })
        const { low, high } = report.liquidation
        if ((low ?? 0) <= truth && truth <= (high ?? 1)) held += 1
      }
      expect(truth).toBeGreaterThan(0.2)
      expect(held).toBeGreaterThanOrEqual(20)
    },
  )

  test('its intervals shrink with more paths', () => {
    const width = ({ low, high }: { low: number | null; high: number | null }) =>
      (high ?? Infinity) - (low ?? -Infinity)
    const [few, more, many] = [40, 140, 400].map((paths) =>
      riskOf(inputOf(past), paths, { horizonMs: DAY / 3 }),
    )
    if (few === undefined || more === undefined || many === undefined) throw new Error('three readings')
    for (const figure of ['stop', 'liquidation', 'lossOnAverage', 'lossAtLeast'] as const) {
      expect(width(many[figure])).toBeLessThan(width(few[figure]))
    }
    expect(width(more.liquidation)).toBeLessThan(width(few.liquidation))
    expect(width(many.liquidation)).toBeLessThan(width(more.liquidation))
    // The 99 % quantile has no upper bound on so few paths.
    expect(few.capitalNeeded?.high).toBeNull()
    expect(many.capitalNeeded?.high).not.toBeNull()
  })

  test('a past with a crash shows the tail that a quiet one of the same unrest hides', () => {
    const quiet = walk({ count: 3_000, seed: 9, barMs: FIVE, volatility: 0.002 })
    const crashed = crash(walk({ count: 3_000, seed: 9, barMs: FIVE, volatility: 0.0018 }), 1_500, 0.35)
    const [calm, tail] = [quiet, crashed].map((each) => {
      const input = inputOf(each, unprotected, { leverage: 4 })
      return {
        ...riskOf(input, 60, { horizonMs: 3 * DAY }),
        warnings: sampleWarnings(input, [0.024]).join(' '),
      }
    })
    expect(calm?.liquidation.value).toBe(0)
    expect(tail?.liquidation.value).toBeGreaterThan(0.05)
    expect(tail?.lossOnAverage.value).toBeGreaterThan(2 * (calm?.lossOnAverage.value ?? Infinity))
    expect(calm?.warnings).toMatch(/No bar of ETH falls by more than .* a quiet sample has no tail/)
    expect(tail?.warnings).not.toMatch(/quiet/)
    expect(tail?.warnings).toMatch(/10 days long: too short/)
  })

  test('needs more capital for ruin to be rare than for the ladder alone, and knows when no capital helps', () => {
    const input = inputOf(past)
    const safe = riskOf(input, 400, { horizonMs: DAY / 3 })
    expect(safe.capitalNeeded?.value).toBeGreaterThan(wholeLadder())
    const enough = safe.capitalNeeded?.high ?? NaN
    const broke = safe.outcomes.filter(({ capitalNeeded }) => capitalNeeded > enough).length
    expect(broke / 400).toBeLessThan(0.01)
    const hopeless = riskOf(inputOf(stillBut(500, -0.6, 1_001), unprotected), 60, { meanBlockMs: FIVE })
    expect(hopeless.liquidation.value).toBeGreaterThan(0.1)
    expect(hopeless.capitalNeeded).toBeNull()
    expect(hopeless.ruin.value).toBeGreaterThanOrEqual(hopeless.liquidation.value)
  })

  test('tells what a bot would have needed also where its deposit ran out', () => {
    const losing = { stopLossPct: 1.5, takeProfitPct: 1, cooldownSec: 0, haltAfterStops: null }
    const down = walk({ count: 3_000, seed: 33, barMs: FIVE, volatility: 0.006 })
    const carry = wholeLadder(losing)
    const over = { horizonMs: 2 * DAY, needs: { carry, ladders: [6] } }
    const [rich, poor] = [10_000, carry + 15].map((deposit) =>
      riskOf(inputOf(down, losing, {}, { deposit }), 40, over),
    )
    expect(poor?.ruin.value).toBeGreaterThan(0.5)
    expect(rich?.ruin.value).toBe(0)
    // The same paths ask for the same, however much there was.
    expect(poor?.capitalNeeded?.value).toBeCloseTo(rich?.capitalNeeded?.value ?? NaN, 0)
  })

  test('runs several pairs on one balance through the same instants', () => {
    const other = simulatedInstruments.get('BTC/USDT:USDT')
    const btc = walk({ count: 3_000, seed: 40, barMs: FIVE, volatility: 0.004, start: 60_000 })
    const one = testPlan().pairs[0]
    if (other === undefined || one === undefined) throw new Error('The simulated market trades BTC.')
    const pairs = [one, { ...one, symbol: 'BTC/USDT:USDT', side: 'short' as const }]
    const markets = [...testPlan().markets, { instrument: other.instrument, candles: 'btc' }]
    const planned = testInput(
      testPlan({ pairs, markets }),
      new Map([
        [ADDRESS, past],
        ['btc', btc],
      ]),
    )
    if (!planned.ok) throw new Error(planned.error.message)
    const both = riskOf(planned.value, 40, { needs: { carry: 1_800, ladders: [6, 6] } })
    const alone = riskOf(inputOf(past), 40)
    expect(both.dealsPerPath).toBeGreaterThan(alone.dealsPerPath)
    expect(both.capitalNeeded?.value).toBeGreaterThan(1_800)
  })
})

function crash(series: CandleSeries, at: number, share: number): CandleSeries {
  const factor = 1 - share
  for (const column of [series.open, series.high, series.low, series.close]) {
    for (let i = at; i < series.length; i++) {
      // The bar of the crash still opens above it.
      if (i === at && (column === series.open || column === series.high)) continue
      column[i] = (column[i] ?? NaN) * factor
    }
  }
  return series
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length
  const [a, b] = [mean(0), mean(1)]
  let [ab, aa, bb] = [0, 0, 0]
  for (const [x, y] of pairs) {
    ab += (x - a) * (y - b)
    aa += (x - a) ** 2
    bb += (y - b) ** 2
  }
  return ab / Math.sqrt(aa * bb)
}
