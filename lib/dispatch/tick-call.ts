import { futureToleranceSec } from '@/lib/domain/schedule'
import { noStore, refuseCall, type VerifySignedCall } from './signed-call'
import { parseTickMessage, type TickItem } from './tick-message'

/** What one tick reported; every result but the last three is settled and need not be delivered again. */
export type TickReport =
  | { readonly result: 'done' | 'duplicate' | 'skipped' | 'not-found' }
  | { readonly result: 'stale'; readonly reason?: 'off_grid' }
  | { readonly result: 'busy' | 'failed' | 'unavailable'; readonly retryAfterSeconds: number }

export type TickCallServices = {
  readonly verify: VerifySignedCall
  readonly runTick: (botId: string, key: number) => Promise<TickReport>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** A tick that threw is a bug or a lost database; the caller is told to come back. */
  readonly onError: (error: unknown, botId: string) => void
  /** No new tick starts this many milliseconds after the call arrived. */
  readonly startBudgetMs?: number
}

const route = '/api/jobs/tick'
const parallelTicks = 5
const unfinishedRetrySec = 5
const untouched = { result: 'unavailable', retryAfterSeconds: unfinishedRetrySec } as const
const nonRetryable = { ...noStore, 'Upstash-NonRetryable-Error': 'true' }

// maxDuration 120 s - tick deadline 45 s - 10 s.
const defaultStartBudgetMs = 65_000

/** Answers a signed call to run ticks: 200 settled, 503 come back, 401/413 not proven, 489 never to be tried again. */
export async function handleTickCall(request: Request, services: TickCallServices): Promise<Response> {
  const arrivedAt = services.now()
  const verdict = await services.verify(request, route)
  if (verdict.status !== 200) return refuseCall(verdict.status)

  const message = parseTickMessage(verdict.body)
  if (message === null) return unusable('not-a-tick-message')
  const latestSec = arrivedAt / 1000 + futureToleranceSec
  if (message.items.some(([, key]) => key > latestSec)) return unusable('future-key')

  const startUntil = arrivedAt + (services.startBudgetMs ?? defaultStartBudgetMs)
  const reports = await runAll(message.items, startUntil, services)
  return answer(message.items, reports)
}

async function runAll(
  items: readonly TickItem[],
  startUntil: number,
  { runTick, now, onError }: TickCallServices,
): Promise<TickReport[]> {
  const reports: TickReport[] = items.map(() => untouched)
  const queue = items.entries()
  const worker = async () => {
    for (const [index, [botId, key]] of queue) {
      if (now() > startUntil) return
      try {
        reports[index] = await runTick(botId, key)
      } catch (error) {
        onError(error, botId)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallelTicks, items.length) }, worker))
  return reports
}

function answer(items: readonly TickItem[], reports: readonly TickReport[]): Response {
  const single = reports.length === 1 ? reports[0] : undefined
  const body = single ?? {
    result: 'batch',
    items: items.map(([botId, key], index) => ({ botId, key, ...reports[index] })),
  }
  const waits = reports.flatMap((report) => {
    if (!('retryAfterSeconds' in report)) return []
    // One failed bot does not bring the other 49 back: its failure is recorded and the next sweep names it again.
    if (report.result === 'failed' && single === undefined) return []
    return [Math.max(1, Math.ceil(report.retryAfterSeconds))]
  })
  if (waits.length === 0) return Response.json(body, { headers: noStore })
  const headers = { ...noStore, 'Retry-After': String(Math.max(...waits)) }
  return Response.json(body, { status: 503, headers })
}

function unusable(reason: string): Response {
  return Response.json({ error: 'unusable', reason }, { status: 489, headers: nonRetryable })
}
