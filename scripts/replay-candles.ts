import { VirtualClock } from '@/lib/adapters/clock/virtual-clock'
import { replayMarket } from '@/lib/adapters/market-data/replay/feed'
import { createDatabase } from '@/lib/db'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import type { MarketFeed } from '@/lib/ports/market-data'
import type { ReplayConfig } from '@/lib/replay/config'
import type { ReplayReport } from '@/lib/replay/report'
import { runReplay, type ReplayRun } from '@/lib/replay/run-replay'
import { tickServices } from '@/lib/server'

/** The report of a replay; see `replayWithBooks`. */
export async function replayCandles(...replay: Parameters<typeof replayWithBooks>): Promise<ReplayReport> {
  return (await replayWithBooks(...replay)).report
}

/** Wires a replay together: the tick's own services on a virtual clock, recorded prices and the database at `url`. */
export async function replayWithBooks(
  url: string,
  config: ReplayConfig,
  series: ReadonlyMap<string, CandleSeries>,
  onProgress?: (done: number, total: number) => void,
): Promise<ReplayRun> {
  const db = createDatabase({ connectionString: url, poolSize: 4 })
  const clock = new VirtualClock(0)
  const feed = withFees(replayMarket(series), config.fees)
  const services = tickServices(db, clock, {
    orderIdKey: new Uint8Array(32),
    sweepSeconds: 60,
    market: () => feed,
  })
  try {
    return await runReplay({
      db,
      config,
      series,
      feed,
      services,
      setClock: (at) => clock.set(at),
      ...(onProgress && { onProgress }),
    })
  } finally {
    await db.$disconnect()
  }
}

/** The same market under other fee rates. */
function withFees(feed: MarketFeed, fees: ReplayConfig['fees']): MarketFeed {
  const apply = (instrument: Instrument): Instrument => ({ ...instrument, fees })
  return {
    ...feed,
    instrument: async (symbol) => {
      const instrument = await feed.instrument(symbol)
      return instrument === null ? null : apply(instrument)
    },
    instruments: async () => (await feed.instruments()).map(apply),
  }
}
