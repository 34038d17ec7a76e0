import type { MarketInterface } from 'ccxt'
import type { Instrument, MaintenanceTier } from '@/lib/domain/perpetuals/instrument'
import { isRecord, type Venue } from './venues'

/** The rules of one listed market, or null where the venue's answer lacks one that an order needs. */
export function readInstrument(
  venue: Venue,
  market: MarketInterface,
  tiers: readonly MaintenanceTier[],
): Instrument | null {
  const info = isRecord(market.info) ? market.info : {}
  const lots = isRecord(info.lotSizeFilter) ? info.lotSizeFilter : {}
  const { limits, precision } = market
  const tickSize = positive(precision.price)
  const quantityStep = positive(precision.amount) ?? positive(info.qtyStepSize)
  if (tickSize === null || quantityStep === null || tiers.length === 0) return null
  const maxLimitQuantity =
    positive(limits.amount?.max) ??
    positive(info.maxOrderQtyRq) ??
    positive(info.maxPositionSize) ??
    Number.MAX_SAFE_INTEGER * quantityStep
  const maxMarketQuantity = positive(lots.maxMktOrderQty) ?? positive(limits.market?.max) ?? maxLimitQuantity
  return {
    symbol: market.symbol,
    base: market.base,
    quote: market.quote,
    settle: venue.settle,
    tickSize,
    quantityStep,
    minQuantity: positive(limits.amount?.min) ?? quantityStep,
    maxLimitQuantity,
    maxMarketQuantity: Math.min(maxMarketQuantity, maxLimitQuantity),
    minCost: positive(limits.cost?.min) ?? positive(info.minOrderValueRv) ?? 0,
    tiers,
    fees: venue.fees,
    fundingIntervalMs: fundingInterval(venue, info),
  }
}

type TierRow = {
  readonly maxNotional?: unknown
  readonly maintenanceMarginRate?: unknown
  readonly maxLeverage?: unknown
}

/** The venue's risk table in our shape; null where a row is no number or the rows do not ascend. */
export function readTiers(rows: readonly TierRow[]): readonly MaintenanceTier[] | null {
  const tiers: MaintenanceTier[] = []
  for (const [index, row] of rows.entries()) {
    const isLast = index === rows.length - 1
    const upTo = positive(row.maxNotional)
    const rate = positive(row.maintenanceMarginRate)
    const maxLeverage = positive(row.maxLeverage)
    if (rate === null || rate >= 1 || maxLeverage === null || (upTo === null && !isLast)) return null
    if ((upTo ?? Infinity) <= (tiers.at(-1)?.upTo ?? 0)) return null
    // Beyond the last limit no position can be opened, so the last row holds without one.
    tiers.push({ upTo: isLast ? null : upTo, rate, maxLeverage })
  }
  return tiers.length === 0 ? null : tiers
}

const CAUTIOUS_LEVERAGE = 20

/**
 * The risk table that stands in the listing itself (Phemex), else one row that assumes half the initial margin at the highest leverage
 * offered: some venues show their table only to a key.
 */
export function listedTiers(market: MarketInterface): readonly MaintenanceTier[] {
  const info = isRecord(market.info) ? market.info : {}
  const listed = Array.isArray(info.riskLimits) ? readTiers(info.riskLimits.map(phemexTier)) : null
  if (listed !== null) return listed
  const maxLeverage = positive(market.limits.leverage?.max) ?? positive(info.maxLeverage) ?? CAUTIOUS_LEVERAGE
  return [{ upTo: null, rate: 0.5 / maxLeverage, maxLeverage }]
}

function phemexTier(row: unknown): TierRow {
  const { limit, initialMarginRr, maintenanceMarginRr } = isRecord(row) ? row : {}
  const initialMargin = positive(initialMarginRr)
  // Two decimals: 1.5 % of margin is published as 66.67 times, not 66.66666666666667.
  const maxLeverage = initialMargin === null ? null : Math.round(100 / initialMargin) / 100
  return { maxNotional: limit, maintenanceMarginRate: maintenanceMarginRr, maxLeverage }
}

/** Bybit counts minutes, Phemex seconds. */
function fundingInterval(venue: Venue, info: Record<string, unknown>): number {
  const interval = positive(info.fundingInterval)
  if (interval === null) return venue.fundingIntervalMs
  if (venue.id === 'bybit') return interval * 60_000
  return venue.id === 'phemex' ? interval * 1_000 : venue.fundingIntervalMs
}

/** A positive finite number, also from a decimal string; null for anything else. */
export function positive(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value === '')) return null
  const number = Number(value)
  return Number.isFinite(number) && number > 0 ? number : null
}
