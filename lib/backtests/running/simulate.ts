import { breathe } from '@/lib/candles/breathe'
import type { BacktestInput } from '@/lib/domain/backtest/input'
import { Backtest, type BacktestRun } from '@/lib/domain/backtest/run-backtest'

/** Milliseconds of one slice, after which everything else that waits in this process gets its turn. */
const SLICE_MS = 8
const FIRST_STEPS = 500
const MOST_STEPS = 200_000
/** A run with more trades could neither be read nor reported in reasonable time. */
export const MOST_TRADES = 50_000

export type Simulated =
  | { readonly kind: 'done'; readonly run: BacktestRun; readonly seconds: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'too-many-trades' }

/** Runs a back-test in short slices; the same result as in one go. `seconds` is the time that it computed. */
export async function simulate(
  input: BacktestInput,
  watch: { readonly onProgress: (share: number) => void; readonly shouldStop: () => boolean },
): Promise<Simulated> {
  const backtest = new Backtest(input)
  let steps = FIRST_STEPS
  let worked = 0
  for (;;) {
    if (watch.shouldStop()) return { kind: 'stopped' }
    const startedAt = performance.now()
    const more = backtest.advance(steps)
    const took = performance.now() - startedAt
    worked += took
    watch.onProgress(backtest.progress)
    if (!more) break
    if (backtest.result().trades.length > MOST_TRADES) return { kind: 'too-many-trades' }
    steps = Math.min(
      MOST_STEPS,
      2 * steps,
      Math.max(1, Math.round((steps * SLICE_MS) / Math.max(took, 0.01))),
    )
    await breathe()
  }
  return { kind: 'done', run: backtest.result(), seconds: Math.max(worked, 0.001) / 1_000 }
}
