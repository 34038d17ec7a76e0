import 'server-only'
import type { FieldFault } from '@/lib/action-state'
import type { Tenant } from '@/lib/auth/tenant'
import { parseDecimal } from '@/lib/domain/decimal-input'
import { enteredName } from '@/lib/domain/entered-name'
import type { ExchangeAccountId } from '@/lib/domain/ids'
import { toUnits, unitsToDecimal } from '@/lib/domain/money'
import { paperMarketSchema, type PaperMarket } from '@/lib/domain/paper-market'
import { fail, ok, type Result } from '@/lib/domain/result'
import { openPaperBooks } from '@/lib/domain/simulation/paper-books'
import { newId } from '@/lib/ids'
import { insertPaperAccount } from '@/lib/exchange-accounts/repository'

export type OpenAccountServices = {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Whether paper accounts may follow the prices of a real venue. */
  readonly livePrices: boolean
}

export type OpenAccountFailure =
  | { readonly kind: 'invalid'; readonly message: string; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'limit-reached'; readonly message: string }

/** Deposit of the account a user starts with, in quote coin. */
export const DEFAULT_DEPOSIT = 10_000
const DEPOSIT_RANGE = { min: 100, max: 10_000_000 }
const MAX_ACCOUNTS = 20
const MAX_LABEL = 40

/** What a form or an API client sends; every field is judged, whatever its type. */
export type PaperAccountInput = {
  readonly label?: unknown
  readonly deposit?: unknown
  readonly market?: unknown
}

/** Opens a paper account of 100 to 10,000,000 quote coin on a simulated market or on live prices. All faults are told at once. */
export async function createPaperAccount(
  tenant: Tenant,
  input: PaperAccountInput,
  services: OpenAccountServices,
): Promise<Result<ExchangeAccountId, OpenAccountFailure>> {
  const label = enteredName(input.label, MAX_LABEL)
  const deposit = parseDecimal(input.deposit, DEPOSIT_RANGE)
  const market = readMarket(input.market, services.livePrices)
  if (!label.ok || !deposit.ok || !market.ok) {
    const faults = [
      ...(label.ok ? [] : [{ field: 'label', message: label.error.message }]),
      ...(deposit.ok ? [] : [{ field: 'deposit', message: deposit.error.message }]),
      ...(market.ok ? [] : [{ field: 'market', message: market.error.message }]),
    ]
    return fail({ kind: 'invalid', message: 'The account was not opened.', faults })
  }
  const account = newPaperAccount(label.value, deposit.value, market.value, services.now)
  const opened = await insertPaperAccount(tenant, account, { kind: 'at-most', accounts: MAX_ACCOUNTS })
  return opened
    ? ok(account.id)
    : fail({ kind: 'limit-reached', message: `There can be at most ${MAX_ACCOUNTS} exchange accounts.` })
}

/** Gives a user who never had an exchange account a paper account; calls racing each other open one. Returns whether it did. */
export async function openFirstPaperAccount(
  tenant: Tenant,
  market: PaperMarket,
  now: number,
): Promise<boolean> {
  const account = newPaperAccount('Paper', DEFAULT_DEPOSIT, market, now)
  return insertPaperAccount(tenant, account, { kind: 'only-first' })
}

function newPaperAccount(label: string, deposit: number, market: PaperMarket, now: number) {
  return {
    id: newId('acc'),
    label,
    market,
    // The books count whole units; the ledger must start with exactly what they hold.
    deposit: unitsToDecimal(toUnits(deposit)),
    books: openPaperBooks(deposit),
    at: new Date(now),
  }
}

function readMarket(input: unknown, livePrices: boolean) {
  const market = paperMarketSchema.safeParse(input)
  if (!market.success) return fail({ kind: 'unknown-market', message: 'Choose where the prices come from.' })
  if (market.data.kind === 'live' && !livePrices) {
    return fail({ kind: 'no-live-prices', message: 'Live prices are switched off in this installation.' })
  }
  return ok(market.data)
}
