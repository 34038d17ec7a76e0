import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Candidate } from '@/lib/domain/sweep/candidates'
import type { Outcome } from '@/lib/domain/sweep/outcome'
import { WorkerDied } from './run-sweep'
import type { SweepWorkerData } from './serve-candidates'

export type WorkerPoolOptions = {
  /** The TypeScript module a worker runs. */
  readonly file?: string
  /** More that this module is to find in its `workerData`. */
  readonly data?: object
  /** Most memory of one worker's heap; the candles lie outside it. */
  readonly memoryMb?: number
}

// A worker knows nothing of TypeScript: it loads the compiler of the scripts first, from the folder the command runs in.
const bootstrap = `require('tsx/cjs'); require(require('node:worker_threads').workerData.file)`

/** Threads that run candidates beside the main one. They start when they are needed; a dead one is replaced with the next question. */
export class WorkerPool {
  private readonly idle: Worker[] = []
  private readonly all = new Set<Worker>()
  private readonly data: SweepWorkerData & { readonly file: string }
  private readonly memoryMb: number

  constructor({ base, inSamplePct }: SweepWorkerData, options: WorkerPoolOptions = {}) {
    const { file = path.join(__dirname, 'sweep-worker.ts'), memoryMb = 1_024 } = options
    this.memoryMb = memoryMb
    const markets = [...base.markets].map(
      ([symbol, market]) => [symbol, { ...market, candles: sharedSeries(market.candles) }] as const,
    )
    this.data = { ...options.data, file, inSamplePct, base: { ...base, markets: new Map(markets) } }
  }

  /** Runs candidates on one worker; see `SweepMeans.run`. An aborted signal ends the worker at once. */
  readonly run = (candidates: readonly Candidate[], signal: AbortSignal): Promise<readonly Outcome[]> => {
    const worker = this.idle.pop() ?? this.start()
    return new Promise<readonly Outcome[]>((resolve, reject) => {
      const answered = (outcomes: readonly Outcome[]) => {
        release()
        this.idle.push(worker)
        resolve(outcomes)
      }
      const died = (how: string) => {
        release()
        void worker.terminate()
        reject(new WorkerDied(how))
      }
      const failed = (error: unknown) => died(howItFailed(error))
      const exited = (code: number) => died(`the worker ended by itself with code ${code}`)
      const aborted = () => died('it was ended because the sweep was')
      const release = () => {
        worker.off('message', answered).off('error', failed).off('exit', exited).off('messageerror', failed)
        signal.removeEventListener('abort', aborted)
      }
      worker.on('message', answered).on('error', failed).on('exit', exited).on('messageerror', failed)
      signal.addEventListener('abort', aborted, { once: true })
      worker.postMessage(candidates)
    })
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.terminate()))
  }

  private start(): Worker {
    const worker = new Worker(bootstrap, {
      eval: true,
      execArgv: [],
      workerData: this.data,
      resourceLimits: { maxOldGenerationSizeMb: this.memoryMb },
    })
    this.all.add(worker)
    // Without a listener an error of a worker that nobody waits for would end the whole process.
    worker.on('error', () => undefined).on('exit', () => this.forget(worker))
    return worker
  }

  private forget(worker: Worker): void {
    this.all.delete(worker)
    const place = this.idle.indexOf(worker)
    if (place !== -1) this.idle.splice(place, 1)
  }
}

// What a worker threw arrives as a copy, in a test even of another realm: it is told by what it has.
function howItFailed(error: unknown): string {
  const { code, message } = properties(error)
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'the worker ran out of memory'
    : `the worker failed (${typeof message === 'string' ? message : String(error)})`
}

const properties = (error: unknown): { readonly code?: unknown; readonly message?: unknown } =>
  typeof error === 'object' && error !== null ? error : {}

/** The same series in memory that threads share instead of copying it. */
export function sharedSeries(series: CandleSeries): CandleSeries {
  const shared = (column: Float64Array) => {
    const copy = new Float64Array(new SharedArrayBuffer(series.length * Float64Array.BYTES_PER_ELEMENT))
    copy.set(column.subarray(0, series.length))
    return copy
  }
  return {
    barMs: series.barMs,
    length: series.length,
    openTime: shared(series.openTime),
    open: shared(series.open),
    high: shared(series.high),
    low: shared(series.low),
    close: shared(series.close),
    volume: shared(series.volume),
  }
}
