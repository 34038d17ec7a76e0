import { botPhase } from '@/lib/dispatch/bot-phase'
import { latestGridPoint } from '@/lib/domain/schedule'

/**
 * When a bot should tick after its owner changed something: at the latest instant of its grid that no tick has used, which is due at
 * once, else at the next one. A finished key is never opened again.
 */
export function promptRun(
  bot: { readonly id: string; readonly intervalSec: number; readonly lastKey: number },
  now: number,
): Date {
  const latest = latestGridPoint(now / 1000, bot.intervalSec, botPhase(bot.id, bot.intervalSec))
  const key = latest > bot.lastKey ? latest : latest + bot.intervalSec
  return new Date(key * 1000)
}
