import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { heldSentence } from '@/lib/bots/creation/create-bot'
import { examinePair, listedInstrument, type PairFunds } from '@/lib/bots/creation/examine-pairs'
import { storedSettings } from '@/lib/bots/creation/pair-settings'
import { heldMarkets } from '@/lib/bots/creation/repository'
import { marketOf, noPrices } from '@/lib/bots/market-of'
import { promptRun } from '@/lib/bots/prompt-run'
import { statusAfter } from '@/lib/domain/bot-status'
import { canTradeIn, overLimit, planIdOf, planOf } from '@/lib/domain/plans'
import { fail, ok, type Result } from '@/lib/domain/result'
import { addReservations, reservationOf, unreservedOf } from '@/lib/domain/strategies/reservation'
import type { Environment } from '@/lib/bots/views'
import { changedMeanwhile, notFound, refused, type CommandFailure } from './command-failure'
import { awaitsConsent } from './risk/repository'
import { changeBot, commandedBot, planFacts, type CommandedBot, type CommandedPair } from './repository'

/**
 * Starts a draft or stopped bot: its pairs pass preflight at the current prices, the plan has room for it, and no other live bot of the
 * account holds one of its markets. Its first tick is due at once.
 */
export async function startBot(
  tenant: Tenant,
  botId: string,
  services: BotServices,
): Promise<Result<string, CommandFailure>> {
  const bot = await commandedBot(tenant, botId)
  if (bot === null) return fail(notFound)
  const to = statusAfter('start', bot.status)
  if (!to.ok) return to
  const now = services.clock.now()
  const obstacle =
    (await planObstacle(tenant, bot)) ??
    (await riskObstacle(tenant, bot)) ??
    (await marketObstacle(tenant, bot, services, now))
  if (obstacle !== null) return fail(obstacle)
  const at = new Date(now)
  const open = bot.pairs.some((pair) => pair.hasOpenDeal)
  const changed = await changeBot(tenant, {
    bot,
    data: {
      ...{ status: to.value, statusReason: null, statusAt: at, stopMode: null, consecutiveFailures: 0 },
      ...promptRun(bot, now),
      // Venue events since this instant are the bot's own: a deal that outlived a stop keeps the funding it paid meanwhile.
      ...(open ? {} : { startedAt: at }),
    },
    pairs: [
      { data: { holdsMarket: true } },
      // Another bot may have set another leverage on the venue while this one was stopped.
      {
        where: { deals: { none: { endedAt: null } } },
        data: { settingsConfirmed: false, closeRequestedAt: null },
      },
    ],
    event: { code: 'bot-started', message: 'Started.', at },
  })
  if (changed === 'market-held') return refused(await heldSentenceOf(tenant, bot))
  return changed === 'changed' ? ok('Started. The first tick follows at once.') : changedMeanwhile()
}

/** A draft of dangerous settings is no way around the consent that its form asked for. */
async function riskObstacle(tenant: Tenant, { id, status }: CommandedBot): Promise<CommandFailure | null> {
  if (status !== 'DRAFT' || !(await awaitsConsent(tenant, id))) return null
  return { kind: 'refused', message: CONSENT_MISSING }
}

const CONSENT_MISSING =
  'The risk reading of these settings asks for a typed consent, and this draft was kept without one. Create the bot once more with "Start at once" and type the consent, or change its settings first.'

async function planObstacle(tenant: Tenant, bot: CommandedBot): Promise<CommandFailure | null> {
  const facts = await planFacts(tenant)
  const plan = planOf(planIdOf(facts.plan))
  const limited = (message: string): CommandFailure => ({ kind: 'limit-reached', message })
  if (!facts.active)
    return { kind: 'refused', message: 'Your account is not active, so nothing was started.' }
  if (!canTradeIn(plan.id, bot.account.environment as Environment)) {
    return limited(`${plan.name} trades on paper and testnet only.`)
  }
  const { bots, pairsPerBot } = plan.limits
  const tooMany = overLimit(bots, facts.bots)
  if (tooMany > 0) {
    return limited(
      `${plan.name} allows ${bots ?? 0} bots and you have ${facts.bots}. Delete ${tooMany}, or change the plan.`,
    )
  }
  return overLimit(pairsPerBot, bot.pairs.length) > 0
    ? limited(`${plan.name} allows ${pairsPerBot ?? 0} pairs per bot, and this one has ${bot.pairs.length}.`)
    : null
}

async function marketObstacle(
  tenant: Tenant,
  bot: CommandedBot,
  services: BotServices,
  now: number,
): Promise<CommandFailure | null> {
  const market = marketOf(bot.account, services)
  if (market === null) return noPrices
  const held = await heldMarkets(tenant, bot.account.id, bot.id)
  const sentences: string[] = []
  for (const pair of bot.pairs) {
    const holder = held.find(({ symbol, side }) => symbol === pair.symbol && side === pair.side)
    if (holder !== undefined) sentences.push(heldSentence(holder.botName, pair))
    // A deal that is open already has its own settings and is looked after in any case.
    else if (!pair.hasOpenDeal) sentences.push(...(await pairFaults(bot, pair, market, now)))
  }
  return sentences.length === 0 ? null : { kind: 'refused', message: sentences.join(' ') }
}

async function pairFaults(
  bot: CommandedBot,
  pair: CommandedPair,
  market: Parameters<typeof listedInstrument>[0],
  now: number,
): Promise<readonly string[]> {
  const settings = storedSettings(pair)
  if (!settings.ok) return [`The stored settings of ${pair.symbol} are not usable. Save them again.`]
  const instrument = await listedInstrument(market, pair.symbol)
  if (!instrument.ok) return [instrument.error.message]
  const examined = { side: pair.side, leverage: pair.leverage, ...settings.value }
  const found = await examinePair(examined, instrument.value, market, fundsFor(bot, pair), now)
  return found.ok
    ? found.value.map(({ message }) => `${pair.symbol} ${pair.side}: ${message}`)
    : [found.error.message]
}

/** What the account holds, and what all its other pairs leave to this one, its siblings counted as reserved. */
export function fundsFor(bot: CommandedBot, pair: { readonly id: string }): PairFunds {
  const siblings = bot.pairs
    .filter(({ id }) => id !== pair.id)
    .map(({ strategy, config }) => reservationOf(strategy, config, bot.pairs.length))
  const balance = Number(bot.account.ledgerBalance)
  const reserved = addReservations([bot.account.reservedElsewhere, ...siblings])
  return { balance, free: unreservedOf(balance, reserved), pairs: bot.pairs.length }
}

async function heldSentenceOf(tenant: Tenant, bot: CommandedBot): Promise<string> {
  const held = await heldMarkets(tenant, bot.account.id, bot.id)
  const pair = bot.pairs.find(({ symbol, side }) =>
    held.some((other) => other.symbol === symbol && other.side === side),
  )
  const holder = held.find(({ symbol, side }) => symbol === pair?.symbol && side === pair.side)
  return pair === undefined || holder === undefined
    ? 'Another bot of this account was using one of these markets. Try again.'
    : heldSentence(holder.botName, pair)
}
