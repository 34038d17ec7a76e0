import { Decimal } from 'decimal.js'
import { averageAfterEntry } from '@/lib/domain/perpetuals/position'
import type { VenueFill } from '@/lib/ports/exchange'
import type { DealWrite } from './rows'

/** A deal's books while a booking changes them. */
export type OpenBook = { -readonly [Key in keyof DealWrite]: DealWrite[Key] } & {
  /** The average before the trade being booked, for its row. */
  averageBefore: number | null
}

/** Adds an entry fill: the average moves, and with it what the exits protect. */
export function addTo(deal: OpenBook, fill: VenueFill): void {
  deal.averageEntry = averageAfterEntry(
    Number(deal.quantity),
    deal.averageEntry ?? 0,
    Number(fill.quantity),
    Number(fill.price),
  )
  deal.quantity = sum(deal.quantity, fill.quantity)
  deal.entryCost = sum(deal.entryCost, new Decimal(fill.quantity).mul(fill.price))
  deal.entryFees = sum(deal.entryFees, fill.fee)
  deal.peakQuantity = Decimal.max(deal.peakQuantity, deal.quantity).toFixed()
}

/** Takes an exit off the books; the average stays until nothing is left. */
export function takeFrom(deal: OpenBook, quantity: string, fee: string, gross: string): void {
  // The venue never closes more than there is; what is beyond the deal's own books is not the deal's.
  const left = Decimal.max(0, new Decimal(deal.quantity).sub(quantity))
  deal.quantity = left.toFixed()
  deal.exitFees = sum(deal.exitFees, fee)
  deal.realisedGross = sum(deal.realisedGross, gross)
  if (left.isZero()) deal.averageEntry = null
}

/** The exact sum of two decimal strings. */
export const sum = (a: string, b: Decimal.Value): string => new Decimal(a).add(b).toFixed()
