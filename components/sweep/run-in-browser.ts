import { EngineFailure, type EnginePool } from '@/components/engine/engine-pool'
import { backtestInput } from '@/lib/backtests/backtest-input'
import { WorkerDied, type SweepMeans } from '@/lib/backtests/sweep/run-sweep'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { TestPlan } from '@/lib/domain/engine/test-plan'
import type { SweepPlan } from '@/lib/domain/sweep/sweep-plan'
import type { ReplayConfig } from '@/lib/replay/config'

/** Gives candles to the engine's threads and answers the plan that names them. Throws a RangeError for what no back-test takes. */
export function sharedPlan(
  engine: EnginePool,
  config: ReplayConfig,
  series: ReadonlyMap<string, CandleSeries>,
): TestPlan {
  const { deposit, intervalMs, markets } = backtestInput(config, series)
  return {
    deposit,
    intervalMs,
    // What is kept free for each pair follows from its settings, which a candidate replaces: it is read there.
    pairs: config.pairs.map((pair) => ({ ...pair, allocatedCapital: 0 })),
    markets: [...markets].map(([symbol, { instrument, candles }]) => {
      // One key for each symbol: a later sweep's candles take the place of these.
      const key = `sweep ${symbol}`
      engine.share(key, candles)
      return { instrument, candles: key }
    }),
  }
}

/** Runs candidates on the engine's threads. A thread that dies, and a fault inside one, is the death of a worker. */
export const runOnEngine =
  (engine: EnginePool, plan: TestPlan, { axes, inSamplePct }: SweepPlan): SweepMeans['run'] =>
  async (candidates, signal) => {
    try {
      return await engine.run({ kind: 'sweep-part', plan, axes, inSamplePct, candidates }, { signal })
    } catch (error) {
      if (error instanceof EngineFailure && (error.kind === 'died' || error.kind === 'fault')) {
        throw new WorkerDied(error.message)
      }
      throw error
    }
  }
