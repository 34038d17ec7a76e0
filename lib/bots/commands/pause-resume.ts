import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { promptRun } from '@/lib/bots/prompt-run'
import { statusAfter } from '@/lib/domain/bot-status'
import { fail, ok, type Result } from '@/lib/domain/result'
import { changedMeanwhile, notFound, type CommandFailure } from './command-failure'
import { changeBot, commandedBot } from './repository'

type Clocked = Pick<BotServices, 'clock'>
type Answer = Promise<Result<string, CommandFailure>>

/** Pauses a running bot: no new deals and no safety orders until it is resumed; its exits stay. */
export const pauseBot = (tenant: Tenant, botId: string, services: Clocked): Answer =>
  switchTo(tenant, botId, services, {
    ...{ command: 'pause', code: 'bot-paused', message: 'Paused.' },
    answer: 'Paused. Entries are withdrawn at the next tick, exits go on.',
  })

/** Lets a paused bot trade again. */
export const resumeBot = (tenant: Tenant, botId: string, services: Clocked): Answer =>
  switchTo(tenant, botId, services, {
    ...{ command: 'resume', code: 'bot-resumed', message: 'Resumed.' },
    answer: 'Resumed. Unfilled safety orders come back at the next tick.',
  })

type Switch = {
  readonly command: 'pause' | 'resume'
  readonly code: 'bot-paused' | 'bot-resumed'
  readonly message: string
  readonly answer: string
}

async function switchTo(tenant: Tenant, botId: string, { clock }: Clocked, wanted: Switch): Answer {
  const bot = await commandedBot(tenant, botId)
  if (bot === null) return fail(notFound)
  const to = statusAfter(wanted.command, bot.status)
  if (!to.ok) return to
  const now = clock.now()
  const at = new Date(now)
  const changed = await changeBot(tenant, {
    bot,
    data: { status: to.value, statusReason: null, statusAt: at, ...promptRun(bot, now) },
    event: { code: wanted.code, message: wanted.message, at },
  })
  return changed === 'changed' ? ok(wanted.answer) : changedMeanwhile()
}
