import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { promptRun } from '@/lib/bots/prompt-run'
import { statusAfter } from '@/lib/domain/bot-status'
import { fail, ok, type Result } from '@/lib/domain/result'
import { notFound, refused, type CommandFailure } from './command-failure'
import { commandedBot, requestClose } from './repository'

/** Asks for the open deal of one pair, or of every pair, to be closed at the market; the bot goes on afterwards. */
export async function closeNow(
  tenant: Tenant,
  { botId, pairId = null }: { readonly botId: string; readonly pairId?: string | null },
  { clock }: Pick<BotServices, 'clock'>,
): Promise<Result<string, CommandFailure>> {
  const bot = await commandedBot(tenant, botId)
  if (bot === null) return fail(notFound)
  const pairs = bot.pairs.filter(({ id }) => pairId === null || id === pairId)
  if (pairs.length === 0) return fail(notFound)
  const allowed = statusAfter('close-now', bot.status)
  if (!allowed.ok) return allowed
  const now = clock.now()
  const open = pairs.filter((pair) => pair.hasOpenDeal)
  if (open.length === 0) return refused('There is no open deal to close.')
  const [first] = open
  const asked = await requestClose(tenant, {
    bot,
    pairIds: open.map(({ id }) => id),
    run: promptRun(bot, now),
    event: {
      code: 'bot-close-requested',
      message: `Asked to close ${open.length === 1 ? 'the deal' : 'the deals'} of ${open.map(({ symbol, side }) => `${symbol} ${side}`).join(', ')} now.`,
      ...(open.length === 1 && first !== undefined ? { pairId: first.id } : {}),
      at: new Date(now),
    },
  })
  return asked > 0
    ? ok('Closing at the market, within seconds.')
    : refused('The deal has just ended, so there is nothing to close.')
}
