import { botHash } from '@/lib/dispatch/bot-phase'
import { TickJournal } from '@/lib/journal/tick-journal'
import { log, withLogContext } from '@/lib/log'
import type { Clock } from '@/lib/ports/clock'
import type { Claim } from './aggregate'
import { failedTick, finishedTick } from './conclude'
import { Lease } from './lease/lease'
import { claimBot, endTick, type ClaimRefusal } from './lease/repository'
import type { TickEvent } from './tick-event'
import type { TickResult, TickServices } from './tick-services'
import { work } from './work'

/**
 * Runs one tick of one bot: claim the lease, settle what is open, observe, decide, plan, send, record, finish. `key` is the scheduled
 * instant in epoch seconds. Delivering a key twice, or to two processes at once, does the work once.
 */
export async function runTick(services: TickServices, botId: string, key: number): Promise<TickResult> {
  return withLogContext({ botId, tickId: `${botId}@${key}` }, async () => {
    const askedAt = performance.now()
    const claim = await claimBot(services.db, {
      botId,
      key,
      worker: services.worker,
      phaseHash: botHash(botId),
      nowSeconds: Math.floor(services.clock.now() / 1000),
      graceSeconds: services.graceSeconds,
    })
    if ('kind' in claim) return answerOf(claim)
    const lease = new Lease(services.db, claim, askedAt)
    const journal = new TickJournal(services.journal, botId, key, claim.journal)
    return runClaimed({ ...services, clock: sharedClock(services.clock, claim) }, lease, journal)
  })
}

/**
 * The clock on which this tick judges what is too late: the database's, which all workers share, as far as it was heard of when the
 * lease was won. It can only lag behind, never run ahead, so that nothing is given up too early.
 */
function sharedClock(clock: Clock, claim: Claim): Clock {
  if (clock.virtual) return clock
  // Instants are whole milliseconds; the database counts finer ones.
  const offset = Math.floor(claim.databaseNow - clock.now())
  return { virtual: false, now: () => clock.now() + offset }
}

async function runClaimed(services: TickServices, lease: Lease, journal: TickJournal): Promise<TickResult> {
  const { db, clock } = services
  const { claim } = lease
  const startedAt = clock.now()
  const events: TickEvent[] = []
  try {
    const worked = await work(services, lease, journal, events)
    if (worked.kind === 'lease-lost') return lost(claim)
    const held = await endTick(db, claim, finishedTick(worked, events, startedAt, clock.now()))
    if (!held) return lost(claim)
    if (worked.unwritten !== null) journal.written(worked.unwritten)
    return { result: 'done' }
  } catch (error) {
    log.error({ error }, 'The tick failed.')
    await endTick(db, claim, failedTick(error, events, startedAt, clock.now())).catch((second: unknown) =>
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
