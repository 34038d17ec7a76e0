import type { Permission, StopMode } from '@/lib/domain/strategies/contract'
import type { BotStatus } from './bot-status'

export type PermissionFacts = {
  readonly botStatus: BotStatus
  /** What the user asked for when stopping; null before that. */
  readonly stopMode: StopMode | null
  /** The plan is paid and the bot is within its limits. */
  readonly planAllows: boolean
  /** Approved and not suspended. */
  readonly userActive: boolean
  /** The operator's kill switch. */
  readonly platformStopped: boolean
}

/**
 * What a pair of this bot may do in this tick. The only place that answers this; it is asked again inside the lease before anything
 * is planned and before anything is sent. A lapse never takes its exits from an open position.
 */
export function permissionOf(facts: PermissionFacts): Permission {
  const { botStatus } = facts
  if (botStatus === 'DRAFT' || botStatus === 'STOPPED' || botStatus === 'DELETED') {
    return { kind: 'settle-only', because: 'stopped' }
  }
  if (facts.platformStopped) return { kind: 'settle-only', because: 'frozen' }
  // "Keep" is the answer that sends the least: it stands in for one that got lost.
  if (botStatus === 'STOPPING') return { kind: 'stopping', how: facts.stopMode ?? 'keep-exits' }
  if (botStatus === 'EXIT_ONLY' || botStatus === 'ERROR' || !facts.planAllows || !facts.userActive) {
    return { kind: 'exits-only', because: 'manage-only' }
  }
  return botStatus === 'PAUSED' ? { kind: 'exits-only', because: 'paused' } : { kind: 'trade' }
}
