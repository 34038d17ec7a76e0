import type { Candidate } from '@/lib/domain/sweep/candidates'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import type { SweepProceedings } from '@/lib/domain/sweep/sweep-result'
import type { SweepPlan } from '@/lib/domain/sweep/sweep-plan'

/** Whoever was running candidates is gone and has answered nothing. The message says how it ended. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied'
}

export type SweepProgress = {
  /** Candidates with an outcome, of all that are to be run. */
  readonly done: number
  readonly of: number
  readonly deaths: number
}

export type SweepMeans = {
  /**
   * Runs candidates on one worker and answers in their order. Rejects with `WorkerDied` where the worker died; anything else it rejects
   * with ends the sweep.
   */
  readonly run: (candidates: readonly Candidate[], signal: AbortSignal) => Promise<readonly Outcome[]>
  /** How many may be asked at the same time. */
  readonly workers: number
  /** Ends the sweep with what is done so far. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SweepProgress) => void
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
}

/** Work handed out at once: long enough that asking costs nothing, short enough for the progress to move and a stop to be quick. */
const PART_MS = 200
const LARGEST_PART = 50
/** Deaths after which going on makes no sense: something kills every worker. */
const MOST_DEATHS = 30

/**
 * Runs all candidates of a plan. A worker that dies is told of, its candidates are run once more one by one, and those that kill a
 * worker again are lost and listed as such. The outcomes are the same for any number of workers.
 */
export async function runSweep(plan: SweepPlan, means: SweepMeans): Promise<SweepProceedings> {
  const sweep = new Sweep(plan.candidates, means)
  const lanes = Math.max(1, Math.min(means.workers, plan.candidates.length))
  await Promise.all(Array.from({ length: lanes }, () => sweep.lane()))
  return sweep.proceedings()
}

class Sweep {
  private readonly outcomes: (Outcome | undefined)[]
  private readonly deaths: string[] = []
  private readonly stop = new AbortController()
  private next = 0
  private done = 0
  private busyMs = 0

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly means: SweepMeans,
  ) {
    this.outcomes = new Array<Outcome | undefined>(candidates.length).fill(undefined)
    const { signal } = means
    if (signal?.aborted === true) this.stop.abort()
    signal?.addEventListener('abort', () => this.stop.abort(), { once: true })
  }

  /** Takes part after part until there is none left. */
  async lane(): Promise<void> {
    for (;;) {
      const part = this.takePart()
      if (part.length === 0) return
      const death = await this.attempt(part)
      if (death === null) continue
      for (const place of part) await this.retry(place, death)
    }
  }

  proceedings(): SweepProceedings {
    const { outcomes, deaths } = this
    const hasRest = outcomes.includes(undefined)
    const isCancelled = this.means.signal?.aborted === true
    return { outcomes, deaths, stopped: !hasRest ? null : isCancelled ? 'cancelled' : 'workers-died' }
  }

  /** Places of the next candidates; none when all are taken or the sweep has been stopped. */
  private takePart(): number[] {
    if (this.stop.signal.aborted) return []
    const left = this.candidates.length - this.next
    const each = this.done === 0 ? PART_MS : this.busyMs / this.done
    const share = Math.ceil(left / (2 * this.means.workers))
    const size = Math.min(left, share, LARGEST_PART, Math.max(1, Math.floor(PART_MS / each)))
    const first = this.next
    this.next += size
    return Array.from({ length: size }, (_, i) => first + i)
  }

  /** Runs candidates and keeps their outcomes; answers how the worker died if it did, and null otherwise. */
  private async attempt(places: readonly number[]): Promise<string | null> {
    const { means, stop } = this
    const candidates = places.flatMap((place) => this.candidates[place] ?? [])
    const startedAt = means.now()
    try {
      const outcomes = await means.run(candidates, stop.signal)
      this.busyMs += means.now() - startedAt
      places.forEach((place, i) => this.settle(place, outcomes[i]))
      this.tell()
      return null
    } catch (error) {
      if (stop.signal.aborted) return null
      if (!(error instanceof WorkerDied)) {
        stop.abort()
        throw error
      }
      this.deaths.push(error.message)
      this.tell()
      if (this.deaths.length >= MOST_DEATHS) stop.abort()
      return error.message
    }
  }

  private async retry(place: number, firstDeath: string): Promise<void> {
    const lose = (...reasons: string[]) => this.settle(place, { kind: 'lost', reasons })
    // A worker died of it, and there is nobody left to try again.
    if (this.stop.signal.aborted) return lose(firstDeath)
    const death = await this.attempt([place])
    if (death !== null) lose(firstDeath, death)
    else if (this.outcomes[place] === undefined) lose(firstDeath)
  }

  private settle(place: number, outcome: Outcome | undefined): void {
    if (outcome === undefined || this.outcomes[place] !== undefined) return
    this.outcomes[place] = outcome
    this.done += 1
  }

  private tell(): void {
    const { done, deaths, candidates } = this
    this.means.onProgress?.({ done, of: candidates.length, deaths: deaths.length })
  }
}
