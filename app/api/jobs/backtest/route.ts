import { handleBacktestCall } from '@/lib/backtests/backtest-call'
import { log } from '@/lib/log'
import { server } from '@/lib/server'

export const maxDuration = 120

/** Runs the stored back-test named in a signed message. */
export function POST(request: Request): Promise<Response> {
  const { verifySignedCall, runBacktest } = server()
  return handleBacktestCall(request, {
    verify: verifySignedCall,
    run: runBacktest,
    onError: (error, backtestId) => log.error({ error, backtestId }, 'The back-test could not be run.'),
  })
}
