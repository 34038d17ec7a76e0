/** A pair of an exchange account, as far as its reserved funds go. */
export type ReservingPair = {
  readonly allocatedCapital: number
  /** Its bot is started and not yet stopped: it may open a deal at any tick. */
  readonly live: boolean
  readonly hasOpenDeal: boolean
}

/** Quote coin reserved for a pair: its allocated capital while it may open a deal or has one; a stopped pair without a deal frees it. */
export const reservedFor = (pair: ReservingPair): number =>
  pair.live || pair.hasOpenDeal ? pair.allocatedCapital : 0

/** Quote coin the account's other pairs leave free for one pair's worst case; never negative. */
export function unreservedCapital(wallet: number, others: readonly ReservingPair[]): number {
  return Math.max(
    0,
    others.reduce((free, pair) => free - reservedFor(pair), wallet),
  )
}
