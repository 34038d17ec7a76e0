import type { HistoryExchange } from '@/lib/domain/candles/candle-source'
import type { Clock } from '@/lib/ports/clock'
import type { CandleHistory } from '@/lib/ports/candle-history'

/** What loading candles needs from outside. */
export type CandleServices = {
  readonly clock: Pick<Clock, 'now'>
  /** The recorded candles of a venue; null where this installation may not ask venues. */
  readonly history: (exchange: HistoryExchange) => CandleHistory | null
}

/** Why there are no candles; the message is for people. */
export type CandleFailure = {
  readonly kind: 'bad-range' | 'too-many' | 'not-found' | 'no-candles' | 'unavailable' | 'unfinished'
  readonly message: string
}

/** How a long loading is watched and stopped. */
export type LoadingOptions = {
  /** Most candles that may come out; a longer question is `too-many`. */
  readonly mostCandles: number
  /** Told after every piece: candles' worth of time that is done, of how many. */
  readonly onProgress?: (done: number, total: number) => void
  /** Asked after every piece: true ends the loading as `unfinished`. What was fetched until then is kept. */
  readonly shouldStop?: () => boolean
}
