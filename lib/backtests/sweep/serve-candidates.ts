import type { MessagePort } from 'node:worker_threads'
import type { Candidate } from '@/lib/domain/sweep/candidates'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import { runCandidate, seriesOf, type SweepBase } from '@/lib/domain/sweep/run-candidate'
import { splitSeries } from '@/lib/domain/sweep/split'

/** What a worker of a sweep is started with: the same for all of them. */
export type SweepWorkerData = { readonly base: SweepBase; readonly inSamplePct: number }

/**
 * Runs the candidates that come in over the port, one message with all outcomes for each. What is thrown is not caught: it ends the
 * worker, and the sweep tells of it. `before` is called with every candidate.
 */
export function serveCandidates(
  port: MessagePort,
  { base, inSamplePct }: SweepWorkerData,
  before?: (candidate: Candidate) => void,
): void {
  const split = splitSeries(seriesOf(base), inSamplePct)
  if (split === null) throw new RangeError('the candles are too few to be split')
  port.on('message', (candidates: readonly Candidate[]) => {
    const outcomes = candidates.map((candidate): Outcome => {
      before?.(candidate)
      const steps = runCandidate(base, split, candidate)
      for (;;) {
        const step = steps.next()
        if (step.done === true) return step.value
      }
    })
    port.postMessage(outcomes)
  })
}
