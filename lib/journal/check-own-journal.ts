import 'server-only'
import type { Tenant } from '@/lib/auth/tenant'
import { CHECKED_ENTRIES } from '@/lib/domain/journal/kept'
import { fail, ok, type Result } from '@/lib/domain/result'
import { log } from '@/lib/log'
import { checkJournal, type JournalCheck } from './check-journal'
import { codeVersion } from './code-version'
import { withOwnJournal } from './repository'
import { counted, reportOfCheck, shownInstant } from './tell-check'

export type JournalRefusal = { readonly kind: 'not-found' | 'journal-differs'; readonly message: string }

/**
 * Runs the newest decisions of the tenant's own bot again and says what came of it: how many are identical, or the first difference.
 * Bounded work: see `CHECKED_ENTRIES`.
 */
export async function checkOwnJournal(
  tenant: Tenant,
  botId: string,
): Promise<Result<string, JournalRefusal>> {
  const check = await withOwnJournal(tenant, botId, (reader) =>
    checkJournal(reader, botId, { newest: CHECKED_ENTRIES }),
  )
  if (check === null) return fail({ kind: 'not-found', message: 'There is no such bot.' })
  const report = reportOfCheck(check, codeVersion())
  if (report.ok) return ok(goodNews(check))
  const details = report.checks.filter((one) => !one.ok).map(({ detail }) => detail)
  log.warn({ botId, details }, 'A journal does not hold.')
  return fail({ kind: 'journal-differs', message: details.join(' ') })
}

function goodNews({ findings, kept, head, orders }: JournalCheck): string {
  const { entries, identical, firstAt, lastAt } = findings
  if (entries === 0) return 'This bot has decided nothing yet.'
  const which = entries < kept ? `the newest of ${counted(kept)} kept` : 'all that are kept'
  return [
    `${counted(identical)} of ${counted(entries)} identical: ${which}, ${shownInstant(firstAt)} to ${shownInstant(lastAt)}.`,
    `Their chain is unbroken, and ${counted(orders.checked)} of ${counted(orders.checked)} orders since then come from one of them.`,
    `Hash of the newest: ${head.hash.slice(0, 16)}.`,
  ].join(' ')
}
