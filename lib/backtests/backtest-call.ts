import { noStore, refuseCall, type VerifySignedCall } from '@/lib/dispatch/signed-call'
import { parseBacktestMessage } from './backtest-message'

/** How one delivery of a run ended: nothing here needs to be delivered again. */
export type BacktestOutcome = 'done' | 'failed' | 'cancelled' | 'continued' | 'held' | 'lost'

export type BacktestCallServices = {
  readonly verify: VerifySignedCall
  readonly run: (backtestId: string) => Promise<BacktestOutcome>
  /** A run that threw is a bug or a lost database; the caller is told to come back. */
  readonly onError: (error: unknown, backtestId: string) => void
}

const retrySec = 10

/** Answers a signed call to run a back-test: 200 settled, 503 come back, 401/413 not proven, 489 never to be tried again. */
export async function handleBacktestCall(
  request: Request,
  { verify, run, onError }: BacktestCallServices,
): Promise<Response> {
  const verdict = await verify(request, '/api/jobs/backtest')
  if (verdict.status !== 200) return refuseCall(verdict.status)
  const id = parseBacktestMessage(verdict.body)
  if (id === null) {
    const headers = { ...noStore, 'Upstash-NonRetryable-Error': 'true' }
    return Response.json({ error: 'unusable', reason: 'not-a-backtest-message' }, { status: 489, headers })
  }
  try {
    return Response.json({ result: await run(id) }, { headers: noStore })
  } catch (error) {
    onError(error, id)
    const headers = { ...noStore, 'Retry-After': String(retrySec) }
    return Response.json({ error: 'unavailable' }, { status: 503, headers })
  }
}
