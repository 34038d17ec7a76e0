import { botPhase } from '@/lib/dispatch/bot-phase'
import { latestGridPoint } from '@/lib/domain/schedule'

export type PromptRun = {
  readonly nextRunAt: Date
  /** The tick key that may run although it is not on the grid; equal to a grid key it changes nothing. */
  readonly promptKey: bigint
}

/**
 * When a bot should tick after its owner changed something: at once. The latest instant of its grid serves if no tick has used it (a
 * finished key is never opened again), else this very second, off the grid.
 */
export function promptRun(
  bot: { readonly id: string; readonly intervalSec: number; readonly lastKey: number },
  now: number,
): PromptRun {
  const latest = latestGridPoint(now / 1000, bot.intervalSec, botPhase(bot.id, bot.intervalSec))
  const key = latest > bot.lastKey ? latest : Math.max(Math.floor(now / 1000), bot.lastKey + 1)
  return { nextRunAt: new Date(key * 1000), promptKey: BigInt(key) }
}
