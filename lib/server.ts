import 'server-only'
import { createHmac, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { systemClock } from '@/lib/adapters/clock/system-clock'
import { MigrationError, pendingMigrations } from '@/lib/adapters/database/migrate/history'
import { createDispatchLoop, type DispatchLoop } from '@/lib/adapters/dispatcher/embedded/create-loop'
import { embeddedDispatcher } from '@/lib/adapters/dispatcher/embedded/dispatcher'
import { qstashDispatcher } from '@/lib/adapters/dispatcher/qstash/dispatcher'
import { makeVerifier } from '@/lib/adapters/dispatcher/qstash/verifier'
import { openPaperExchange } from '@/lib/adapters/exchange/paper/connection'
import { ccxtMarket } from '@/lib/adapters/market-data/ccxt/feed'
import { ccxtHistory } from '@/lib/adapters/market-data/ccxt/history'
import { simulatedMarket } from '@/lib/adapters/market-data/simulated/feed'
import { sharedMemoryRateLimiter } from '@/lib/adapters/rate-limiter/memory'
import { upstashRateLimiter } from '@/lib/adapters/rate-limiter/upstash'
import { db, type Database } from '@/lib/db'
import type { BacktestOutcome } from '@/lib/backtests/backtest-call'
import { reviveBacktests } from '@/lib/backtests/running/revive-backtests'
import { runStoredBacktest } from '@/lib/backtests/running/run-stored-backtest'
import { turnsFor } from '@/lib/backtests/running/turns'
import { buildId } from '@/lib/dispatch/build-id'
import { readHealth, type Health } from '@/lib/dispatch/health'
import type { Sql } from '@/lib/dispatch/repository'
import { sweep } from '@/lib/dispatch/service'
import type { VerifySignedCall } from '@/lib/dispatch/signed-call'
import type { SweepReport } from '@/lib/dispatch/sweep-call'
import type { HistoryExchange } from '@/lib/domain/candles/candle-source'
import { paperMarketSchema, type PaperMarket } from '@/lib/domain/paper-market'
import { staleGraceSec } from '@/lib/domain/schedule'
import { env, type Environment } from '@/lib/env'
import { codeVersion } from '@/lib/journal/code-version'
import { JournalMemory } from '@/lib/journal/journal-memory'
import { journalPruner } from '@/lib/journal/retention'
import { log } from '@/lib/log'
import type { CandleHistory } from '@/lib/ports/candle-history'
import type { Clock } from '@/lib/ports/clock'
import type { Dispatcher, TransactionalDispatcher } from '@/lib/ports/dispatcher'
import type { MarketFeed } from '@/lib/ports/market-data'
import type { RateLimiter } from '@/lib/ports/rate-limiter'
import { runTick } from '@/lib/ticks/run-tick'
import type { TickResult, TickServices } from '@/lib/ticks/tick-services'

/** Everything this process works with: one adapter per port, picked once from the environment. */
export type Server = {
  readonly db: Database
  readonly clock: Clock
  readonly dispatcher: Dispatcher | TransactionalDispatcher<Sql>
  readonly verifySignedCall: VerifySignedCall
  readonly sweep: () => Promise<SweepReport>
  readonly runTick: (botId: string, key: number) => Promise<TickResult>
  /** Runs a stored back-test, or as much of it as one call may take. */
  readonly runBacktest: (backtestId: string) => Promise<BacktestOutcome>
  /** The prices of a paper account. */
  readonly market: (market: PaperMarket) => MarketFeed
  /** The recorded candles of a venue; null where this installation asks no venues. */
  readonly history: (exchange: HistoryExchange) => CandleHistory | null
  /** The loop that delivers messages in the embedded shape, calling this process on `port`; null when dispatching is hosted. */
  readonly dispatchLoop: (port: number) => DispatchLoop | null
  readonly health: (shallow: boolean) => Promise<Health>
}

/** The services of this process. Routes and instrumentation are bundled apart, so they share one through globalThis. */
export function server(): Server {
  shared.tickwrightServer ??= compose(env())
  return shared.tickwrightServer
}

const shared = globalThis as typeof globalThis & { tickwrightServer?: Server }

/** Seconds between two sweeps in the embedded shape; a hosted schedule fires once a minute. */
export const EMBEDDED_SWEEP_SECONDS = 5
const HOSTED_SWEEP_SECONDS = 60
const FLOW_PARALLELISM = 20
/** Back-tests that one process computes at a time: each holds its candles, up to 200 MB of them. */
const BACKTESTS_AT_ONCE = 2

function compose(environment: Environment): Server {
  const { dispatch } = environment
  const database = db()
  const embedded = dispatch.kind === 'embedded'
  const dispatcher = embedded
    ? embeddedDispatcher(database)
    : qstashDispatcher({ ...dispatch, origin: environment.appOrigin, flowParallelism: FLOW_PARALLELISM })
  const sweepSeconds = embedded ? EMBEDDED_SWEEP_SECONDS : HOSTED_SWEEP_SECONDS
  const market = marketsOf(environment)
  const dropOldDecisions = journalPruner(database, () => systemClock.now())
  const history = historiesOf(environment)
  const turns = turnsFor(BACKTESTS_AT_ONCE)
  const now = () => systemClock.now()
  const ticks = tickServices(database, systemClock, {
    orderIdKey: orderIdKeyOf(environment.authSecret),
    sweepSeconds,
    market,
  })
  return {
    db: database,
    clock: systemClock,
    dispatcher,
    market,
    history,
    verifySignedCall: makeVerifier({ ...dispatch, origin: environment.appOrigin }),
    sweep: async () => {
      const report = await sweep({ db: database, dispatcher, now, shardSize: environment.tickShardSize })
      // Ticks come first: what befalls here is told, and the ticks are published all the same.
      await dropOldDecisions().catch((error: unknown) =>
        log.error({ error }, 'Old decisions could not be dropped.'),
      )
      await reviveBacktests({ dispatcher, clock: systemClock }).catch((error: unknown) =>
        log.error({ error }, 'Interrupted back-tests could not be seen to.'),
      )
      return report
    },
    runTick: (botId, key) => runTick(ticks, botId, key),
    runBacktest: (backtestId) =>
      runStoredBacktest(
        {
          ...{ clock: systemClock, history, dispatcher, turns },
          onError: (error, id) => log.error({ error, backtestId: id }, 'A back-test met an error.'),
        },
        backtestId,
      ),
    dispatchLoop: (port) =>
      dispatch.kind === 'embedded' ? embeddedLoop(database, environment, dispatch, port) : null,
    health: (shallow) =>
      readHealth(
        {
          ...{ sql: database, dispatcher, dispatch: dispatch.kind, sweepSeconds, now, buildId },
          pendingMigrations: () => countPendingMigrations(database),
        },
        shallow,
      ),
  }
}

type EmbeddedDispatch = Extract<Environment['dispatch'], { kind: 'embedded' }>

function embeddedLoop(
  database: Database,
  { appOrigin }: Environment,
  dispatch: EmbeddedDispatch,
  port: number,
): DispatchLoop {
  return createDispatchLoop({
    ...{ sql: database, port, origin: appOrigin, signingKey: dispatch.currentSigningKey },
    ...{ concurrency: dispatch.concurrency, flowParallelism: FLOW_PARALLELISM },
    sweepSeconds: EMBEDDED_SWEEP_SECONDS,
    now: () => systemClock.now(),
    onError: sparingly((error, doing) => log.error({ error, doing }, 'The dispatch loop met an error.')),
  })
}

/** While the database is away the loop fails every second; one line in half a minute says so. */
function sparingly(say: (error: unknown, doing: string) => void): (error: unknown, doing: string) => void {
  const saidAt = new Map<string, number>()
  return (error, doing) => {
    const now = systemClock.now()
    if (now - (saidAt.get(doing) ?? 0) < 30_000) return
    saidAt.set(doing, now)
    say(error, doing)
  }
}

/** Migrations this version brings and the database lacks; null when the two histories do not fit together. */
async function countPendingMigrations(database: Database): Promise<number | null> {
  try {
    return (await pendingMigrations((sql) => database.$queryRawUnsafe<unknown[]>(sql))).length
  } catch (error) {
    if (error instanceof MigrationError) return null
    throw error
  }
}

export type TickWiring = {
  readonly orderIdKey: Uint8Array
  readonly sweepSeconds: number
  readonly market: (market: PaperMarket) => MarketFeed
}

/** What ticks work with, on any clock: the server's own, or the virtual one of a replay. */
export function tickServices(database: Database, clock: Clock, wiring: TickWiring): TickServices {
  return {
    db: database,
    clock,
    worker: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
    orderIdKey: wiring.orderIdKey,
    graceSeconds: staleGraceSec(wiring.sweepSeconds),
    journal: new JournalMemory(codeVersion()),
    openExchange: (account, tickClock) => {
      if (account.exchange !== 'paper') throw new Error(`no adapter for the exchange ${account.exchange}`)
      const feed = wiring.market(paperMarketSchema.parse(account.market))
      return openPaperExchange({ db: database, clock: tickClock, feed, accountId: account.id })
    },
  }
}

/** The key under which client order ids are derived; another installation's orders are never taken for ours. */
export const orderIdKeyOf = (secret: string): Uint8Array =>
  createHmac('sha256', secret).update('tickwright client order ids').digest()

// A feed keeps candles and prices that all accounts share; building one per tick would ask the venue anew each time.
function marketsOf(environment: Environment): (market: PaperMarket) => MarketFeed {
  const feeds = new Map<string, MarketFeed>()
  return (market) => {
    const key = market.kind === 'simulated' ? `simulated ${market.seed}` : `live ${market.exchange}`
    const known = feeds.get(key)
    if (known !== undefined) return known
    if (market.kind === 'live' && environment.livePrices === null) {
      throw new Error('live prices are switched off in this installation')
    }
    const feed =
      market.kind === 'simulated'
        ? simulatedMarket(market.seed)
        : ccxtMarket(perpetualVenues[market.exchange])
    feeds.set(key, feed)
    return feed
  }
}

// One for each venue, for its pages are asked for one after the other.
function historiesOf(environment: Environment): (exchange: HistoryExchange) => CandleHistory | null {
  const histories = new Map<HistoryExchange, CandleHistory>()
  return (exchange) => {
    if (environment.livePrices === null) return null
    const history = histories.get(exchange) ?? ccxtHistory(perpetualVenues[exchange])
    histories.set(exchange, history)
    return history
  }
}

/** The venue's perpetuals by the name its users know it by. */
const perpetualVenues = {
  bybit: 'bybit',
  phemex: 'phemex',
  binance: 'binanceusdm',
  kraken: 'krakenfutures',
} as const

/** Counts attempts: in Redis where several machines share it, else in this process. */
export function rateLimiter(): RateLimiter {
  const { redis } = env()
  limiter ??= redis
    ? upstashRateLimiter({ ...redis, fallback: sharedMemoryRateLimiter() })
    : sharedMemoryRateLimiter()
  return limiter
}

let limiter: RateLimiter | null = null
