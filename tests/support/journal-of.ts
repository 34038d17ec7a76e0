import type { Database } from '@/lib/db'
import type { Bind } from '@/lib/domain/journal/verify'
import { checkJournal, type CheckOptions, type JournalCheck } from '@/lib/journal/check-journal'
import { withJournal } from '@/lib/journal/repository'
import { reportOfCheck } from '@/lib/journal/tell-check'
import { bindStrategy } from '@/lib/domain/strategies/registry'

/** Checks the journal of a bot that is there. */
export async function journalOf(
  db: Database,
  botId: string,
  options: CheckOptions = {},
): Promise<JournalCheck> {
  const check = await withJournal(db, { botId, tenantId: null }, (reader) =>
    checkJournal(reader, botId, options),
  )
  if (check === null) throw new Error(`no bot ${botId}`)
  return check
}

/** What is wrong with a bot's journal, in the words of its report; empty when every decision and every order of the bot is in it. */
export async function journalFaults(db: Database, botId: string): Promise<string[]> {
  const check = await journalOf(db, botId)
  const { ok, checks } = reportOfCheck(check, 'test')
  const orders = await db.order.count({ where: { botId } })
  return [
    ...(ok ? [] : checks.filter((one) => !one.ok).map(({ detail }) => detail)),
    ...(check.orders.checked === orders
      ? []
      : [`${check.orders.checked} of ${orders} orders were looked at`]),
  ]
}

/** The strategies, one of which wants one step more of every base order. */
export const greedy: Bind = (strategy, settings) => {
  const bound = bindStrategy(strategy, settings)
  if (!bound.ok) return bound
  return {
    ok: true,
    value: {
      decide: (facts) => {
        const decision = bound.value.decide(facts)
        if (decision.orders === 'unchanged') return decision
        const orders = decision.orders.map((order) =>
          order.key === 'base' ? { ...order, quantitySteps: order.quantitySteps + 1 } : order,
        )
        return { ...decision, orders }
      },
    },
  }
}
