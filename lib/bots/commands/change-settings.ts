import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { examinePair, listedInstrument, stopFault } from '@/lib/bots/creation/examine-pairs'
import { MAX_BOT_NAME, readInterval } from '@/lib/bots/creation/read-bot-form'
import {
  consentFaults,
  consentsOf,
  storedSettings,
  type PairSettings,
} from '@/lib/bots/creation/pair-settings'
import { readSettings } from '@/lib/bots/creation/read-pair'
import { isStrategyName } from '@/lib/domain/strategies/registry'
import { marketOf, noPrices } from '@/lib/bots/market-of'
import { promptRun } from '@/lib/bots/prompt-run'
import type { BotStatus } from '@/lib/domain/bot-status'
import { enteredName } from '@/lib/domain/entered-name'
import { fail, ok, type Result } from '@/lib/domain/result'
import { changedMeanwhile, notFound, type CommandFailure } from './command-failure'
import { changeBot, commandedBot, type CommandedBot, type CommandedPair } from './repository'
import { fundsFor } from './start-bot'

/** New settings of a pair as a form or an API client sent them; a leverage that is left out stays. */
export type PairSettingsInput = {
  readonly botId: string
  readonly pairId: string
  readonly config: unknown
  readonly leverage?: unknown
  readonly confirmNoStop?: boolean | undefined
  /** What was typed where the settings ask for a consent, by its code. */
  readonly consents?: unknown
}

/**
 * Replaces the settings of one pair for its next deals; a deal in progress keeps its own. They pass preflight at the current price like
 * those of a new bot. Faults name their field without the pair's path: `config.baseOrderSize`.
 */
export async function updatePairSettings(
  tenant: Tenant,
  input: PairSettingsInput,
  services: BotServices,
): Promise<Result<string, CommandFailure>> {
  const bot = await commandedBot(tenant, input.botId)
  const pair = bot?.pairs.find(({ id }) => id === input.pairId)
  if (bot === null || pair === undefined) return fail(notFound)
  // A pair keeps its strategy: its deals and its record belong to it.
  const strategy = isStrategyName(pair.strategy) ? pair.strategy : 'dca'
  const sent = { leverage: input.leverage ?? pair.leverage, config: input.config }
  const settings = readSettings(sent, '', strategy)
  if (!settings.ok) return invalid(settings.error.faults)
  const { config, leverage } = settings.value
  const faults = await settingsFaults(bot, { ...pair, ...settings.value }, services)
  if (!faults.ok) return faults
  const unprotected = stopFault(settings.value, input.confirmNoStop === true || hadNoStop(pair))
  const all = [
    ...faults.value,
    ...(unprotected === null ? [] : [{ field: 'confirmNoStop', message: unprotected }]),
    ...consentFaults(newConsents(bot, pair, settings.value), input.consents),
  ]
  if (all.length > 0) return invalid(all)
  const at = new Date(services.clock.now())
  const changed = await changeBot(tenant, {
    bot,
    data: { configVersion: { increment: 1 } },
    pairs: [
      {
        where: { id: pair.id },
        data: { config, leverage, ...(leverage === pair.leverage ? {} : { settingsConfirmed: false }) },
      },
    ],
    event: {
      ...{ code: 'bot-settings-changed', pairId: pair.id, at },
      message: `New settings of ${pair.symbol} ${pair.side}, version ${bot.configVersion + 1}. They apply to new deals.`,
      detail: { leverage, config, version: bot.configVersion + 1 },
    },
  })
  return changed === 'changed' ? ok('Saved. They apply from the next deal on.') : changedMeanwhile()
}

/** Changes how often a bot decides. */
export async function updateInterval(
  tenant: Tenant,
  { botId, intervalSec }: { readonly botId: string; readonly intervalSec: unknown },
  services: Pick<BotServices, 'clock'>,
): Promise<Result<string, CommandFailure>> {
  const bot = await commandedBot(tenant, botId)
  if (bot === null) return fail(notFound)
  const interval = readInterval(intervalSec)
  if (!interval.ok) return invalid([{ field: 'intervalSec', message: interval.error.message }])
  if (interval.value === bot.intervalSec) return ok('Nothing to change.')
  const now = services.clock.now()
  const changed = await changeBot(tenant, {
    bot,
    data: {
      intervalSec: interval.value,
      intervalSince: new Date(now),
      ...(isLive(bot.status) ? promptRun(bot, now) : {}),
    },
    event: {
      code: 'bot-interval-changed',
      message: `Decides every ${interval.value} seconds from now on, before: ${bot.intervalSec}.`,
      at: new Date(now),
    },
  })
  return changed === 'changed' ? ok('Saved.') : changedMeanwhile()
}

/** Gives a bot another name. */
export async function renameBot(
  tenant: Tenant,
  { botId, name }: { readonly botId: string; readonly name: unknown },
  services: Pick<BotServices, 'clock'>,
): Promise<Result<string, CommandFailure>> {
  const bot = await commandedBot(tenant, botId)
  if (bot === null) return fail(notFound)
  const entered = enteredName(name, MAX_BOT_NAME)
  if (!entered.ok) return invalid([{ field: 'name', message: entered.error.message }])
  if (entered.value === bot.name) return ok('Nothing to change.')
  const changed = await changeBot(tenant, {
    bot,
    data: { name: entered.value },
    event: {
      code: 'bot-renamed',
      message: `Renamed from "${bot.name}" to "${entered.value}".`,
      at: new Date(services.clock.now()),
    },
  })
  return changed === 'changed' ? ok('Saved.') : changedMeanwhile()
}

const invalid = (faults: CommandFailure['faults'] & object) =>
  fail({ kind: 'invalid', message: 'The settings were not saved.', faults } satisfies CommandFailure)

const isLive = (status: BotStatus): boolean =>
  status !== 'DRAFT' && status !== 'STOPPED' && status !== 'DELETED'

/** What the new settings ask for that the present ones did not ask for already. */
function newConsents(bot: CommandedBot, pair: CommandedPair, settings: PairSettings) {
  const { environment } = bot.account
  const stored = storedSettings(pair)
  const given = stored.ok ? consentsOf(stored.value, environment) : []
  return consentsOf(settings, environment).filter(({ code }) => given.every((known) => known.code !== code))
}

const hadNoStop = ({ config }: CommandedPair): boolean =>
  typeof config === 'object' && config !== null && 'stopLossPct' in config && config.stopLossPct === null

async function settingsFaults(
  bot: CommandedBot,
  pair: Pick<CommandedPair, 'id' | 'symbol' | 'side' | 'leverage'> & PairSettings,
  services: BotServices,
): Promise<Result<NonNullable<CommandFailure['faults']>, CommandFailure>> {
  const market = marketOf(bot.account, services)
  if (market === null) return fail(noPrices)
  const instrument = await listedInstrument(market, pair.symbol)
  if (!instrument.ok) return fail({ kind: 'refused', message: instrument.error.message })
  return examinePair(pair, instrument.value, market, fundsFor(bot, pair), services.clock.now())
}
