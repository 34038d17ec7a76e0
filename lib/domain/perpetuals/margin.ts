import { signOf, type MaintenanceTier, type Side } from './instrument'

/** Margin in quote that a position value needs at a leverage, without any fee (5.2). */
export const initialMargin = (value: number, leverage: number): number => value / leverage

/** Price at which a position has lost its initial margin (5.2). */
export const bankruptcyPrice = (side: Side, entryPrice: number, leverage: number): number =>
  entryPrice * (1 - signOf(side) / leverage)

/** Fee in quote of closing at the bankruptcy price a position worth `value` at entry. */
export const closeFeeAtBankruptcy = (
  side: Side,
  value: number,
  leverage: number,
  takerFeeRate: number,
): number => value * (1 - signOf(side) / leverage) * takerFeeRate

/** Margin assigned to an isolated position: initial margin plus the fee to close it at the bankruptcy price (5.2). */
export const assignedMargin = (side: Side, value: number, leverage: number, takerFeeRate: number): number =>
  initialMargin(value, leverage) + closeFeeAtBankruptcy(side, value, leverage, takerFeeRate)

/** What an entry takes from the free balance: assigned margin plus the taker fee of opening (5.2). */
export const orderCost = (side: Side, value: number, leverage: number, takerFeeRate: number): number =>
  assignedMargin(side, value, leverage, takerFeeRate) + value * takerFeeRate

export type TierLine = { readonly rate: number; readonly deduction: number }

/** Maintenance margin in quote of a position value under one rate and deduction. */
export const marginOnLine = (value: number, line: TierLine): number => value * line.rate - line.deduction

type RatedTier = Pick<MaintenanceTier, 'upTo' | 'rate'>

/** The tiers' lines `value * rate - deduction`; the deductions make the maintenance margin continuous over the bounds (5.2). */
export function tierLines(tiers: readonly RatedTier[]): readonly TierLine[] {
  const known = knownLines.get(tiers)
  if (known !== undefined) return known
  const lines = computeLines(tiers)
  knownLines.set(tiers, lines)
  return lines
}

// A risk table is never changed in place, and each is asked about after every fill.
const knownLines = new WeakMap<readonly RatedTier[], readonly TierLine[]>()

function computeLines(tiers: readonly RatedTier[]): readonly TierLine[] {
  const lines: TierLine[] = []
  let deduction = 0
  let previous: RatedTier | null = null
  for (const tier of tiers) {
    if (previous !== null) deduction += (previous.upTo ?? 0) * (tier.rate - previous.rate)
    lines.push({ rate: tier.rate, deduction })
    previous = tier
  }
  return lines
}

/** Maintenance margin in quote of a position value, with the rate and deduction of its tier; a bound belongs to the lower tier (5.2). */
export function maintenanceMargin(tiers: readonly RatedTier[], value: number) {
  const lines = tierLines(tiers)
  const found = tiers.findIndex((tier) => tier.upTo === null || value <= tier.upTo)
  const line = lines[found === -1 ? lines.length - 1 : found]
  if (line === undefined) throw new RangeError('an instrument needs at least one maintenance tier')
  return { ...line, margin: marginOnLine(value, line) }
}

export type MaintenanceInput = TierLine & {
  readonly side: Side
  readonly quantity: number
  readonly entryPrice: number
  readonly markPrice: number
  readonly leverage: number
  readonly takerFeeRate: number
}

/** Maintenance margin in quote including the fee to close at the bankruptcy price, as Bybit counts isolated positions (5.2). */
export function maintenanceMarginWithCloseFee(input: MaintenanceInput): number {
  const value = input.quantity * input.entryPrice
  const closeFee = closeFeeAtBankruptcy(input.side, value, input.leverage, input.takerFeeRate)
  return input.markPrice * input.quantity * input.rate - input.deduction + closeFee
}

/** Largest leverage the risk table allows for a position value in quote. */
export function maxLeverageFor(tiers: readonly MaintenanceTier[], value: number): number {
  const tier = tiers.find((row) => row.upTo === null || value <= row.upTo) ?? tiers[tiers.length - 1]
  return tier?.maxLeverage ?? 1
}
