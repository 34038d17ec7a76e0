import { handleSweepCall } from '@/lib/dispatch/sweep-call'
import { log } from '@/lib/log'
import { server } from '@/lib/server'

export const maxDuration = 60

/** Publishes the due ticks; called by a QStash schedule or the embedded loop. */
export function POST(request: Request): Promise<Response> {
  const { verifySignedCall, sweep } = server()
  return handleSweepCall(request, {
    verify: verifySignedCall,
    sweep,
    onError: (error) => log.error({ error }, 'The sweep failed.'),
  })
}
