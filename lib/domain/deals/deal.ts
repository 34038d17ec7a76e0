import type { ActReason } from '@/lib/domain/strategies/reasons'

/** Closed list of deal states; the first four are open. */
export type OpenDealStatus = 'opening' | 'active' | 'trailing' | 'closing'
export type EndedDealStatus =
  'completed' | 'stopped' | 'closed-by-user' | 'closed-outside' | 'liquidated' | 'cancelled' | 'failed'
export type DealStatus = OpenDealStatus | EndedDealStatus

/**
 * What a deal has done so far, from its own fills. Money in quote, quantity in base coin. `averageEntry` follows entries only:
 * an exit never changes it.
 */
export type DealLedger = {
  readonly quantity: number
  readonly averageEntry: number | null
  /** Sum of price * quantity over all entry fills of the deal. */
  readonly entryCost: number
  readonly entryFees: number
  readonly exitFees: number
  /** Gross profit of the exits so far, before fees and funding. */
  readonly realisedGross: number
  /** Signed funding cash flow: negative = paid. */
  readonly funding: number
}

export const emptyLedger: DealLedger = {
  quantity: 0,
  averageEntry: null,
  entryCost: 0,
  entryFees: 0,
  exitFees: 0,
  realisedGross: 0,
  funding: 0,
}

/** Why a deal ended, for its row and its trade. */
export type DealEnd = {
  readonly status: EndedDealStatus
  readonly reason: ActReason | 'order-refused' | 'unfilled'
  /** The user wants to be asked before anything new is opened. */
  readonly pauses?: true
}

/** True where the bot pauses with the end of a deal: the user wants it so, or the position vanished behind its back. */
export const pausesBot = ({ status, pauses }: DealEnd): boolean =>
  status === 'closed-outside' || pauses === true
