import { noStore, refuseCall, type VerifySignedCall } from './signed-call'

/** What one sweep did; `more` says that due bots were left for the next one. */
export type SweepReport = {
  readonly due: number
  readonly published: number
  readonly more: boolean
}

export type SweepCallServices = {
  readonly verify: VerifySignedCall
  readonly sweep: () => Promise<SweepReport>
  readonly onError: (error: unknown) => void
}

const retrySec = 5

/** Answers a signed call to sweep: 200 with the report, 503 when the database or the queue was away. */
export async function handleSweepCall(request: Request, services: SweepCallServices): Promise<Response> {
  const verdict = await services.verify(request, '/api/cron/dispatch')
  if (verdict.status !== 200) return refuseCall(verdict.status)
  try {
    return Response.json(await services.sweep(), { headers: noStore })
  } catch (error) {
    services.onError(error)
    const headers = { ...noStore, 'Retry-After': String(retrySec) }
    return Response.json({ error: 'unavailable' }, { status: 503, headers })
  }
}
