import { fromUnits, toUnits } from '@/lib/domain/money'
import { fundingCashFlow, fundingRate, nextFundingAfter } from '@/lib/domain/perpetuals/funding'
import type { Instrument, Side } from '@/lib/domain/perpetuals/instrument'
import { quantityOf } from '@/lib/domain/perpetuals/quantize'
import { unassignedUnits } from './balance'
import { setLiquidationPrice } from './book-fill'
import { liquidateAt } from './liquidate'
import { marketOf, nextId, positionKey, type SimulatedVenue, type Trading } from './state'

const sides: readonly Side[] = ['long', 'short']

/** Sets the rate of the coming funding instants as a fraction of position value; null = the default of 0.01 % per eight hours. */
export function setFundingRate(
  venue: SimulatedVenue,
  instrument: Instrument,
  rate: number | null,
  at: number,
): void {
  marketOf(venue, instrument, at).fundingRate = rate
}

/**
 * Charges every funding instant up to and including `until` on the positions held before it (5.5; 6.1, rules 7, 9 and 10). An instant
 * exactly at `until` uses `mark`; earlier ones lie in a gap without bars and use the last mark known.
 */
export function chargeFunding(t: Trading, until: number, mark: number): void {
  const { market, instrument } = t
  while (market.nextFundingAt <= until) {
    const at = market.nextFundingAt
    market.nextFundingAt = nextFundingAfter(at, instrument.fundingIntervalMs)
    for (const side of sides) chargePosition(t, side, at, at === until ? mark : market.mark)
  }
}

function chargePosition(t: Trading, side: Side, at: number, mark: number): void {
  const { venue, instrument, market } = t
  const position = venue.positions[positionKey(instrument.symbol, side)]
  if (position === undefined) return
  const rate = fundingRate(market.fundingRate, instrument.fundingIntervalMs)
  const quantity = quantityOf(position.steps, instrument)
  const due = toUnits(fundingCashFlow(side, quantity, mark, rate)) + 0
  const amountUnits = due < 0 ? 0 - takeFunding(t, side, -due) : due
  venue.walletUnits += amountUnits
  t.sink.event({
    kind: 'funding',
    eventId: nextId(venue, 'event'),
    symbol: instrument.symbol,
    side,
    quantity,
    markPrice: mark,
    rate,
    amount: fromUnits(amountUnits),
    amountUnits,
    at,
    walletUnitsAfter: venue.walletUnits,
  })
  liquidateAt(t, side, mark, at)
}

// From the balance that is no position's margin first (reservations of resting orders do not protect it), then from this position's
// margin, which brings its liquidation nearer. More than both hold is not collected: an isolated position never owes.
function takeFunding(t: Trading, side: Side, due: number): number {
  const position = t.venue.positions[positionKey(t.instrument.symbol, side)]
  const fromBalance = Math.min(due, Math.max(0, unassignedUnits(t.venue)))
  if (position === undefined || fromBalance === due) return fromBalance
  const fromMargin = Math.min(due - fromBalance, position.marginUnits)
  position.marginUnits -= fromMargin
  setLiquidationPrice(t, side, position)
  return fromBalance + fromMargin
}
