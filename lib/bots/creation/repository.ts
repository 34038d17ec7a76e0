import 'server-only'
import { Prisma } from '@/generated/prisma/client'
import type { Tenant } from '@/lib/auth/tenant'
import type { PromptRun } from '@/lib/bots/prompt-run'
import { recordEvent } from '@/lib/bots/history/repository'
import type { Environment } from '@/lib/bots/views'
import { db } from '@/lib/db'
import type { BotId, PairId } from '@/lib/domain/ids'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import { allowsOneMore, canTradeIn, planIdOf, planOf, type PlanId } from '@/lib/domain/plans'
import { riskRecord, type RiskAnswer } from './risk-answer'
import type { PairSettings } from './pair-settings'

export type NewBot = {
  readonly id: BotId
  readonly accountId: string
  readonly name: string
  readonly intervalSec: number
  readonly requestKey: string
  /** Null keeps it a draft. */
  readonly firstRun: PromptRun | null
  readonly at: Date
  /** What its owner was shown of the risk; null for a client that shows none. */
  readonly risk: RiskAnswer | null
  readonly pairs: readonly {
    readonly id: PairId
    readonly symbol: string
    readonly side: Side
    readonly leverage: number
    readonly strategy: string
    readonly config: PairSettings['config']
  }[]
}

export type Inserted =
  | { readonly kind: 'inserted' }
  /** The same form has made this bot before. */
  | { readonly kind: 'known'; readonly botId: string; readonly deleted: boolean }
  | { readonly kind: 'bots-limit'; readonly plan: PlanId; readonly used: number }
  | { readonly kind: 'environment-refused' | 'not-active' | 'no-account' | 'market-held' }

/** The bot that a form with this key has made, deleted or not. */
export async function botOfRequest(
  tenant: Tenant,
  requestKey: string,
): Promise<{ readonly botId: string; readonly deleted: boolean } | null> {
  const bot = await db().bot.findUnique({
    where: { tenantId_requestKey: { tenantId: tenant.userId, requestKey } },
    select: { id: true, deletedAt: true },
  })
  return bot && { botId: bot.id, deleted: bot.deletedAt !== null }
}

/**
 * Inserts a bot with its pairs, its first log line and the audit entry, if the plan has room for it. The owner's row is locked first: of
 * any number of racing forms each sees the bots of those before it.
 */
export async function insertBot(tenant: Tenant, bot: NewBot): Promise<Inserted> {
  try {
    return await db().$transaction((transaction) => insertLimited(transaction, tenant, bot), {
      // A burst of forms of one owner queues at his row.
      maxWait: 5_000,
      timeout: 10_000,
    })
  } catch (error) {
    if (isMarketHeld(error)) return { kind: 'market-held' }
    throw error
  }
}

/** Whether a statement failed because another live bot of the account holds the same symbol and side. */
export const isMarketHeld = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  error.code === 'P2002' &&
  JSON.stringify(error.meta).includes('pairs_one_holder_per_market')

async function insertLimited(
  transaction: Prisma.TransactionClient,
  tenant: Tenant,
  bot: NewBot,
): Promise<Inserted> {
  const tenantId = tenant.userId
  const [owner] = await transaction.$queryRaw<{ plan: string; status: string }[]>`
    SELECT plan, status FROM users WHERE id = ${tenantId} FOR UPDATE`
  if (owner?.status !== 'ACTIVE') return { kind: 'not-active' }
  const known = await transaction.bot.findUnique({
    where: { tenantId_requestKey: { tenantId, requestKey: bot.requestKey } },
    select: { id: true, deletedAt: true },
  })
  if (known) return { kind: 'known', botId: known.id, deleted: known.deletedAt !== null }
  const plan = planIdOf(owner.plan)
  const used = await transaction.bot.count({ where: { tenantId, deletedAt: null } })
  if (!allowsOneMore(planOf(plan).limits.bots, used)) return { kind: 'bots-limit', plan, used }
  const account = await transaction.exchangeAccount.findFirst({
    where: { tenantId, id: bot.accountId, deletedAt: null },
    select: { environment: true },
  })
  if (!account) return { kind: 'no-account' }
  if (!canTradeIn(plan, account.environment as Environment)) return { kind: 'environment-refused' }
  await transaction.bot.create({ data: rowsOf(tenantId, bot) })
  await recordEvent(transaction, tenant, {
    botId: bot.id,
    code: 'bot-created',
    message: bot.firstRun === null ? 'Created as a draft.' : 'Created and started.',
    detail: { name: bot.name, pairs: bot.pairs.map(({ symbol, side }) => `${symbol} ${side}`) },
    at: bot.at,
  })
  const started = bot.firstRun !== null
  if (bot.risk !== null && (bot.risk.reading !== null || started)) {
    const read = riskRecord(bot.risk, started)
    await recordEvent(transaction, tenant, { botId: bot.id, code: 'bot-risk-read', ...read, at: bot.at })
  }
  return { kind: 'inserted' }
}

function rowsOf(tenantId: string, bot: NewBot): Prisma.BotUncheckedCreateInput {
  const live = bot.firstRun !== null
  return {
    ...{ id: bot.id, tenantId, accountId: bot.accountId, name: bot.name, requestKey: bot.requestKey },
    intervalSec: bot.intervalSec,
    ...{ status: live ? 'RUNNING' : 'DRAFT', statusAt: bot.at, createdAt: bot.at },
    ...{ startedAt: live ? bot.at : null, ...bot.firstRun },
    pairs: {
      // The tenant comes with the bot: the composite key leaves no room for another.
      create: bot.pairs.map((pair, position) => ({
        ...pair,
        ...{ position, accountId: bot.accountId, holdsMarket: live },
        ...{ conditionSince: bot.at, conditionAt: bot.at },
      })),
    },
  }
}

/** Which of the account's markets are held by a live bot, with its name; `exceptBotId` leaves one bot out. */
export async function heldMarkets(
  tenant: Tenant,
  accountId: string,
  exceptBotId: string | null,
): Promise<{ readonly symbol: string; readonly side: string; readonly botName: string }[]> {
  const pairs = await db().tradingPair.findMany({
    where: {
      tenantId: tenant.userId,
      accountId,
      holdsMarket: true,
      ...(exceptBotId === null ? {} : { NOT: { botId: exceptBotId } }),
    },
    select: { symbol: true, side: true, bot: { select: { name: true } } },
  })
  return pairs.map(({ symbol, side, bot }) => ({ symbol, side, botName: bot.name }))
}
