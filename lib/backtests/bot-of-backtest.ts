import 'server-only'
import type { SentValues } from '@/lib/action-state'
import type { Tenant } from '@/lib/auth/tenant'
import type { AccountOptionView, InstrumentOptionView } from '@/lib/bots/views'
import { readBacktest } from './reading/reading'
import { pairValues } from './shown-request'

type Instruments = Readonly<Record<string, readonly InstrumentOptionView[]>>

/**
 * What fills in the form of a new bot with the settings of a back-test, on the account that has most of its markets, a paper account where several
 * do. A market the account lacks becomes the one of the same coin, or its first. Null where there is no such run or no account.
 */
export async function botOfBacktest(
  tenant: Tenant,
  backtestId: unknown,
  accounts: readonly AccountOptionView[],
  instruments: Instruments,
): Promise<{ readonly name: string; readonly values: SentValues } | null> {
  const run = typeof backtestId === 'string' ? await readBacktest(tenant, backtestId) : null
  if (run === null) return null
  const { pairs, decisionEverySec } = run.request.config
  const has = (account: AccountOptionView) => {
    const symbols = new Set((instruments[account.id] ?? []).map(({ instrument }) => instrument.symbol))
    return pairs.filter(({ symbol }) => symbols.has(symbol)).length
  }
  const [account] = accounts.toSorted(
    (a, b) => has(b) - has(a) || Number(b.environment === 'paper') - Number(a.environment === 'paper'),
  )
  if (account === undefined) return null
  const listed = (instruments[account.id] ?? []).map(({ instrument }) => instrument)
  const fitting = pairs.map((pair) => {
    const [base] = pair.symbol.split('/')
    const market =
      listed.find(({ symbol }) => symbol === pair.symbol) ??
      listed.find((instrument) => instrument.base === base) ??
      listed[0]
    return { ...pair, symbol: market?.symbol ?? pair.symbol }
  })
  const [first] = fitting
  const name = first === undefined ? '' : `${first.symbol.split('/')[0] ?? ''} ${first.side}`
  return {
    name: run.name,
    values: { name, accountId: account.id, intervalSec: String(decisionEverySec), ...pairValues(fitting) },
  }
}
