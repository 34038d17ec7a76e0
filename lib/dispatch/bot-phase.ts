import { createHash } from 'node:crypto'
import { phaseOf } from '@/lib/domain/schedule'

/** The first four bytes of sha256(bot id) as an unsigned big-endian number. */
export function botHash(botId: string): number {
  return createHash('sha256').update(botId, 'utf8').digest().readUInt32BE(0)
}

/** The bot's own second within its interval. */
export function botPhase(botId: string, intervalSec: number): number {
  return phaseOf(botHash(botId), intervalSec)
}
