import type { PaperMarket } from '@/lib/domain/paper-market'
import type { Clock } from '@/lib/ports/clock'
import type { MarketFeed } from '@/lib/ports/market-data'

/** What the use cases of bots need from outside; the composition root's `server()` is one, a replay brings its own. */
export type BotServices = {
  readonly clock: Pick<Clock, 'now'>
  /** The prices of a paper account. */
  readonly market: (market: PaperMarket) => MarketFeed
}
