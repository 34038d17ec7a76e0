import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { startJob, type EngineJob } from '@/lib/domain/engine/engine-jobs'
import { CandlesUnavailable } from './candles-unavailable'
import type { FailedKind, FromEngine, ToEngine } from './engine-messages'

/** What a thread of the engine stands on; a browser's worker and a test have their own. */
export type HostServices = {
  readonly send: (message: FromEngine) => void
  /** Throws `CandlesUnavailable` with a sentence for the user. */
  readonly loadCandles: (address: string) => Promise<CandleSeries>
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /** Lets waiting messages in. */
  readonly pause: () => Promise<void>
}

/** Milliseconds of work between two looks at the messages: a cancelled run ends within that time. */
const SLICE_MS = 12
/** Milliseconds between two signs of life of a run. */
const SIGN_OF_LIFE_MS = 100
/** Series kept at most, so that moving a parameter fetches nothing anew and a long visit does not fill the memory. */
const KEPT_SERIES = 24

/** The inside of a thread: runs one job after the other in slices, and keeps the candles it was given. */
export class EngineHost {
  private readonly series = new Map<string, Promise<CandleSeries>>()
  private readonly waiting: { readonly id: number; readonly job: EngineJob }[] = []
  private readonly cancelled = new Set<number>()
  private isWorking = false

  constructor(private readonly services: HostServices) {}

  receive(message: ToEngine): void {
    switch (message.type) {
      case 'share':
        this.series.set(message.key, Promise.resolve(message.series))
        break
      case 'cancel':
        this.cancelled.add(message.id)
        break
      case 'run':
        this.waiting.push(message)
        if (!this.isWorking) void this.work()
    }
  }

  private async work(): Promise<void> {
    this.isWorking = true
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.run(next.id, next.job)
      this.cancelled.delete(next.id)
    }
    this.isWorking = false
  }

  private async run(id: number, job: EngineJob): Promise<void> {
    const failed = (kind: FailedKind, message: string) =>
      this.services.send({ type: 'failed', id, kind, message })
    try {
      const candles = await this.candlesOf(job)
      const steps = startJob(job, { candles, now: this.services.now })
      const outcome = await this.stepThrough(id, steps)
      if (outcome === null) return
      if (outcome.ok) this.services.send({ type: 'done', id, result: outcome.value })
      else failed('refused', outcome.error.message)
    } catch (error) {
      if (error instanceof CandlesUnavailable) failed('candles-unavailable', error.message)
      else failed('fault', error instanceof Error ? error.message : String(error))
    }
  }

  /** Runs slices until the job has answered; null when it was cancelled. */
  private async stepThrough<Answer>(
    id: number,
    steps: Generator<number, Answer, void>,
  ): Promise<Answer | null> {
    const { now, pause, send } = this.services
    let toldAt = -Infinity
    let share = 0
    for (;;) {
      if (this.cancelled.has(id)) return null
      if (now() - toldAt >= SIGN_OF_LIFE_MS) {
        toldAt = now()
        send({ type: 'progress', id, share })
      }
      const until = now() + SLICE_MS
      do {
        const step = steps.next()
        if (step.done === true) return step.value
        share = step.value
      } while (now() < until)
      await pause()
    }
  }

  private async candlesOf({ plan }: EngineJob): Promise<ReadonlyMap<string, CandleSeries>> {
    const keys = [...new Set(plan.markets.map(({ candles }) => candles))]
    return new Map(await Promise.all(keys.map(async (key) => [key, await this.seriesOf(key)] as const)))
  }

  private seriesOf(key: string): Promise<CandleSeries> {
    const known = this.series.get(key)
    // Put last again: what was used longest ago goes first.
    this.series.delete(key)
    const series = known ?? this.services.loadCandles(key)
    this.series.set(key, series)
    if (known === undefined) {
      series.catch(() => this.series.delete(key))
      for (const oldest of this.series.keys()) {
        if (this.series.size <= KEPT_SERIES) break
        // What was shared cannot be fetched again.
        if (oldest.startsWith('/')) this.series.delete(oldest)
      }
    }
    return series
  }
}
