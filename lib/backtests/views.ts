import type { HistoryExchange } from '@/lib/domain/candles/candle-source'
import type { BacktestStatus } from './repository'
import type { ShownRequest } from './shown-request'
import type { StoredSummary } from './running/report-parts'

/** What pages see of a stored run. Instants are ISO strings, so that views cross to the browser as they are. */
export type BacktestView = {
  readonly id: string
  readonly name: string
  readonly status: BacktestStatus
  readonly phase: string
  /** Candles. */
  readonly done: number
  readonly total: number
  readonly cancelling: boolean
  readonly failure: string | null
  readonly createdAt: string
  readonly endedAt: string | null
  readonly request: ShownRequest
  /** "simulated market, seed 1", "history of Bybit", "file January". */
  readonly source: string
  readonly summary: StoredSummary | null
}

/** The answer of the polled `/api/app/backtests/ID`. */
export type BacktestProgress = {
  readonly status: BacktestStatus
  readonly phase: string
  readonly done: number
  readonly total: number
  readonly cancelling: boolean
  /** Runs whose turn comes before, while this one waits. */
  readonly ahead: number
}

/** A candle file as forms and lists show it. */
export type UploadView = {
  readonly id: string
  readonly name: string
  readonly symbol: string
  readonly barMs: number
  readonly count: number
  readonly missing: number
  readonly gaps: readonly { readonly from: number; readonly missingBars: number }[]
  /** ISO instants of the first and the last candle's opening. */
  readonly firstOpen: string
  readonly lastOpen: string
  readonly createdAt: string
}

/** How much of the plan's room for back-tests is used. */
export type BacktestUsageView = {
  readonly planName: string
  readonly stored: number
  readonly open: number
  readonly files: number
  readonly limits: {
    readonly stored: number
    readonly atOnce: number
    readonly candlesPerRun: number
    readonly files: number
    readonly candlesPerFile: number
  }
  /** Whether another run may be asked for now, and if not, why. */
  readonly refused: string | null
}

/** The markets of an exchange for a form; `isListed` is false where it could not be asked and the usual ones stand in. */
export type ExchangeMarkets = { readonly exchange: HistoryExchange; readonly isListed: boolean }
