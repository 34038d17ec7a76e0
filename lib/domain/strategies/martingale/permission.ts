import type { Permission } from '@/lib/domain/strategies/contract'
import { noDetail } from '@/lib/domain/strategies/dca/hold'
import type { Reason } from '@/lib/domain/strategies/reasons'
import type { DealQuestion } from './deal-question'

/** Guard 12: why nothing may be added to an open position; null = additions are allowed, also while the bot is finishing. */
export function entryBlock({ facts, deal, ledgerSteps, venueSteps }: DealQuestion): Reason | null {
  const { permission } = facts
  if (ledgerSteps !== venueSteps) {
    const venue = facts.position?.quantity ?? 0
    return { code: 'out-of-sync', detail: { ledger: deal.ledger.quantity, venue } }
  }
  switch (permission.kind) {
    case 'trade':
    case 'drain':
      return facts.settingsConfirmed ? null : unconfirmed(facts.leverage)
    case 'exits-only':
    case 'settle-only':
    case 'stopping':
      return refusalOf(permission)
  }
}

/** What a permission that lets nothing in says for itself. */
export function refusalOf(permission: Exclude<Permission, { kind: 'trade' | 'drain' }>): Reason {
  return permission.kind === 'stopping'
    ? { code: 'stopping', detail: { how: permission.how } }
    : { code: permission.because, detail: noDetail }
}

export const unconfirmed = (wanted: number): Reason => ({
  code: 'settings-unconfirmed',
  detail: { wanted, found: null },
})
