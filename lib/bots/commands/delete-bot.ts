import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { statusAfter } from '@/lib/domain/bot-status'
import { fail, ok, type Result } from '@/lib/domain/result'
import { changedMeanwhile, notFound, refused, type CommandFailure } from './command-failure'
import { changeBot, commandedBot } from './repository'

/** Why a bot with an open deal is not deleted: nobody would look after what it holds. */
export const holdsPosition =
  'This bot still has an open deal. Start it, then stop it with "close at market"; after that it can be deleted.'

/** Deletes a draft or a stopped bot that holds nothing. Its deals, trades and statistics are kept. */
export async function deleteBot(
  tenant: Tenant,
  botId: string,
  { clock }: Pick<BotServices, 'clock'>,
): Promise<Result<string, CommandFailure>> {
  const bot = await commandedBot(tenant, botId)
  if (bot === null) return fail(notFound)
  const to = statusAfter('delete', bot.status)
  if (!to.ok) return to
  if (bot.pairs.some((pair) => pair.hasOpenDeal)) return refused(holdsPosition)
  const at = new Date(clock.now())
  const changed = await changeBot(tenant, {
    bot,
    needsFlat: true,
    data: { status: to.value, statusAt: at, deletedAt: at, nextRunAt: null },
    pairs: [{ data: { holdsMarket: false } }],
    event: { code: 'bot-deleted', message: 'Deleted.', detail: { name: bot.name }, at },
  })
  return changed === 'changed' ? ok(`Deleted "${bot.name}".`) : changedMeanwhile()
}
