/** Routes that accept nothing but a signed call. */
export type SignedRoute = '/api/cron/dispatch' | '/api/jobs/tick' | '/api/jobs/backtest'

/** What a signature check found; a refusal says no more than its status. */
export type CallVerdict =
  { readonly status: 200; readonly body: string; readonly id: string } | { readonly status: 401 | 413 }

/** Reads the request's body and proves that this very route was called with it. */
export type VerifySignedCall = (request: Request, route: SignedRoute) => Promise<CallVerdict>

/** The answer to a call that was not proven: no detail for whoever guesses. */
export function refuseCall(status: 401 | 413): Response {
  return Response.json({ error: status === 401 ? 'unauthorized' : 'too-large' }, { status, headers: noStore })
}

export const noStore = { 'Cache-Control': 'no-store' } as const
