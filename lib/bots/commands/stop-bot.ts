import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { promptRun } from '@/lib/bots/prompt-run'
import { statusAfter } from '@/lib/domain/bot-status'
import { fail, ok, type Result } from '@/lib/domain/result'
import type { StopMode } from '@/lib/domain/strategies/contract'
import { changedMeanwhile, notFound, type CommandFailure } from './command-failure'
import { changeBot, commandedBot } from './repository'

const words: Readonly<Record<StopMode, string>> = {
  'keep-exits': 'its exits stay on the exchange',
  'cancel-orders': 'all its orders are withdrawn and the position is kept',
  close: 'its position is closed at the market',
}

/**
 * Stops a bot: its next tick withdraws what the mode names and sets it to STOPPED. Asked again while it is stopping, the new mode
 * replaces the old one; the same mode again changes nothing.
 */
export async function stopBot(
  tenant: Tenant,
  { botId, stopMode }: { readonly botId: string; readonly stopMode: StopMode },
  { clock }: Pick<BotServices, 'clock'>,
): Promise<Result<string, CommandFailure>> {
  const bot = await commandedBot(tenant, botId)
  if (bot === null) return fail(notFound)
  const to = statusAfter('stop', bot.status)
  if (!to.ok) return to
  const answer = `Stopping: ${words[stopMode]}.`
  if (bot.status === 'STOPPING' && bot.stopMode === stopMode) return ok(answer)
  const now = clock.now()
  const at = new Date(now)
  const changed = await changeBot(tenant, {
    bot,
    data: { status: to.value, statusReason: null, statusAt: at, stopMode, ...promptRun(bot, now) },
    event: { code: 'bot-stopping', message: `Asked to stop: ${words[stopMode]}.`, detail: { stopMode }, at },
  })
  return changed === 'changed' ? ok(answer) : changedMeanwhile()
}
