import { botHash } from '@/lib/dispatch/bot-phase'
import { log, withLogContext } from '@/lib/log'
import type { Claim } from './aggregate'
import { failedTick, finishedTick } from './conclude'
import { claimBot, endTick, type ClaimRefusal } from './lease/repository'
import type { TickResult, TickServices } from './tick-services'
import { work } from './work'

/**
 * Runs one tick of one bot: claim the lease, settle what is open, observe, decide, plan, send, record, finish. `key` is the scheduled
 * instant in epoch seconds. Delivering a key twice, or to two processes at once, does the work once.
 */
export async function runTick(services: TickServices, botId: string, key: number): Promise<TickResult> {
  return withLogContext({ botId, tickId: `${botId}@${key}` }, async () => {
    const startedAt = services.clock.now()
    const claim = await claimBot(services.db, {
      botId,
      key,
      worker: services.worker,
      phaseHash: botHash(botId),
      nowSeconds: Math.floor(startedAt / 1000),
      graceSeconds: services.graceSeconds,
    })
    if ('kind' in claim) return answerOf(claim)
    return runClaimed(services, claim, startedAt)
  })
}

async function runClaimed(services: TickServices, claim: Claim, startedAt: number): Promise<TickResult> {
  try {
    const worked = await work(services, claim)
    if (worked.kind === 'lease-lost') return lost(claim)
    const held = await endTick(services.db, claim, finishedTick(worked, startedAt, services.clock.now()))
    return held ? { result: 'done' } : lost(claim)
  } catch (error) {
    log.error({ error }, 'The tick failed.')
    const end = failedTick(error, startedAt, services.clock.now())
    await endTick(services.db, claim, end).catch((second: unknown) =>
      log.error({ error: second }, 'The failed tick could not be recorded; its lease runs out by itself.'),
    )
    return { result: 'failed', retryAfterSeconds: 15 }
  }
}

/** Another worker holds the bot: what was learnt is booked, the rest is its business. */
function lost(claim: Claim): TickResult {
  log.warn({ token: claim.token }, 'The lease ran out during the tick.')
  return { result: 'busy', retryAfterSeconds: 5 }
}

function answerOf(refusal: ClaimRefusal): TickResult {
  switch (refusal.kind) {
    case 'off-grid':
      return { result: 'stale', reason: 'off_grid' }
    case 'busy':
      return { result: 'busy', retryAfterSeconds: refusal.retryAfterSeconds }
    case 'not-found':
    case 'duplicate':
    case 'skipped':
    case 'stale':
      return { result: refusal.kind }
  }
}
