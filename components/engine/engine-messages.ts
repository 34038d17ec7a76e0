import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { EngineJob } from '@/lib/domain/engine/engine-jobs'

/** What is said to a thread of the engine. `id` names one run; a thread works on one after the other. */
export type ToEngine =
  | { readonly type: 'run'; readonly id: number; readonly job: EngineJob }
  | { readonly type: 'cancel'; readonly id: number }
  /** Candles that no address gives, such as an uploaded file: kept until the thread ends. */
  | { readonly type: 'share'; readonly key: string; readonly series: CandleSeries }

/** What a thread says. Of every run it says `done` or `failed` once, unless the run was cancelled; `progress` is also its sign of life. */
export type FromEngine =
  | { readonly type: 'progress'; readonly id: number; readonly share: number }
  | { readonly type: 'done'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly kind: FailedKind; readonly message: string }

export type FailedKind = 'candles-unavailable' | 'refused' | 'fault'
