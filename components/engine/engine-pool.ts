import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { EngineJob, JobKind, JobOf, ResultOf } from '@/lib/domain/engine/engine-jobs'
import type { FailedKind, FromEngine } from './engine-messages'
import type { EngineThread, StartThread } from './engine-thread'

export type RunOptions = {
  /** Takes the job back; a thread that works on it is free again within milliseconds. */
  readonly signal?: AbortSignal
  /** Share of the job that is done, 0 to 1, at most about ten times a second. */
  readonly onProgress?: (share: number) => void
}

/** Why a run has no result. `cancelled`: by its caller; `died`: its thread ended under it; `unsupported`: there are no threads here. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure'
  constructor(
    readonly kind: FailedKind | 'cancelled' | 'died' | 'unsupported',
    message: string,
  ) {
    super(message)
  }
}

/** Milliseconds without a sign of life after which a working thread counts as dead. */
const SILENCE_MS = 20_000

/**
 * Threads that run back-tests beside the page. A job goes to the first free thread, the rest wait in order; every run ends in a result
 * or in one `EngineFailure`. A thread that dies fails the run it had, and the next run starts another in its place.
 */
export class EnginePool {
  private readonly seats: Seat[]
  private readonly waiting: Task[] = []
  private readonly shared = new Map<string, CandleSeries>()
  private lastId = 0

  constructor(start: StartThread, size = 1) {
    this.seats = Array.from({ length: size }, () => new Seat(start, this.shared, () => this.next()))
  }

  run<Kind extends JobKind>(job: JobOf<Kind>, options: RunOptions = {}): Promise<ResultOf<Kind>> {
    return new Promise<unknown>((resolve, reject) => {
      this.lastId += 1
      const task: Task = { id: this.lastId, job: job as EngineJob, resolve, reject, ...options }
      const cancel = () => this.cancel(task)
      if (options.signal?.aborted === true) return reject(cancelled())
      options.signal?.addEventListener('abort', cancel, { once: true })
      this.waiting.push(task)
      this.next()
    }) as Promise<ResultOf<Kind>>
  }

  /** Gives candles to all threads under a key of its own, for plans that name it; addresses on this site need none. */
  share(key: string, series: CandleSeries): void {
    this.shared.set(key, series)
    for (const seat of this.seats) seat.thread?.post({ type: 'share', key, series })
  }

  /** Ends all threads and cancels what they and the queue had. A later run starts anew. */
  close(): void {
    for (const task of this.waiting.splice(0)) task.reject(cancelled())
    for (const seat of this.seats) seat.end(cancelled())
  }

  private next(): void {
    for (const seat of this.seats) {
      if (seat.task !== null) continue
      const task = this.waiting.shift()
      if (task === undefined) return
      seat.take(task)
    }
  }

  private cancel(task: Task): void {
    const place = this.waiting.indexOf(task)
    if (place !== -1) this.waiting.splice(place, 1)
    for (const seat of this.seats) if (seat.task === task) seat.release()
    task.reject(cancelled())
    this.next()
  }
}

const cancelled = () => new EngineFailure('cancelled', 'The calculation was cancelled.')

type Task = RunOptions & {
  readonly id: number
  readonly job: EngineJob
  readonly resolve: (result: unknown) => void
  readonly reject: (failure: EngineFailure) => void
}

/** The place of one thread and the task it works on. */
class Seat {
  thread: EngineThread | null = null
  task: Task | null = null
  private alarm: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly start: StartThread,
    private readonly shared: ReadonlyMap<string, CandleSeries>,
    private readonly onFree: () => void,
  ) {}

  take(task: Task): void {
    this.task = task
    try {
      this.thread ??= this.started()
      this.thread.post({ type: 'run', id: task.id, job: task.job })
    } catch (error) {
      this.end(
        new EngineFailure('unsupported', `This browser runs no calculations of its own. ${said(error)}`),
      )
    }
  }

  /** Lets go of a task that nobody wants any more. */
  release(): void {
    const { task } = this
    this.free()
    if (task !== null) this.thread?.post({ type: 'cancel', id: task.id })
  }

  end(failure: EngineFailure): void {
    const { task, thread } = this
    this.thread = null
    this.free()
    thread?.end()
    task?.reject(failure)
  }

  private started(): EngineThread {
    const thread: EngineThread = this.start({
      message: (message) => this.heard(message),
      died: (message) => {
        if (this.thread === thread) this.died(message)
      },
    })
    for (const [key, series] of this.shared) thread.post({ type: 'share', key, series })
    return thread
  }

  private heard(message: FromEngine): void {
    const { task } = this
    // What a cancelled run still says is old news.
    if (task === null || message.id !== task.id) return
    if (message.type === 'progress') {
      clearTimeout(this.alarm)
      this.alarm = setTimeout(() => this.died('It went silent.'), SILENCE_MS)
      task.onProgress?.(message.share)
      return
    }
    this.free()
    if (message.type === 'done') task.resolve(message.result)
    else task.reject(new EngineFailure(message.kind, message.message))
    this.onFree()
  }

  private died(message: string): void {
    this.end(new EngineFailure('died', `The calculation stopped unexpectedly (${message}).`))
    this.onFree()
  }

  private free(): void {
    clearTimeout(this.alarm)
    this.task = null
  }
}

const said = (error: unknown): string => (error instanceof Error ? error.message : '')
