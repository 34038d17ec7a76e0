import 'server-only'
import { tenantOfJob } from '@/lib/auth/tenant'
import { backtestInput } from '@/lib/backtests/backtest-input'
import type { BacktestOutcome } from '@/lib/backtests/backtest-call'
import { backtestMessage } from '@/lib/backtests/backtest-message'
import { withIdentity } from '@/lib/backtests/report'
import {
  expectedCandles,
  readRequest,
  sourceOf,
  symbolsOf,
  type BacktestRequest,
} from '@/lib/backtests/request'
import { breathe } from '@/lib/candles/breathe'
import type { CandleServices } from '@/lib/candles/candle-services'
import { loadCandles } from '@/lib/candles/load-candles'
import { reportOf } from '@/lib/domain/backtest/report/report'
import type { CandleSeries } from '@/lib/domain/candles/candle-series'
import { planIdOf, planOf } from '@/lib/domain/plans'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { Dispatcher } from '@/lib/ports/dispatcher'
import { storedReport } from './report-parts'
import { claimBacktest, endBacktest, yieldBacktest, type ClaimedBacktest, type Ending } from './repository'
import { MOST_TRADES, simulate } from './simulate'
import type { Turns } from './turns'
import { watchBacktest, type Watch } from './watch'

export type RunningServices = CandleServices & {
  readonly dispatcher: Dispatcher
  readonly turns: Turns
  readonly onError: (error: unknown, backtestId: string) => void
  /** Milliseconds that one delivery may load candles for; what is then missing is left for the next. */
  readonly loadingBudgetMs?: number
}

/** A run that this many workers took and lost is given up. */
export const MOST_ATTEMPTS = 3
const LOADING_BUDGET_MS = 60_000
const NEXT_TURN_MS = 3_000

/**
 * Runs one stored back-test for as long as one delivery may take. Safe under any number of deliveries: one worker holds the run, and what another
 * writes after it lost its lease counts for nothing. Candles of an exchange are fetched in as many deliveries as that takes.
 */
export async function runStoredBacktest(services: RunningServices, id: string): Promise<BacktestOutcome> {
  const held = await claimBacktest(id)
  if (held === null) return 'held'
  if (held.cancelled) return ending(held, { status: 'cancelled' })
  if (held.attempts > MOST_ATTEMPTS) return ending(held, { status: 'failed', failure: givenUpSentence })
  const giveBack = services.turns.take()
  if (giveBack === null) return putOff(services, held, 'waiting')
  const watch = watchBacktest(held, { phase: 'loading', done: 0, total: 1 }, (error) =>
    services.onError(error, id),
  )
  try {
    const worked = await work(services, held, watch)
    await watch.end()
    if (worked === 'unfinished') return await putOff(services, held, 'loading')
    return worked === 'lost' ? 'lost' : await ending(held, worked)
  } catch (error) {
    await watch.end()
    services.onError(error, id)
    return await ending(held, { status: 'failed', failure: ourFaultSentence })
  } finally {
    giveBack()
  }
}

const givenUpSentence = `The run was interrupted ${MOST_ATTEMPTS} times, so it was given up. Try a shorter period or longer candles.`
const ourFaultSentence = 'Something went wrong on our side. Your settings are kept; you can run them again.'

async function ending(held: ClaimedBacktest, end: Ending): Promise<BacktestOutcome> {
  return (await endBacktest(held, end)) ? end.status : 'lost'
}

/** Gives the run back and asks for another delivery of it. */
async function putOff(
  { dispatcher, clock }: RunningServices,
  held: ClaimedBacktest,
  phase: 'waiting' | 'loading',
): Promise<BacktestOutcome> {
  if (!(await yieldBacktest(held, phase))) return 'lost'
  const next = phase === 'waiting' ? new Date(clock.now() + NEXT_TURN_MS) : undefined
  await dispatcher.publish([backtestMessage(held.id, String(held.token), next)])
  return 'continued'
}

async function work(
  services: RunningServices,
  held: ClaimedBacktest,
  watch: Watch,
): Promise<Ending | 'unfinished' | 'lost'> {
  const request = readRequest(held.request)
  const total = expectedCandles(request)
  const loaded = await load(services, held, request, { watch, total })
  const stopped = watch.stopped()
  if (stopped !== null) return stopped === 'lost' ? 'lost' : { status: 'cancelled' }
  if (!loaded.ok) {
    return loaded.error.kind === 'unfinished'
      ? 'unfinished'
      : { status: 'failed', failure: loaded.error.message }
  }
  const input = backtestInput(request.config, loaded.value)
  const candles = [...loaded.value.values()].reduce((sum, { length }) => sum + length, 0)
  const simulated = await simulate(input, {
    onProgress: (share) => watch.report({ phase: 'running', done: share * candles, total: candles }),
    shouldStop: () => watch.stopped() !== null,
  })
  if (simulated.kind === 'stopped') return watch.stopped() === 'lost' ? 'lost' : { status: 'cancelled' }
  if (simulated.kind === 'too-many-trades') return { status: 'failed', failure: tooManyTradesSentence }
  watch.report({ phase: 'writing', done: candles, total: candles })
  // Each step of the report takes as long as many slices: what waits gets its turn in between.
  await breathe()
  const plain = reportOf(input, simulated.run, simulated.seconds)
  await breathe()
  const report = withIdentity(input, simulated.run, plain)
  await breathe()
  return { status: 'done', fingerprint: report.summary.fingerprint, ...storedReport(input, report) }
}

const tooManyTradesSentence = `The run made more than ${MOST_TRADES.toLocaleString('en-US')} trades, the most that is kept. Choose a shorter period.`

type Failure = { readonly kind: 'failed' | 'unfinished'; readonly message: string }

async function load(
  services: RunningServices,
  held: ClaimedBacktest,
  request: BacktestRequest,
  { watch, total }: { readonly watch: Watch; readonly total: number },
): Promise<Result<ReadonlyMap<string, CandleSeries>, Failure>> {
  const tenant = await tenantOfJob(held)
  const until = performance.now() + (services.loadingBudgetMs ?? LOADING_BUDGET_MS)
  const series = new Map<string, CandleSeries>()
  const { data } = request
  const symbols = symbolsOf(request)
  let left = planOf(planIdOf(tenant.plan)).backtests.candlesPerRun
  for (const [index, symbol] of symbols.entries()) {
    const source = sourceOf(data, symbol)
    if (source === null) return fail({ kind: 'failed', message: `There is no file for ${symbol}.` })
    const range = { from: data.from, to: data.to }
    const timeframe = source.kind === 'upload' ? {} : { timeframe: data.timeframe }
    const before = (index / symbols.length) * total
    const loaded = await loadCandles(
      services,
      tenant,
      { source, symbol, ...range, ...timeframe },
      {
        mostCandles: left,
        onProgress: (done) => watch.report({ phase: 'loading', done: before + done, total }),
        shouldStop: () => watch.stopped() !== null || performance.now() > until,
      },
    )
    if (!loaded.ok) {
      const { kind, message } = loaded.error
      return fail({ kind: kind === 'unfinished' ? 'unfinished' : 'failed', message })
    }
    series.set(symbol, loaded.value)
    left -= loaded.value.length
  }
  return ok(series)
}
