import 'server-only'
import type { FieldFault } from '@/lib/action-state'
import type { Tenant } from '@/lib/auth/tenant'
import type { BotServices } from '@/lib/bots/bot-services'
import { marketOf, noPrices } from '@/lib/bots/market-of'
import { promptRun } from '@/lib/bots/prompt-run'
import type { BotId } from '@/lib/domain/ids'
import { cheapestPlanFor, planIdOf, planOf, type PlanId } from '@/lib/domain/plans'
import { fail, ok, type Result } from '@/lib/domain/result'
import { accountOf, type AccountRow } from '@/lib/exchange-accounts/repository'
import { newId } from '@/lib/ids'
import { examinePairs, stopFault, type ExaminedPair } from './examine-pairs'
import { consentFaults, consentsOf } from './pair-settings'
import { readBotForm, type BotForm } from './read-bot-form'
import { botOfRequest, heldMarkets, insertBot, type Inserted } from './repository'

export type CreateBotFailure = {
  readonly kind: 'invalid' | 'limit-reached' | 'prices-unavailable' | 'refused'
  readonly message: string
  readonly faults?: readonly FieldFault[]
}

/** A bot that now exists; `created` is false when the same form had made it before. */
export type CreatedBot = { readonly botId: BotId; readonly created: boolean; readonly started: boolean }

/**
 * Creates a bot from what a form or an API client sent and starts it where asked. All faults are told at once, by the path of their
 * field; the same form sent twice makes one bot.
 */
export async function createBot(
  tenant: Tenant,
  input: unknown,
  services: BotServices,
): Promise<Result<CreatedBot, CreateBotFailure>> {
  const now = services.clock.now()
  const plan = planOf(planIdOf(tenant.plan))
  const form = readBotForm(input, { plan: plan.name, pairs: plan.limits.pairsPerBot })
  const examined = await examineForm(tenant, form, services, now)
  // Looked up after the examination, which sees what a twin of this form may have reserved by now.
  const known = form.requestKey === null ? null : await botOfRequest(tenant, form.requestKey)
  if (known !== null) return alreadyCreated(known)
  if (!examined.ok) return examined
  const { name, accountId, intervalSec, requestKey } = form
  const faults = [...form.faults, ...examined.value.faults]
  if (
    faults.length > 0 ||
    name === null ||
    accountId === null ||
    intervalSec === null ||
    requestKey === null
  ) {
    return fail({ kind: 'invalid', message: 'The bot was not created.', faults })
  }
  const id = newId('bot')
  const inserted = await insertBot(tenant, {
    ...{ id, accountId, name, intervalSec, requestKey, risk: form.risk },
    firstRun: form.start ? promptRun({ lastKey: 0 }, now) : null,
    at: new Date(now),
    pairs: examined.value.pairs.map((pair) => ({ id: newId('pair'), ...pair })),
  })
  return inserted.kind === 'inserted'
    ? ok({ botId: id, created: true, started: form.start })
    : outcomeOf(inserted, plan.name)
}

type Examination = { readonly pairs: readonly ExaminedPair[]; readonly faults: readonly FieldFault[] }

async function examineForm(
  tenant: Tenant,
  form: BotForm,
  services: BotServices,
  now: number,
): Promise<Result<Examination, CreateBotFailure>> {
  if (form.accountId === null) return ok({ pairs: [], faults: [] })
  const account = await accountOf(tenant, form.accountId)
  const market = account && marketOf(account, services)
  if (account === null) return ok({ pairs: [], faults: [unknownAccount] })
  if (market === null) return fail(noPrices)
  const balance = Number(account.ledgerBalance)
  const funds = { balance, free: balance - Number(account.reserved) }
  const examined = await examinePairs(form.pairs, market, funds, now)
  if (!examined.ok) return examined
  const { pairs, faults } = examined.value
  const unprotected = form.pairs.flatMap((pair) => stopFault(pair, form.confirmNoStop) ?? []).slice(0, 1)
  return ok({
    pairs,
    faults: [
      ...faults,
      ...unprotected.map((message) => ({ field: 'confirmNoStop', message })),
      ...consentFaults(
        form.pairs.flatMap((pair) => consentsOf(pair, account.environment)),
        form.consents,
      ),
      ...(form.start ? await heldFaults(tenant, account, form, pairs) : []),
    ],
  })
}

/** A live bot has its markets to itself: two bots on one position could not tell whose is whose. */
async function heldFaults(
  tenant: Tenant,
  account: AccountRow,
  form: BotForm,
  pairs: readonly ExaminedPair[],
): Promise<FieldFault[]> {
  const held = await heldMarkets(tenant, account.id, null)
  return pairs.flatMap((pair) => {
    const holder = held.find(({ symbol, side }) => symbol === pair.symbol && side === pair.side)
    if (holder === undefined) return []
    const path = form.pairs.find(({ config }) => config === pair.config)?.path ?? 'pairs'
    return [{ field: `${path}.symbol`, message: heldSentence(holder.botName, pair) }]
  })
}

/** Why a market cannot be taken: it is another bot's. */
export const heldSentence = (
  botName: string,
  pair: { readonly symbol: string; readonly side: string },
): string =>
  `Your bot "${botName}" already trades ${pair.symbol} ${pair.side} on this account. Stop it first, or choose another account.`

const unknownAccount: FieldFault = { field: 'accountId', message: 'Choose one of your accounts.' }

function alreadyCreated(known: {
  readonly botId: string
  readonly deleted: boolean
}): Result<CreatedBot, CreateBotFailure> {
  return known.deleted
    ? fail({
        kind: 'refused',
        message: 'The bot of this form has been deleted since. Load the page again to create another.',
      })
    : ok({ botId: known.botId as BotId, created: false, started: false })
}

function outcomeOf(
  outcome: Exclude<Inserted, { kind: 'inserted' }>,
  planName: string,
): Result<CreatedBot, CreateBotFailure> {
  switch (outcome.kind) {
    case 'known':
      return alreadyCreated(outcome)
    case 'bots-limit':
      return fail({ kind: 'limit-reached', message: botsLimitSentence(outcome.plan, outcome.used) })
    case 'environment-refused':
      return fail({ kind: 'limit-reached', message: `${planName} trades on paper and testnet only.` })
    case 'not-active':
      return fail({ kind: 'refused', message: 'Your account is not active, so nothing was changed.' })
    case 'no-account':
      return fail({ kind: 'invalid', message: 'The bot was not created.', faults: [unknownAccount] })
    case 'market-held':
      return fail({
        kind: 'refused',
        message: 'Another bot of this account has just started on one of these markets. Look at your bots.',
      })
  }
}

/** "Basic allows 3 bots. Pro allows 10." */
export function botsLimitSentence(plan: PlanId, used: number): string {
  const { name, limits } = planOf(plan)
  const bigger = cheapestPlanFor('bots', used + 1)
  const offer = bigger === null ? '' : ` ${bigger.name} allows ${bigger.limits.bots ?? 'any number'}.`
  return `${name} allows ${limits.bots === 1 ? 'one bot' : `${limits.bots ?? 'any number of'} bots`}.${offer}`
}
