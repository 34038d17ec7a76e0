import 'server-only'
import type { FieldFault } from '@/lib/action-state'
import type { Tenant } from '@/lib/auth/tenant'
import type { Sql } from '@/lib/dispatch/repository'
import { planIdOf, planOf } from '@/lib/domain/plans'
import { timeframeMs } from '@/lib/domain/candles/timeframe'
import { fail, ok, type Result } from '@/lib/domain/result'
import { MARKET_GENESIS } from '@/lib/domain/simulation/market-model'
import { newId } from '@/lib/ids'
import type { Clock } from '@/lib/ports/clock'
import type { Dispatcher, TransactionalDispatcher } from '@/lib/ports/dispatcher'
import { backtestMessage } from './backtest-message'
import { candlesLimitSentence, limitSentence } from './limit-sentences'
import { locatePairs } from './locate-pairs'
import { readBacktestForm, type BacktestForm } from './read-backtest-form'
import { insertBacktest } from './repository'
import { barMsOf, expectedCandles, type BacktestRequest } from './request'

export type CreateBacktestFailure = {
  readonly kind: 'invalid' | 'limit-reached' | 'refused'
  readonly message: string
  readonly faults?: readonly FieldFault[]
}

export type CreationServices = {
  readonly clock: Pick<Clock, 'now'>
  readonly dispatcher: Dispatcher | TransactionalDispatcher<Sql>
}

const DAY_MS = 86_400_000

/** Stores a back-test from what a form sent and has it run. All faults are told at once, by the path of their field; the same form sent twice makes one run. */
export async function createBacktest(
  tenant: Tenant,
  input: unknown,
  { clock, dispatcher }: CreationServices,
): Promise<Result<string, CreateBacktestFailure>> {
  const plan = planOf(planIdOf(tenant.plan))
  const form = readBacktestForm(input, { name: plan.name, pairs: plan.limits.pairsPerBot })
  const now = clock.now()
  const made = await requestOf(tenant, form, now)
  if (!made.ok) return invalid([...form.faults, ...made.error.faults])
  const { name, requestKey } = form
  if (form.faults.length > 0 || name === null || requestKey === null) return invalid(form.faults)
  const request = made.value
  const candles = expectedCandles(request)
  const id = newId('bt')
  const message = backtestMessage(id, 'first')
  const queue = 'publishIn' in dispatcher ? dispatcher : null
  const inserted = await insertBacktest(
    tenant,
    { id, name, requestKey, request, candles, at: new Date(now) },
    message,
    queue,
  )
  switch (inserted.kind) {
    case 'inserted':
      // Where this is lost, the next sweep finds the run without a message.
      if (queue === null) await dispatcher.publish([message])
      return ok(id)
    case 'known':
      return ok(inserted.backtestId)
    case 'not-active':
      return fail({ kind: 'refused', message: 'Your account is not active, so nothing was started.' })
    case 'candles-limit':
      return invalid([{ field: 'to', message: candlesLimitSentence(inserted.plan, candles) }])
    case 'at-once-limit':
      return fail({ kind: 'limit-reached', message: limitSentence(inserted.plan, 'atOnce') })
    case 'stored-limit':
      return fail({ kind: 'limit-reached', message: limitSentence(inserted.plan, 'stored') })
  }
}

const invalid = (faults: readonly FieldFault[]) =>
  fail({ kind: 'invalid', message: 'The back-test was not started.', faults })

type Faulty = { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }

/** The request a form describes. Where the form itself is faulty only what can be judged without the faulty fields is. */
async function requestOf(
  tenant: Tenant,
  form: BacktestForm,
  now: number,
): Promise<Result<BacktestRequest, Faulty>> {
  const { source, timeframe, firstDay, lastDay, deposit, decisionEverySec, fees } = form
  const located = source === null ? null : await locatePairs(tenant, source, form.pairs)
  const faults = [...(located?.faults ?? []), ...periodFaults(form, now)]
  if (
    faults.length > 0 ||
    located === null ||
    timeframe === null ||
    firstDay === null ||
    lastDay === null ||
    deposit === null ||
    decisionEverySec === null ||
    fees === null
  ) {
    return fail({ kind: 'invalid', faults })
  }
  const data = { source: located.source, timeframe, from: firstDay, to: lastDay + DAY_MS }
  // Candles that have closed by now: the same request gives the same run whenever it is repeated.
  const barMs = barMsOf(data)
  const to = Math.min(data.to, Math.floor(now / barMs) * barMs)
  return ok({ data: { ...data, to }, config: { deposit, decisionEverySec, fees, pairs: located.pairs } })
}

function periodFaults({ firstDay, source }: BacktestForm, now: number): FieldFault[] {
  if (firstDay === null) return []
  if (firstDay + timeframeMs['1h'] > now)
    return [{ field: 'from', message: 'The first day must be in the past.' }]
  const isBefore = source?.kind === 'simulated' && firstDay < MARKET_GENESIS
  return isBefore ? [{ field: 'from', message: 'The simulated market begins on 2025-01-01.' }] : []
}
