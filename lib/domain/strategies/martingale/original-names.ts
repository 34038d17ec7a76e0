import { fail, ok, type Result } from '@/lib/domain/result'
import type { InvalidSettings } from '@/lib/domain/strategies/contract'

const ours: Readonly<Record<string, string>> = {
  begin_size_of_balance: 'beginSizeOfBalance',
  buy_until_limit: 'buyUntilLimit',
  profit_threshold: 'profitThreshold',
  profit_pnl: 'profitPnl',
  max_margin_pct: 'maxMarginPct',
}

/** Names of the original's configuration that it never reads. */
export const unreadNames: readonly string[] = ['strategy_filter', 'buy_below_percentage']

/** Turns the names of the original's configuration file into ours, so that its settings can be taken over as they are. */
export function originalNames(raw: unknown): Result<unknown, InvalidSettings> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return ok(raw)
  const doubled = Object.keys(raw).filter((name) => {
    const own = Object.hasOwn(ours, name) ? ours[name] : undefined
    return own !== undefined && Object.hasOwn(raw, own)
  })
  if (doubled.length > 0) {
    const faults = doubled.map((name) => ({
      field: name,
      message: `The same as ${ours[name]}, which is given too.`,
    }))
    return fail({ kind: 'invalid-settings', faults })
  }
  return ok(
    Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [
        Object.hasOwn(ours, name) ? (ours[name] ?? name) : name,
        value,
      ]),
    ),
  )
}
