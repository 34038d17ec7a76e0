'use client'

import { useEffect, useRef, useState } from 'react'
import { useEngine } from '@/components/engine/use-engine'
import { runSweep, type SweepProgress } from '@/lib/backtests/sweep/run-sweep'
import { fetchCandles } from '@/lib/candles/fetch-candles'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { objectiveFault, splitSeries } from '@/lib/domain/sweep/split'
import { sweepResult, type SweepResult } from '@/lib/domain/sweep/sweep-result'
import type { ReadySweep } from './draft'
import { runOnEngine, sharedPlan } from './run-in-browser'
import { MOST_THREADS } from './use-threads'

export type FinishedSweep = {
  readonly sweep: ReadySweep
  readonly result: SweepResult
  readonly barMs: number
  readonly seconds: number
  /** Candles that one thread passes in a second, for the next estimate; null where nothing was run. */
  readonly speed: number | null
}

export type SweepState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'running'; readonly progress: SweepProgress; readonly msLeft: number | null }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'done' } & FinishedSweep)

/** Runs one sweep at a time on threads of this browser. */
export function useSweep(threads: number) {
  // Seats cost nothing until a candidate sits in them; how many do is known only in the browser.
  const engine = useEngine(MOST_THREADS)
  const [state, setState] = useState<SweepState>({ kind: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const start = async (sweep: ReadySweep) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const { signal } = controller
    const tell = (next: SweepState) => {
      if (running.current === controller) setState(next)
    }
    try {
      tell({ kind: 'loading' })
      const series = await loadAll(sweep, signal)
      const split = splitSeries(series, sweep.plan.inSamplePct)
      if (split === null) throw new Unable('The candles are too few to be split in two parts.')
      const fault = objectiveFault(sweep.plan.objective, split)
      if (fault !== null) throw new Unable(fault)
      const plan = sharedPlan(engine, sweep.config, series)
      const [startedAt, of] = [performance.now(), sweep.plan.candidates.length]
      tell({ kind: 'running', progress: { done: 0, of, deaths: 0 }, msLeft: null })
      const proceedings = await runSweep(sweep.plan, {
        ...{ run: runOnEngine(engine, plan, sweep.plan), workers: threads, signal },
        onProgress: (progress) => {
          const msEach = (performance.now() - startedAt) / Math.max(1, progress.done)
          tell({
            kind: 'running',
            progress,
            msLeft: progress.done === 0 ? null : msEach * (of - progress.done),
          })
        },
        now: () => performance.now(),
      })
      const seconds = (performance.now() - startedAt) / 1_000
      const result = sweepResult(sweep.plan, split, proceedings)
      const candles = split.inSample.candles + split.outOfSample.candles
      const speed = result.counts.done === 0 ? null : (result.counts.done * candles) / seconds / threads
      const [{ barMs } = { barMs: 0 }] = series.values()
      tell({ kind: 'done', sweep, result, barMs, seconds, speed })
    } catch (error) {
      if (signal.aborted) tell({ kind: 'idle' })
      else tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }
  return { state, start: (sweep: ReadySweep) => void start(sweep), cancel: () => running.current?.abort() }
}

/** Why a sweep cannot be run, in a sentence for the user. */
class Unable extends Error {
  override readonly name = 'Unable'
}

async function loadAll({ candles }: ReadySweep, signal: AbortSignal): Promise<Map<string, CandleSeries>> {
  const loaded = await Promise.all(
    [...candles].map(async ([symbol, wanted]) => [symbol, await fetchCandles(wanted, signal)] as const),
  )
  return new Map(
    loaded.map(([symbol, series]) => {
      if (!series.ok) throw new Unable(series.error.message)
      return [symbol, series.value]
    }),
  )
}
