import 'server-only'
import { backtestMessage } from '@/lib/backtests/backtest-message'
import type { Clock } from '@/lib/ports/clock'
import type { Dispatcher } from '@/lib/ports/dispatcher'
import { endStranded, strandedBacktests } from './repository'
import { MOST_ATTEMPTS } from './run-stored-backtest'

const AT_ONCE = 20
const MINUTE_MS = 60_000

/**
 * Sees to runs that nobody holds and no message has come for: asks for another delivery, or ends what was cancelled or lost too often. So none is
 * "running" for ever. At most one message a minute for each. Returns how many were seen to.
 */
export async function reviveBacktests(services: {
  readonly dispatcher: Dispatcher
  readonly clock: Pick<Clock, 'now'>
}): Promise<number> {
  const stranded = await strandedBacktests(AT_ONCE)
  for (const run of stranded) {
    if (run.cancelled) await endStranded(run, null)
    else if (run.attempts >= MOST_ATTEMPTS) await endStranded(run, lostSentence)
    else {
      const minute = Math.floor(services.clock.now() / MINUTE_MS)
      await services.dispatcher.publish([backtestMessage(run.id, `${run.token}_${minute}`)])
    }
  }
  return stranded.length
}

const lostSentence = `The machine that ran it stopped ${MOST_ATTEMPTS} times. Your settings are kept; you can run them again.`
