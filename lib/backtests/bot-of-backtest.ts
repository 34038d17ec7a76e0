import 'server-only'
import type { SentValues } from '@/lib/action-state'
import type { Tenant } from '@/lib/auth/tenant'
import type { AccountOptionView, InstrumentOptionView } from '@/lib/bots/views'
import { readBacktest } from './reading/reading'
import { pairValues, requestOfText, type ShownRequest } from './shown-request'

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
  const values = run === null ? null : valuesOn(run.request.config, accounts, instruments)
  return run === null || values === null ? null : { name: run.name, values }
}

/** The same for settings that the sweep hands over in the address; null for anything else. */
export function botOfRequest(
  text: unknown,
  accounts: readonly AccountOptionView[],
  instruments: Instruments,
): SentValues | null {
  const request = requestOfText(text)
  return request === null ? null : valuesOn(request.config, accounts, instruments)
}

function valuesOn(
  { pairs, decisionEverySec }: ShownRequest['config'],
  accounts: readonly AccountOptionView[],
  instruments: Instruments,
): SentValues | null {
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
  return { name, accountId: account.id, intervalSec: String(decisionEverySec), ...pairValues(fitting) }
}
