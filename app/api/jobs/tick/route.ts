import { handleTickCall } from '@/lib/dispatch/tick-call'
import { log } from '@/lib/log'
import { server } from '@/lib/server'

export const maxDuration = 120

/** Runs the ticks of the bots named in a signed message. */
export function POST(request: Request): Promise<Response> {
  const { verifySignedCall, runTick, clock } = server()
  return handleTickCall(request, {
    verify: verifySignedCall,
    runTick,
    now: () => clock.now(),
    onError: (error, botId) => log.error({ error, botId }, 'The tick could not be run.'),
  })
}
